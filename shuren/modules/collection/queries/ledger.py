"""填报负担台账: what units were asked and spared in a year, by place, by who asks, and request by request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import range_of
from shuren.kernel.http.listing import Column, Listing
from shuren.kernel.paths import STEP
from shuren.modules.collection import permissions as can
from shuren.modules.collection.models import Return, Round
from shuren.modules.collection.queries.burden import ceilings_of
from shuren.modules.collection.rules import rounds
from shuren.modules.collection.rules.burden import MINUTE
from shuren.spine.orgs.models import Org
from shuren.spine.orgs.queries import lookup

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

FEWEST = 3  # units; what fewer were asked would tell of single ones
# What was owed below a node in the rounds that opened in a year. %s: what it is told apart by (an SQL expression). A
# return that asked nothing counts with what it spared alone. What is late is as in rules.rounds.was_late.
FIGURES = """
SELECT {key}, {name},
    count(DISTINCT round.request_id), count(DISTINCT sheet.org_id), count(*) FILTER (WHERE sheet.asked > 0),
    sum(sheet.asked), sum(sheet.spared), sum(sheet.asked_seconds), sum(sheet.repeated),
    count(*) FILTER (WHERE sheet.closed_at IS NULL
        AND coalesce((sheet.handed_in_at AT TIME ZONE %s)::date, %s) > round.due_on),
    count(*) FILTER (WHERE sheet.asked > 0 AND sheet.handed_in_at IS NULL AND sheet.closed_at IS NOT NULL
        AND request.ended_at IS NOT NULL)
