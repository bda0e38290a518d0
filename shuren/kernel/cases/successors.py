"""Cases under way when a node ends: the node that takes its place stands where it stood, until that is taken back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from shuren.kernel.actors import Actor
from shuren.kernel.cases.models import Handed, Party, Stay
from shuren.kernel.cases.projection import KIND
from shuren.kernel.cases.telling import COPY
from shuren.kernel.holdings import Handover
from shuren.kernel.notices.models import Notice


def open_at(path: str, day: date) -> int:
    """Count the steps of cases that wait at and below a node; what waits today waits on every day."""
    del day
    return int(Stay.objects.within(path).filter(left_at=None).count())


def hand_over(order: Handover, actor: Actor) -> int:
    """Let the target stand where the source stood in cases under way; return in how many.

    Single classes take none along.
    """
    del actor
    if order.groups is not None:
        return 0
    parties = Party.objects.within("").filter(org_path=order.source_path, case__outcome="")
    cases = sorted(set(parties.values_list("case_id", flat=True)))
    if cases:
        kept = {"change_id": order.change_id, "source_path": order.source_path, "target_path": order.target_path}
        Handed.objects.create(
            **kept, parties=_keys(parties), stays=_keys(_waiting(order.source_path)),
            notices=_keys(_asked(order.source_path)),
        )  # fmt: skip
        for rows in (parties, _waiting(order.source_path), _asked(order.source_path)):
            rows.update(org_path=order.target_path)
    return len(cases)


def take_back(change_id: int, actor: Actor) -> int:
    """Let the sources of a change stand again where its target stood in their place; return in how many cases.

    What a case has come to since goes along where no other part of it is the target's own.
    """
    del actor
    count = 0
    for handed in Handed.objects.filter(change_id=change_id).order_by("-id"):
        parties = Party.objects.within("").filter(pk__in=handed.parties, org_path=handed.target_path, case__outcome="")
        cases = set(parties.values_list("case_id", flat=True))
        parties.update(org_path=handed.source_path)
        shared = Party.objects.within("").filter(case__in=cases, org_path=handed.target_path)
        alone = cases - set(shared.values_list("case_id", flat=True))
        links = [f"/cases/{case}/" for case in alone]
        waiting, asked = _waiting(handed.target_path), _asked(handed.target_path)
        for rows in (
            waiting.filter(pk__in=handed.stays), waiting.filter(case__in=alone),
            asked.filter(pk__in=handed.notices), asked.filter(link__in=links),
        ):  # fmt: skip
            rows.update(org_path=handed.source_path)
        count += len(cases)
        handed.delete()
    return count


def _waiting(path: str) -> Any:
    return Stay.objects.within("").filter(org_path=path, left_at=None)


def _asked(path: str) -> Any:
    return Notice.objects.filter(kind__in=(KIND, COPY), org_path=path, settled_at=None)


def _keys(rows: Any) -> list[int]:
    keys: Iterable[int] = rows.values_list("pk", flat=True)
    return list(keys)
