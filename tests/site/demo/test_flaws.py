"""What is wrong in the demo region is what the registry finds, each kind by itself."""

from datetime import date

import pytest

from shuren.modules.registry.actions import problems
from shuren.modules.registry.models import ProblemFile
from shuren.site.demo import flaws
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

TODAY, BORN = date(2026, 11, 22), date(2015, 3, 1)


@pytest.mark.django_db
def test_each_flaw_is_found_as_its_kind_and_as_nothing_else(wall_open: World) -> None:  # noqa: F811
    wanted = {}
    for number, spoil in enumerate((*flaws.ANYWHERE, *flaws.ELSEWHERE)):
        born_on = BORN.replace(day=number + 1)
        of = factories.person(wall_open.school, f"甲{'乙丙丁戊己'[number]}", born_on=born_on)
        row = factories.enrolment(wall_open.school, of=of, entry_year=2021, entered_on=date(2021, 9, 1))
        spoil(row, number)
        wanted[of.name] = spoil.__name__.strip("_")
    problems.recompute(TODAY)
    found = ProblemFile.objects.within("").values_list("name", "kind")
    assert len(found) == len(wanted)
    assert dict(found) == wanted


@pytest.mark.django_db
def test_a_suspension_that_is_over_is_found(wall_open: World) -> None:  # noqa: F811
    factories.enrolment(wall_open.school, "未归", status="02")
    factories.enrolment(wall_open.school, "休学", status="02")
    assert flaws.suspend(TODAY) == 2
    problems.recompute(TODAY)
    assert list(ProblemFile.objects.within("").values_list("name", "kind")) == [("未归", "leave")]
