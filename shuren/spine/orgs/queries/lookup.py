"""Finding orgs as they are today."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor
from shuren.kernel.paths import ancestors_of, parent_of
from shuren.kernel.periods import reference_date
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.remembering import remembered
from shuren.kernel.tabular.scopes import Scope
from shuren.spine.orgs.models import Level, Org, OrgVersion, SchoolClass
from shuren.spine.orgs.permissions import view_orgs

FOUND = 20  # what a search box offers at most


def org_for(actor: Actor, org_id: int, needed: Permission = view_orgs) -> Org:
    """Return an org at or below the actor's node. Raises NotFoundHere, Forbidden."""
    org: Org | None = (
        Org.objects.visible_to(actor, needed)
        .select_related("parent", "authority", "county", "city")
        .filter(pk=org_id)
        .first()
    )
    if org is None:
        raise NotFoundHere
    return org


@remembered
def classes_at(org_id: int, path: str = "", cohort: tuple[str, int] | None = None) -> list[tuple[str, str]]:
    """Return a school's open classes, newest entry first, as choices; `path` bounds them by the reader's node.

    With a `cohort`, a stage and a year of entry, only those in which such pupils sit.
    """
    found = SchoolClass.objects.within(path).filter(school_id=org_id, closed_on=None)
    if cohort:
        found = found.filter(stage=cohort[0], entry_year=cohort[1])
    return [(str(pk), name) for pk, name in found.order_by("-entry_year", "code").values_list("pk", "name")]


def own_org(actor: Actor) -> Org | None:
    """Return the org at the actor's node; the root above all has none."""
    found: Org | None = Org.objects.within(actor.path).filter(path=actor.path).first()
    return found


def scope_in(school: Org, year: int) -> Scope:
    """Return a school's rows of a year as a file speaks for them; codes must be valid on the year's reference date."""
    where = {"school_id": school.pk, "year": year}
    owners = {"county_id": school.county_id, "city_id": school.city_id}
    on = reference_date(year)
    return Scope(school.pk, school.path, school.code, school.name, str(year), on, where, owners)


def org_by_code(actor: Actor, code: str, needed: Permission = view_orgs) -> Org:
    """Return an open or closed org at or below the actor's node by its code. Raises NotFoundHere, Forbidden."""
    org: Org | None = Org.objects.visible_to(actor, needed).select_related("parent").filter(code=code.strip()).first()
    if org is None:
        raise NotFoundHere
    return org


def orgs_below(actor: Actor, *, level: str = "", needed: Permission = view_orgs) -> QuerySet[Org]:
    """Return the open orgs at and below the actor's node, by name."""
    rows: QuerySet[Org] = Org.objects.visible_to(actor, needed).filter(closed_on=None)
    return (rows.filter(level=level) if level else rows).order_by("name_key", "id")


def schools_of(actor: Actor, needed: Permission = view_orgs) -> QuerySet[Org]:
    """Return the open schools at and below the actor's node, by name."""
    return orgs_below(actor, level=Level.SCHOOL, needed=needed)


def authorities_of(actor: Actor, needed: Permission = view_orgs) -> QuerySet[Org]:
    """Return the open authorities at and below the actor's node, in tree order."""
    rows: QuerySet[Org] = Org.objects.visible_to(actor, needed).filter(closed_on=None)
    return rows.exclude(level__in=(Level.SCHOOL, Level.CAMPUS)).order_by("path")


def children_of(org: Org) -> QuerySet[Org]:
    """Return the open orgs directly below one that the caller has already checked, in tree order."""
    rows: QuerySet[Org] = Org.objects.within(org.path).filter(parent=org, closed_on=None)
    return rows.order_by("level", "name_key", "id")


def siblings_of(org: Org) -> QuerySet[Org]:
    """Return the open orgs of the same level under the same parent, by name."""
    rows: QuerySet[Org] = Org.objects.within("").filter(parent=org.parent_id, level=org.level, closed_on=None)
    return rows.exclude(pk=org.pk).order_by("name_key", "id")


def breadcrumb(org: Org) -> list[Org]:
    """Return the orgs above one, the root first."""
    above: QuerySet[Org] = Org.objects.within("").filter(path__in=ancestors_of(org.path))
    return list(above.order_by(Length("path")))


def matching(rows: QuerySet[Org], text: str) -> QuerySet[Org]:
    """Keep orgs by a part of their name, present or former, by the beginning of its pinyin initials, or by code."""
    text = text.strip()
    former = OrgVersion.objects.within("").filter(org=OuterRef("pk"), name__icontains=text)
    return rows.filter(
        Q(name__icontains=text) | Q(initials__startswith=text.lower()) | Q(code__startswith=text) | Exists(former)
    )


def search(actor: Actor, text: str, *, level: str = "", limit: int = FOUND) -> list[Org]:
    """Return the first open orgs that match, those whose name begins so first."""
    found = matching(orgs_below(actor, level=level).select_related("parent"), text)[: limit * 5]
    return sorted(found, key=lambda org: not org.name.startswith(text.strip()))[:limit]


def classes_of(org: Org, *, on: date) -> QuerySet[SchoolClass]:
    """Return the classes that exist at a school on a day and belong to it now."""
    rows: QuerySet[SchoolClass] = SchoolClass.objects.within(org.path).filter(
        Q(closed_on=None) | Q(closed_on__gt=on), school=org, opened_on__lte=on
    )
    return rows.select_related("campus").order_by("stage", "-entry_year", "code")


def may_change(actor: Actor, org: Org, needed: Permission) -> bool:
    """Say whether the actor decides on this org: who holds the permission at the node above it."""
    return actor.may_at(needed, parent_of(org.path)) if org.parent_id else actor.may_at(needed, "")
