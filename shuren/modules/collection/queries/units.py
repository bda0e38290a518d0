"""Who does what with a return, by where its unit stands."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, OuterRef, QuerySet, Value, When

from shuren.spine.identity import queries as identity
from shuren.spine.orgs import api as orgs
from shuren.spine.orgs.models import Level, Org


@dataclass(frozen=True)
class Desk:
    """A role at a node."""

    role: str
    path: str


def filler_at(level: str) -> str:
    """Return the role that puts a unit's return together and hands it in."""
    return "registrar" if level == Level.SCHOOL else identity.official_at(level)


def leader_at(level: str) -> str:
    """Return the role that signs a unit's return."""
    return "principal" if level == Level.SCHOOL else "unit_leader"


def receiver_of(unit: Org) -> Desk:
    """Return who receives a unit's return: the officials of the authority responsible for it."""
    node = orgs.node(unit.pk)
    return Desk(identity.official_at(node.authority_level), node.authority_path)


def without_filler(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the rows of units where nobody holds the role that puts a return together, so that nobody is asked."""
    return _unmanned(rows, {level: filler_at(level) for level in Level.values})


def without_leader(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the rows of units where nobody holds the role that signs."""
    return _unmanned(rows, {level: leader_at(level) for level in Level.values})


def _unmanned(rows: QuerySet[Any], roles: dict[str, str]) -> QuerySet[Any]:
    cases = [When(org__level=level, then=Value(role)) for level, role in roles.items()]
    asked = rows.alias(desk=Case(*cases, output_field=CharField()))
    kept: QuerySet[Any] = asked.exclude(identity.held(OuterRef("desk"), OuterRef("org_path")))
    return kept
