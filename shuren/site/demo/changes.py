"""What became of some schools: renamed, moved to a zone, merged, split, closed; by the ordinary orders."""

from dataclasses import dataclass
from datetime import date

from shuren.kernel.actors import system_actor
from shuren.site.actors import DEMO
from shuren.spine.orgs import api as orgs
from shuren.spine.orgs.models import Org, SchoolClass
from shuren.spine.orgs.permissions import change_orgs

BUREAU = system_actor("demo", DEMO, change_orgs)
CLOSED_ON = date(2019, 7, 1)
REORDERED_ON = date(2026, 9, 10)
TEACHING_POINT, PRIMARY, NINE_YEAR, JUNIOR = "218", "211", "312", "311"
SPLIT_OFF = "3134900001"  # identification code of the school that a split makes


@dataclass(frozen=True)
class Planned:
    """An order with its paper, and the ids of the schools that it is about."""

    order: orgs.Order
    paper: orgs.Paper
    about: tuple[int, ...]


def planned(closing: set[int]) -> list[Planned]:
    """Return what is to happen, oldest first; `closing` are ids of schools whose last pupils have left."""
    schools = list(
        Org.objects.within("").filter(level="school", closed_on=None).order_by("id").select_related("parent")
    )
    counties = [school for school in schools if school.parent and school.parent.level == "county"]
    found = [_rename(counties), _move(counties), *(_close(school) for school in schools if school.pk in closing)]
    found += [_merge(schools), _split(counties)]
    return [one for one in found if one]


def carry_out(plan: list[Planned]) -> int:
    """Order what was planned; return how many orders there were."""
    for one in plan:
        orgs.decide(actor=BUREAU, order=one.order, paper=one.paper)
    return len(plan)


def _planned(order: orgs.Order, on: date, document: str, reason: str, *about: Org) -> Planned:
    return Planned(order, orgs.Paper(on, document, reason), tuple(school.pk for school in about))


def _rename(schools: list[Org]) -> Planned | None:
    """A county school gets a name of its own."""
    chosen = next((school for school in schools if school.school_type == PRIMARY), None)
    if chosen is None:
        return None
    name = chosen.name.removesuffix("小学") + "实验小学"
    return _planned(orgs.Rename(chosen.pk, name), date(2018, 9, 1), "教基〔2018〕12号", "创建县级实验小学", chosen)


def _move(schools: list[Org]) -> Planned | None:
    """A school whose village became part of a development zone comes under the zone."""
    zone = Org.objects.within("").filter(level="zone", closed_on=None).order_by("path").first()
    chosen = next((school for school in schools if school.area == "township" and school.school_type == PRIMARY), None)
    if zone is None or chosen is None:
        return None
    order = orgs.Move([chosen.pk], zone.pk)
    return _planned(order, date(2019, 8, 1), "合政办〔2019〕31号", "所在村划入开发区托管范围", chosen)


def _close(school: Org) -> Planned:
    return _planned(orgs.Close(school.pk), CLOSED_ON, "教基〔2019〕8号", "生源不足，停止办学", school)


def _merge(schools: list[Org]) -> Planned | None:
    """A teaching point goes on as a campus of another one of its county, or of a primary school where there is none."""
    points = [school for school in schools if school.school_type == TEACHING_POINT]
    hosts = points + [school for school in schools if school.school_type == PRIMARY]
    pairs = ((host, point) for host in hosts for point in points if host.parent_id == point.parent_id and host != point)
    host, point = next(pairs, (None, None))
    if host is None or point is None:
        return None
    order = orgs.Merge([point.pk], host.pk, keep_sites=True)
    return _planned(order, REORDERED_ON, "教基〔2026〕21号", "优化农村学校布局", point, host)


def _split(schools: list[Org]) -> Planned | None:
    """The junior classes of a nine-year school become a school of their own; pupils and history go with them."""
    chosen = next((school for school in schools if school.school_type == NINE_YEAR), None)
    if chosen is None:
        return None
    junior = SchoolClass.objects.within(chosen.path).filter(school=chosen, stage="junior", closed_on=None)
    facts = {name: getattr(chosen, name) for name in ("division_code", "area", "urban_rural", "organizer", "address")}
    part = {
        "name": chosen.name.removesuffix("学校") + "初级中学",
        "code": SPLIT_OFF,
        "facts": {**facts, "school_type": JUNIOR},
        "class_ids": list(junior.values_list("id", flat=True)),
    }
    return _planned(orgs.Split(chosen.pk, [part]), REORDERED_ON, "教基〔2026〕22号", "初中部独立办学", chosen)
