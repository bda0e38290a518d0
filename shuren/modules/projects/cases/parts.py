"""Who decides on a unit's projects: its leader, the authority responsible for it, the city."""

from collections.abc import Iterable
from typing import Any

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, Seat
from shuren.modules.projects.queries import budgets
from shuren.spine.identity import api as identity
from shuren.spine.orgs import api as orgs
from shuren.spine.orgs.models import Level

CITIES = frozenset({Level.CITY.value, Level.PROVINCE.value})


def unit_of(actor: Actor) -> dict[str, Any]:
    """Return who applies and who decides: a city's own projects are decided on by a colleague."""
    unit, own = orgs.own_node(actor), budgets.authority_of(actor)
    above = (own.level, unit.path) if own.level in CITIES else (unit.authority_level, unit.authority_path)
    return {
        "org": unit.pk, "unit": unit.name, "level": own.level, "path": unit.path, "authority_level": above[0],
        "authority_path": above[1], "city_path": unit.city_path,
    }  # fmt: skip


def leader(application: Application) -> Iterable[Seat]:
    form = application.form
    return [Seat("principal" if form["level"] == Level.SCHOOL else "unit_leader", form["path"])]


def authority(application: Application) -> Iterable[Seat]:
    form = application.form
    return [Seat(identity.official_at(form["authority_level"]), form["authority_path"])]


def city(application: Application) -> Iterable[Seat]:
    return [Seat("city_official", application.form["city_path"])]
