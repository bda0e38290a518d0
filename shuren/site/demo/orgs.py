"""The tree of the demo region as rows: orgs, what they were since they opened, and the changes that opened them."""

import json
from typing import Any

import polars as pl

from shuren.kernel import pinyin
from shuren.site.actors import FIRST_LOADING
from shuren.site.demo import load
from shuren.site.demo.region import Node
from shuren.spine.orgs.models import Change, ChangeKind, Effect, Org, OrgVersion
from shuren.spine.orgs.rules.orders import Open


def store(nodes: list[Node]) -> None:
    """Write every node with its opening; ids are the nodes' own."""
    facts = _facts(nodes)
    with load.open_for_loading((Org, Change, OrgVersion, Effect), len(nodes)):
        load.copy(Org, facts.hstack(_present(nodes)))
        load.copy(Change, _openings(nodes))
        load.copy(OrgVersion, _versions(facts, nodes))
        load.copy(Effect, _effects(nodes))
        load.set_serials(Org, Change, OrgVersion, Effect)
    load.analyze(Org, Change, OrgVersion, Effect)


def _facts(nodes: list[Node]) -> pl.DataFrame:
    """Return what Org and OrgVersion have in common."""
    rows = [
        {
            "name": node.name, "path": node.path, "level": node.level, "division_code": node.division_code,
            "school_type": node.kind.school_type if node.kind else "", "urban_rural": node.urban_rural,
            "area": node.area, "organizer": node.organizer, "parent_id": node.parent.id if node.parent else None,
            "authority_id": node.parent.id if node.kind and node.parent else None,
        }
        for node in nodes
    ]  # fmt: skip
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return frame.with_columns(pinyin.pinyin_columns(frame["name"])["sort_key"].alias("name_key"))


def _present(nodes: list[Node]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": [node.id for node in nodes],
            "code": [node.code for node in nodes],
            "credit_code": [node.credit_code for node in nodes],
            "initials": [pinyin.initials(node.name) for node in nodes],
            "county_id": [node.county.id if node.county else None for node in nodes],
            "city_id": [node.city.id if node.city else None for node in nodes],
            "address": [node.address for node in nodes],
            "opened_on": [node.opened_on for node in nodes],
            "steps_taken": [node.children for node in nodes],
        }
    )


def _openings(nodes: list[Node]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": [node.id for node in nodes],
            "kind": ChangeKind.OPEN.value,
            "effective_on": [node.opened_on for node in nodes],
            "org_path": [node.parent.path if node.parent else node.path for node in nodes],
            "order": [json.dumps(_order(node), ensure_ascii=False) for node in nodes],
            "concerns": [f"[{node.id}]" for node in nodes],
            "names": [json.dumps({"what": node.name}, ensure_ascii=False) for node in nodes],
            "actor_name": FIRST_LOADING,
        }
    )


def _order(node: Node) -> dict[str, Any]:
    facts = {"division_code": node.division_code, "school_type": node.kind.school_type if node.kind else ""}
    parent = node.parent.id if node.parent else None
    return Open(node.level, parent, node.name, node.code, facts).values()


def _versions(facts: pl.DataFrame, nodes: list[Node]) -> pl.DataFrame:
    return facts.with_columns(
        id=pl.Series([node.id for node in nodes]),
        org_id=pl.Series([node.id for node in nodes]),
        began_by_id=pl.Series([node.id for node in nodes]),
        valid_from=pl.Series([node.opened_on for node in nodes]),
    )


def _effects(nodes: list[Node]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": [node.id for node in nodes],
            "change_id": [node.id for node in nodes],
            "org_id": [node.id for node in nodes],
            "did": Effect.Did.BEGAN.value,
            "path_after": [node.path for node in nodes],
            "made_version": True,
        }
    )
