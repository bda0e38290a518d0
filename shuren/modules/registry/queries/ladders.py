"""The days of the early exit watch: what holds at a node on a day, and who has set it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shuren.kernel.paths import line_of
from shuren.modules.registry.models import WatchLadder
from shuren.modules.registry.models.ladders import RUNG_LABELS
from shuren.modules.registry.rules.watch import RUNGS, Ladder
from shuren.spine.orgs.models import Org

if TYPE_CHECKING:
    from datetime import date

    from shuren.kernel.words import Words


@dataclass(frozen=True)
class Rung:
    """One step of the ladder at a node: its days, by whom they were set, and what was set at the node itself."""

    name: str
    label: Words
    days: int
    set_at: str
    own: int | None


def ladder_at(path: str, on: date) -> Ladder:
    """Return the days that hold at a node: of each step what the nearest node upwards has set."""
    found: dict[str, int] = {}
    for row in _standing(path, on):
        found |= {name: getattr(row, name) for name in RUNGS if getattr(row, name) is not None}
    return Ladder(**found)


def _standing(path: str, on: date) -> list[WatchLadder]:
    """Return the row that holds at each node of a line, the highest node first."""
    rows = WatchLadder.objects.within("").filter(org_path__in=line_of(path), valid_from__lte=on)
    latest = {row.org_path: row for row in rows.order_by("valid_from", "id")}
    return [latest[node] for node in sorted(latest, key=len)]


def rungs_at(path: str, on: date) -> list[Rung]:
    """Return the ladder at a node, step by step."""
    standing, plain = _standing(path, on), Ladder()
    names = dict(Org.objects.within("").filter(path__in=[row.org_path for row in standing]).values_list("path", "name"))
    found = []
    for name, label in RUNG_LABELS.items():
        row = next((row for row in reversed(standing) if getattr(row, name) is not None), None)
        days = getattr(row, name) if row else getattr(plain, name)
        own = days if row is not None and row.org_path == path else None
        found.append(Rung(name, label, days, names[row.org_path] if row else "", own))
    return found


def told(path: str) -> list[WatchLadder]:
    """Return what has been set at a node and above it, the latest first."""
    rows = WatchLadder.objects.within("").filter(org_path__in=line_of(path)).order_by("-valid_from", "-id")
    names = dict(Org.objects.within("").filter(path__in=line_of(path)).values_list("path", "name"))
    found = list(rows[:50])
    for row in found:
        row.at = names.get(row.org_path, "")
        row.days = [(RUNG_LABELS[name], getattr(row, name)) for name in RUNGS if getattr(row, name) is not None]
    return found
