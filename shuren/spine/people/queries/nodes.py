"""Where in the tree an actor stands, and what lies below: what lists are narrowed by."""

from dataclasses import dataclass

from django.db.models import Q

from shuren.kernel.actors import Actor
from shuren.spine.orgs.models import Level, Org

AUTHORITIES = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.ZONE)
COUNTIES = (Level.COUNTY, Level.ZONE)


@dataclass(frozen=True)
class Place:
    """An actor's node and the county-level authorities at and below it."""

    node: Org | None
    counties: tuple[Org, ...]

    @property
    def level(self) -> str:
        return self.node.level if self.node else ""

    @property
    def is_school(self) -> bool:
        return self.level in {Level.SCHOOL, Level.CAMPUS}

    @property
    def is_county(self) -> bool:
        return self.level in COUNTIES

    @property
    def equalities(self) -> dict[str, int]:
        """Return the column that the index of this level's list begins with."""
        if self.node is None:
            return {}
        if self.is_school:
            return {"school_id": self.node.pk}
        return {"county_id": self.node.pk} if self.is_county else {}


def place_of(actor: Actor) -> Place:
    """Return where the actor stands; one query."""
    found = Org.objects.within(actor.path).filter(Q(path=actor.path) | Q(level__in=AUTHORITIES), closed_on=None)
    nodes = list(found.order_by("path"))
    here = next((node for node in nodes if node.path == actor.path), None)
    return Place(here, tuple(node for node in nodes if node.level in COUNTIES and node is not here))


def schools_in(path: str) -> list[tuple[str, str]]:
    """Return the open schools at and below a node, by name, as choices."""
    found = Org.objects.within(path).filter(level=Level.SCHOOL, closed_on=None)
    return [(str(pk), name) for pk, name in found.order_by("name_key").values_list("pk", "name")]


def school_named(school: str, path: str) -> list[tuple[str, str]]:
    """Return the one school of this id at or below a node as choices; nothing where there is none."""
    found = Org.objects.within(path).filter(level=Level.SCHOOL, pk=int(school)) if school.isdecimal() else ()
    return [(str(org.pk), org.name) for org in found]


def place_at(school_id: int) -> dict[str, object]:
    """Return the place columns of a school: its path and the ids of itself, its county and its city."""
    school = Org.objects.within("").get(pk=school_id)
    return {
        "org_path": school.path,
        "school_id": school.pk,
        "county_id": school.county_id or school.pk,
        "city_id": school.city_id or school.pk,
    }