FROM collection_return sheet
JOIN collection_round round ON round.id = sheet.round_id
JOIN collection_request request ON request.id = round.request_id
WHERE sheet.org_path >= %s AND sheet.org_path < %s AND round.opens_on >= %s AND round.opens_on < %s
GROUP BY {key}
"""


@dataclass
class Line:
    """The burden of a place, or of what one unit asks, in a year; figures are sums over returns."""

    name: str
    url: str = ""
    requests: int = 0
    units: int = 0
    returns: int = 0
    asked: int = 0
    spared: int = 0
    seconds: int = 0
    repeated: int = 0
    overdue: int = 0
    expired: int = 0

    @property
    def minutes(self) -> float:
        return self.seconds / MINUTE

    @property
    def hours(self) -> float:
        return self.minutes / MINUTE

    @property
    def mean(self) -> float | None:
        """Minutes for one unit in the year; nothing where they are so few that it would tell of one of them."""
        return self.minutes / self.units if self.units >= FEWEST else None

    @property
    def share(self) -> float | None:
        """How many of the questions were spared, in percent."""
        whole = self.asked + self.spared
        return 100 * self.spared / whole if whole else None


def years() -> list[int]:
    """Return the years in which something was asked, the latest first; the present one always."""
    found = Round.objects.within("").order_by().values_list("opens_on__year", flat=True).distinct()
    return sorted({*found, timezone.localdate().year}, reverse=True)


def _figures(key: str, name: str, path: str, year: int) -> list[tuple[Any, Line]]:
    low, high = range_of(path)
    zone, today = timezone.get_current_timezone_name(), timezone.localdate()
    values: list[Any] = [zone, today, low, high, f"{year}-01-01", f"{year + 1}-01-01"]
    with connection.cursor() as cursor:
        cursor.execute(FIGURES.format(key=key, name=name), values)
        rows = cursor.fetchall()
    return [(key, Line(name, "", *map(int, figures))) for key, name, *figures in rows]


def whole(path: str, year: int) -> Line:
    """Return the burden of all units at and below a node."""
    found = _figures("request.sent_at IS NULL", "min('')", path, year)
    return found[0][1] if found else Line("")


def by_place(org: Org, year: int) -> list[Line]:
    """Return a line for each node right below one; what the node itself owed stands first."""
    key = f"left(sheet.org_path, {len(org.path) + STEP})"
    found = _figures(key, "min('')", org.path, year)
    named = {row.path: row for row in Org.objects.within("").filter(path__in=[path for path, _line in found])}
    lines = []
    for path, line in sorted(found, key=lambda each: (each[0] != org.path, named[each[0]].name_key)):
        line.name = named[path].name
        line.url = reverse("collection:burden_unit", args=(named[path].pk,)) if path != org.path else ""
        lines.append(line)
    return lines


def by_asker(path: str, year: int) -> list[Line]:
    """Return a line for each unit that asks, the one that asks most first."""
    found = [line for _key, line in _figures("request.org_id", "min(request.org_name)", path, year)]
    return sorted(found, key=lambda line: (-line.seconds, line.name))


def public_places(year: int) -> list[Line]:
    """Return a line for each county or zone; those of few units, and units of none, are put together at the end."""
    folded, rest = _folded("coalesce((SELECT org.county_id FROM orgs_org org WHERE org.id = sheet.org_id), 0)", year)
    named = Org.objects.within("").filter(pk__in=folded).order_by("path").values_list("pk", "name")
    for pk, name in named:
        folded[pk].name = name
    return [*(folded[pk] for pk, _name in named), *rest]


def public_askers(year: int) -> list[Line]:
    """Return a line for each unit that asks, the one that asks most first; those that asked few at the end, as one."""
    folded, rest = _folded("request.org_id", year)
    names = dict(Org.objects.within("").filter(pk__in=folded).values_list("pk", "name"))
    for pk, line in folded.items():
        line.name = names[pk]
    return [*sorted(folded.values(), key=lambda line: (-line.seconds, line.name)), *rest]


def _folded(key: str, year: int) -> tuple[dict[int, Line], list[Line]]:
    """Return the lines by a whole-number key, and what the lines of few units come to together.

    Alone, a line of few would be told by the whole less the others: lines are added, the smallest first, until what is
    put together tells of nobody.
    """
    lines = dict(_figures(key, "min('')", "", year))
    small = sorted(lines, key=lambda each: (each != 0, lines[each].units))
    few = [each for each in small if each == 0 or lines[each].units < FEWEST]
    if not few:
        return lines, []
    for many in range(len(few), len(small) + 1):
        listed = ",".join(map(str, small[:many]))
        together = dict(_figures(f"CASE WHEN {key} IN ({listed}) THEN 0 ELSE {key} END", "min('')", "", year))
        if together[0].units >= FEWEST:
            break
    others = together.pop(0)
    others.name = gettext("其他")
    return together, [others]


def unit_for(actor: Actor, org_id: int) -> Org:
    """Return a node whose burden the actor may see. Raises NotFoundHere, Forbidden."""
    return lookup.org_for(actor, org_id, can.view_burden)


def owed_by(org: Org, year: int) -> list[Return]:
    """Return what one unit was asked in a year, the latest first."""
    rows = Return.objects.within(org.path).filter(org=org, round__opens_on__year=year)
    return list(rows.select_related("round__request").order_by("-round__opens_on", "-id")[:500])


def ceiling_of(org: Org) -> int | None:
    """Return the minutes a year that hold for a node today."""
    return ceilings_of(org.path, timezone.localdate()).at(org.path)


def was_late(row: Return) -> bool:
    """Say whether a return came, or is missing, after its last day."""
    handed_in = timezone.localdate(row.handed_in_at) if row.handed_in_at else None
    return rounds.was_late(handed_in, row.round.due_on, timezone.localdate(), is_closed=row.closed_at is not None)


_FIGURES = (
    Column("requests", _("任务数"), lambda line: line.requests, align="end"),
    Column("asked", _("填报项次"), lambda line: line.asked, align="end"),
    Column("spared", _("免填项次"), lambda line: line.spared, align="end"),
    Column("share", _("免填比例（%）"), lambda line: None if line.share is None else round(line.share, 1), align="end"),
    Column("minutes", _("填报用时（分钟）"), lambda line: round(line.minutes), align="end"),
    Column("repeated", _("重复项次"), lambda line: line.repeated, align="end"),
    Column("overdue", _("逾期报表"), lambda line: line.overdue, align="end"),
    Column("expired", _("到期未报"), lambda line: line.expired, align="end"),
)
PLACES = Listing((Column("name", _("单位"), lambda line: line.name, link=lambda line: line.url), *_FIGURES), "name")
ASKERS = Listing((Column("name", _("发起单位"), lambda line: line.name), *_FIGURES), "name")
PUBLIC = (
    Column("mean", _("平均每单位（分钟）"), lambda line: None if line.mean is None else round(line.mean), align="end"),
)
PUBLIC_ASKERS = Listing((ASKERS.columns[0], *_FIGURES[1:4], *PUBLIC), "name")
PUBLIC_PLACES = Listing((Column("name", _("县（市、区）"), lambda line: line.name), *_FIGURES[1:4], *PUBLIC), "name")


def _state(row: Return) -> Any:
    """Return in a word what became of what was owed."""
    if not row.asked:
        return _("免填")
    if row.closed_at is not None:
        return row.why.told(gettext)
    if row.received_at is not None:
        return _("已接收")
    if row.handed_in_at is not None:
        return _("逾期报送") if was_late(row) else _("已报送")
    return _("逾期未报") if was_late(row) else _("待填报")


OWED = Listing(
    (
        Column("title", _("任务名称"), lambda row: row.round.request.title,
               link=lambda row: reverse("collection:sheet", args=(row.pk,))),
        Column("round", _("期次"), lambda row: row.round.label),
        Column("org", _("发起单位"), lambda row: row.round.request.org_name),
        Column("asked", _("填报项数"), lambda row: row.asked, align="end"),
        Column("spared", _("免填项数"), lambda row: row.spared, align="end"),
        Column("repeated", _("重复项数"), lambda row: row.repeated, align="end"),
        Column("minutes", _("用时（分钟）"), lambda row: round(row.asked_seconds / MINUTE), align="end"),
        Column("due", _("截止填报"), lambda row: row.round.due_on),
        Column("state", _("状态"), _state),
    ),
    "title",
)  # fmt: skip
