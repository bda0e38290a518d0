"""Units as senders and receivers of papers."""

from collections.abc import Collection, Iterable

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shuren.kernel.actors import Actor
from shuren.kernel.paths import ancestors_of
from shuren.modules.office.models import Letterhead
from shuren.modules.office.rules.groups import BY_CODE, KINDERGARTEN, OFFERED, Group
from shuren.spine.identity import api as identity
from shuren.spine.orgs.models import Level, Org
from shuren.spine.orgs.queries import lookup

CLERK, LEADER = "office_clerk", "unit_leader"
AUTHORITIES = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.ZONE)


def own_unit(actor: Actor) -> Org | None:
    return lookup.own_org(actor)


def offered(unit: Org | None) -> tuple[Group, ...]:
    """Return the groups to which a unit may send."""
    return OFFERED.get(unit.level, ()) if unit else ()


def above(unit: Org | None) -> list[tuple[int, str, str]]:
    """Return id, name and path of the authorities above a unit, nearest first."""
    if unit is None:
        return []
    rows = Org.objects.within("").filter(path__in=ancestors_of(unit.path), closed_on=None, level__in=AUTHORITIES)
    found = list(rows.order_by("-path").values_list("pk", "name", "path"))
    called = _agencies(pk for pk, _name, _path in found)
    return [(pk, called.get(pk, name), path) for pk, name, path in found]


def _agencies(ids: Iterable[int]) -> dict[int, str]:
    """Return what units with a letterhead are called on papers, by id."""
    rows = Letterhead.objects.within("").filter(org_id__in=list(ids))
    return dict(rows.values_list("org_id", "agency"))


def agencies_at(paths: Collection[str]) -> dict[str, str]:
    """Return what the units at these nodes are called on papers, by path."""
    headed = Letterhead.objects.within("").filter(org=OuterRef("pk")).values("agency")
    rows = Org.objects.within("").filter(path__in=paths).annotate(agency=Coalesce(Subquery(headed), F("name")))
    return dict(rows.values_list("path", "agency"))


def _open() -> "QuerySet[Org]":
    rows: QuerySet[Org] = Org.objects.within("").filter(closed_on=None)
    return rows


def in_groups(unit: Org, codes: Iterable[str]) -> set[int]:
    """Return the ids of the units that the groups stand for today."""
    found: set[int] = set()
    for code in codes:
        group = BY_CODE[code]
        rows: QuerySet[Org] = Org.objects.within(unit.path).filter(closed_on=None, level=group.level)
        if group.direct:
            rows = rows.filter(parent=unit)
        if group.kindergartens is not None:
            is_one = Q(school_type__startswith=KINDERGARTEN)
            rows = rows.filter(is_one if group.kindergartens else ~is_one)
        found |= set(rows.values_list("pk", flat=True))
    return found


def named(text: str) -> tuple[list[tuple[int, str]], list[str]]:
    """Return id and name of the units written one on a line, by name or code, and the lines that fit none or several.

    Papers also go up and sideways, so the whole tree is searched. Those with a letterhead are called as it says.
    """
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    headed = Letterhead.objects.within("").filter(agency__in=lines).values("org_id")
    rows = _open().exclude(level=Level.CAMPUS).filter(Q(name__in=lines) | Q(code__in=lines) | Q(pk__in=headed))
    found = list(rows.values_list("pk", "name", "code"))
    called = _agencies(pk for pk, _name, _code in found)
    known: dict[str, set[tuple[int, str]]] = {}
    for pk, name, code in found:
        for key in {name, code, called.get(pk, name)}:
            known.setdefault(key, set()).add((pk, called.get(pk, name)))
    right = [next(iter(known[line])) for line in lines if len(known.get(line, ())) == 1]
    return right, [line for line in lines if len(known.get(line, ())) != 1]


def countersigners(unit: Org | None) -> list[tuple[str, str]]:
    """Return the authorities that may countersign a unit's papers, those with a leader, as choices."""
    if unit is None:
        return []
    around = Q(parent=unit) | Q(parent=unit.parent_id) if unit.parent_id else Q(parent=unit)
    rows = _open().filter(around, level__in=AUTHORITIES, path__in=identity.held_at(LEADER)).exclude(pk=unit.pk)
    found = list(rows.order_by("path").values_list("pk", "name"))
    called = _agencies(pk for pk, _name in found)
    return [(str(pk), called.get(pk, name)) for pk, name in found]


def paths_of(ids: Collection[int]) -> list[str]:
    return list(Org.objects.within("").filter(pk__in=ids).order_by("path").values_list("path", flat=True))


def leader_at(org_id: int) -> str:
    """Return the role of whoever leads a unit."""
    level = Org.objects.within("").values_list("level", flat=True).get(pk=org_id)
    return LEADER if level in AUTHORITIES else "principal"


def receiving_role(unit: Org, with_clerk: Collection[str]) -> str:
    """Return who is told of what a unit receives: its office, or its officials where it has no clerk; the principal."""
    if unit.level not in AUTHORITIES:
        return "principal"
    if unit.path in with_clerk:
        return CLERK
    return identity.official_at(unit.level)


def letterhead_of(org_id: int) -> Letterhead | None:
    found: Letterhead | None = Letterhead.objects.within("").select_related("org").filter(org_id=org_id).first()
    return found
