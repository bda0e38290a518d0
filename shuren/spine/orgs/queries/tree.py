"""The tree as of any day, from the versions; a branch at a time."""

from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Left, Length, Substr
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor, range_of
from shuren.kernel.paths import STEP, ancestors_of
from shuren.kernel.refusals import NotFoundHere
from shuren.spine.orgs.models import ClassMove, Level, OrgVersion, SchoolClass
from shuren.spine.orgs.permissions import view_orgs

NAMED_ONE_BY_ONE = 1000  # ids; counting for more of them, counting for all is quicker


@dataclass(frozen=True)
class Node:
    """An org as it was on the day, with how many schools, campuses and orgs stood below it then."""

    version: OrgVersion
    schools: int
    campuses: int
    below: int
    classes: int = 0

    @property
    def has_branch(self) -> bool:
        return self.below > 0 or self.classes > 0


def versions_on(actor: Actor, day: date) -> QuerySet[OrgVersion]:
    """Return what stood on a day, of the orgs that are at or below the actor's node today."""
    require(actor, view_orgs)
    low, high = range_of(actor.path)
    rows: QuerySet[OrgVersion] = standing(day)
    if not actor.path:
        return rows
    if day >= timezone.localdate():  # present paths are the org's own, and need no join
        return rows.filter(path__gte=low, path__lt=high)
    return rows.filter(org__path__gte=low, org__path__lt=high)


def standing(day: date) -> QuerySet[OrgVersion]:
    """Return all versions that hold on a day; the caller narrows them."""
    rows: QuerySet[OrgVersion] = OrgVersion.objects.within("").filter(
        Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day
    )
    return rows.select_related("org")


def node_on(actor: Actor, day: date, path: str) -> OrgVersion:
    """Return what stood at a path on a day. Raises NotFoundHere where nothing did, or nothing the actor may see."""
    version = versions_on(actor, day).filter(path=path).first()
    if version is None:
        raise NotFoundHere
    return version


def ended_by(actor: Actor, day: date) -> QuerySet[OrgVersion]:
    """Return, as they last were, the orgs within the actor's reach that had ended by a day."""
    require(actor, view_orgs)
    low, high = range_of(actor.path)
    rows: QuerySet[OrgVersion] = OrgVersion.objects.within("").filter(valid_to=F("org__closed_on"), valid_to__lte=day)
    rows = rows.filter(org__path__gte=low, org__path__lt=high) if actor.path else rows
    return rows.select_related("org")


def versions_matching(rows: QuerySet[OrgVersion], text: str) -> QuerySet[OrgVersion]:
    """Keep versions by a part of any name the org ever had, by the beginning of its initials, or by code."""
    text = text.strip()
    named = OrgVersion.objects.within("").filter(org=OuterRef("org"), name__icontains=text)
    return rows.filter(Exists(named) | Q(org__initials__startswith=text.lower()) | Q(org__code__startswith=text))


def tops_on(actor: Actor, day: date) -> list[Node]:
    """Return the nodes with which the actor's tree begins: those whose parent of that day the actor may not see."""
    visible = versions_on(actor, day)
    above = visible.filter(path=OuterRef("up")).order_by()
    with_parent = visible.annotate(up=Left("path", Length("path") - STEP))
    tops = with_parent.filter(~Exists(above)).order_by("path")
    return _counted(visible, list(tops), day)


def branch_on(actor: Actor, day: date, path: str) -> list[Node]:
    """Return the nodes directly below a path of that day, in name order within each level."""
    visible = versions_on(actor, day)
    low, high = range_of(path)
    children = visible.annotate(length=Length("path")).filter(length=len(path) + STEP, path__gte=low, path__lt=high)
    return _counted(visible, list(children.order_by("level", "name_key", "org_id")), day)


def _counted(visible: QuerySet[OrgVersion], nodes: list[OrgVersion], day: date) -> list[Node]:
    """Count what is below each of some nodes of one depth, in one query for a depth."""
    counts: dict[str, list[int]] = {}
    for depth in {len(node.path) for node in nodes}:
        heads = [node.path for node in nodes if len(node.path) == depth]
        inside = visible.filter(path__gt=min(heads), path__lt=range_of(max(heads))[1])
        below = inside.annotate(head=Substr("path", 1, depth)).filter(head__in=heads, path__gt=F("head")).order_by()
        counted = below.values_list("head").annotate(
            below=Count("id"),
            schools=Count("id", filter=Q(level=Level.SCHOOL)),
            campuses=Count("id", filter=Q(level=Level.CAMPUS)),
        )
        counts |= {head: figures for head, *figures in counted}
    classes = class_counts([node.org_id for node in nodes if node.level == Level.SCHOOL], day)
    return [_node(node, counts.get(node.path, [0, 0, 0]), classes.get(node.org_id, 0)) for node in nodes]


def _node(version: OrgVersion, counts: list[int], classes: int) -> Node:
    below, schools, campuses = counts
    return Node(version, schools, campuses, below, classes)


def trail_on(actor: Actor, day: date, path: str) -> list[OrgVersion]:
    """Return what stood above a path on a day, the root first; names of authorities are no secret."""
    require(actor, view_orgs)
    return list(standing(day).filter(path__in=ancestors_of(path)).order_by(Length("path")))


def classes_on(schools: list[int], day: date) -> QuerySet[SchoolClass]:
    """Return the classes that belonged to the schools on a day, annotated with `home`, the school's id then.

    A class that has moved since then belonged where its first later move took it from.
    """
    later = ClassMove.objects.filter(moved=OuterRef("pk"), on__gt=day).order_by("on", "id").values("source_id")[:1]
    touching = Q(school__in=schools) | Q(moves__source__in=schools)
    rows: QuerySet[SchoolClass] = SchoolClass.objects.within("").filter(
        touching, Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day
    )
    return (
        rows.annotate(home=Coalesce(Subquery(later), F("school_id"), output_field=BigIntegerField()))
        .filter(home__in=schools)
        .distinct()
    )


def class_counts(schools: list[int], day: date) -> dict[int, int]:
    """Return how many classes each school had on a day: those it has of that day, put right by the later moves."""
    existed = Q(closed_on=None) | Q(closed_on__gt=day)
    are_many = len(schools) > NAMED_ONE_BY_ONE
    its = Q() if are_many else Q(school__in=schools)
    rows = SchoolClass.objects.within("").filter(existed, its, opened_on__lte=day)
    counts: dict[int, int] = dict(rows.order_by().values_list("school_id").annotate(count=Count("id")))
    touching = Q() if are_many else Q(source__in=schools) | Q(moved__school__in=schools)
    later = ClassMove.objects.filter(touching, on__gt=day).select_related("moved").order_by("-on", "-id")
    homes = {move.moved: move.source_id for move in later}  # the first later move is written last
    for one, home in homes.items():
        if one.opened_on <= day and (one.closed_on is None or one.closed_on > day):
            counts[one.school_id] = counts.get(one.school_id, 0) - 1
            counts[home] = counts.get(home, 0) + 1
    return {school: counts.get(school, 0) for school in schools}


def first_day() -> date:
    """Return the first day on which the tree holds anything."""
    from django.db.models import Min

    first: date | None = OrgVersion.objects.within("").aggregate(first=Min("valid_from"))["first"]
    return first or timezone.localdate()
