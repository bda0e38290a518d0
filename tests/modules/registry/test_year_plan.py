"""The plan laid out in the database says of every pupil what the plain rule says."""

import random
from datetime import date
from typing import Any

import pytest
from psycopg import sql

from shuren.kernel.tabular.staging import execute
from shuren.modules.registry.models import Finisher, FinishersSigned, YearEnd
from shuren.modules.registry.queries import planning
from shuren.modules.registry.rules.yearend import Outcome, Standing, outcome
from shuren.spine.people.api import STAGE_YEARS
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

pytestmark = pytest.mark.django_db
YEAR = 2026
NOW = {"entered_at": "2027-06-20T08:00:00+08:00", "entered_by": "李录"}


def build(world: World, chance: random.Random) -> dict[int, Standing]:
    """Enrol sixty pupils of all kinds; return what the rule would look at."""
    five = factories.school_class(world.school, "five", years=5, entry_year=2022)
    found: dict[int, Standing] = {}
    for number in range(60):
        stage = chance.choice([stage for stage in STAGE_YEARS if stage in {"primary", "junior", "senior"}])
        grades, entered = STAGE_YEARS[stage], YEAR + 1 - chance.randint(1, STAGE_YEARS[stage] + 1)
        told: dict[str, Any] = {
            "stage": stage,
            "entry_year": entered,
            "status": chance.choice(["01", "01", "05", "02", "06"]),
        }
        if stage == "primary" and chance.random() < 0.3:
            told |= {"school_class": five, "entry_year": five.entry_year}
            grades = 5
        school = chance.choice([world.school, world.sibling])
        row = factories.enrolment(school, f"生{number}", **told)
        grade = YEAR - row.entry_year + 1
        named = Outcome.COMPLETE if grade == grades and chance.random() < 0.3 else None
        if named:
            Finisher.objects.create(enrolment=row, year=YEAR, outcome=named, org_path=school.path, school=school, **NOW)
        is_signed = school == world.sibling
        found[row.pk] = Standing(stage.value, grade, grades, row.status, False, named, is_signed)
    FinishersSigned.objects.create(
        school=world.sibling, org_path=world.sibling.path, year=YEAR, signed_by="王校", signed_at=NOW["entered_at"]
    )
    return found


@pytest.mark.parametrize("seed", range(3))
def test_the_plan_is_the_rule(wall_open: World, seed: int) -> None:  # noqa: F811
    pupils = build(wall_open, random.Random(seed))  # noqa: S311  reproducible
    late = factories.enrolment(wall_open.school, "新生", entry_year=YEAR + 1, entered_on=date(2027, 9, 1))
    elsewhere = factories.enrolment(wall_open.far_school, "外校生")
    planning.lay_out(YearEnd(org_path=wall_open.county.path, year=YEAR))
    laid = {pk: (what, why) for pk, what, why in execute(sql.SQL("SELECT enrolment_id, outcome, why FROM year_plan"))}
    assert laid == {pk: tuple(map(str, outcome(pupil))) for pk, pupil in pupils.items()}
    assert not {late.pk, elsewhere.pk} & set(laid)
