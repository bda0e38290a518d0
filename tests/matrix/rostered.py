"""Examples for the addresses of the roster service: rosters of an app that nobody who knocks has a token of."""

from typing import Any

from shuren.modules.apps import api as apps
from shuren.modules.apps.api import Kind
from shuren.spine.orgs.models import Level, Org
from tests.matrix.makers import a_child_of, school_below
from tests.matrix.map import Reach, example
from tests.modules.apps import admitted
from tests.world import World

CLASS = 1


def _school_of(org: Org) -> Org:
    return org if org.level == Level.SCHOOL else school_below(org)


@example("rostering:collection", reach=Reach.ANYWHERE)
def a_collection(_world: World, _org: Org) -> dict[str, Any]:
    return {"step": "users"}


@example("rostering:single", reach=Reach.ANYWHERE)
def a_child(world: World, org: Org) -> dict[str, Any]:
    child = a_child_of(_school_of(org))
    return {"step": "users", "sourced_id": apps.identifiers_of(admitted.app(world).pk).of(Kind.PERSON, child)}


@example("rostering:nested", reach=Reach.ANYWHERE)
def the_pupils_of_a_school(world: World, org: Org) -> dict[str, Any]:
    school = _school_of(org)
    a_child_of(school)
    called = apps.identifiers_of(admitted.app(world).pk).of(Kind.ORG, school.pk)
    return {"step": "schools", "sourced_id": called, "only": "students"}


@example("rostering:nested_twice", reach=Reach.ANYWHERE)
def the_pupils_of_a_class(world: World, org: Org) -> dict[str, Any]:
    school = _school_of(org)
    a_child_of(school)
    identifiers = apps.identifiers_of(admitted.app(world).pk)
    return {
        "step": "schools", "sourced_id": identifiers.of(Kind.ORG, school.pk), "inner": "classes",
        "inner_id": identifiers.of(Kind.CLASS, CLASS), "only": "students",
    }  # fmt: skip
