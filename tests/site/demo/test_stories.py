"""Cases of the demo region walk through the ordinary actions, each step at its own moment."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from shuren.kernel.cases.models import Case, Entry, Stay
from shuren.kernel.notices.models import Notice
from shuren.site.demo import clock
from shuren.site.demo.stories import Deed, Story, holder, play, tell
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _others_hold_the_seats() -> Iterator[None]:
    holder.cache_clear()
    yield
    holder.cache_clear()


def story(world: World, ago: int, *deeds: Deed, names: tuple[str, ...] = ("王小雨",)) -> Story:
    def typed() -> Iterator[dict[str, str]]:
        for name in names:
            yield {"pupil": name, "name": "王晓雨"}

    return Story("registry.key_data", world.school.path, ago, typed, deeds)


def told(*stories: Story) -> None:
    play(tell(one, timezone.localdate()) for one in stories)


def test_a_case_is_walked_on_its_days(wall_open: World) -> None:  # noqa: F811
    factories.enrolment(wall_open.school, "王小雨")
    told(story(wall_open, 20, Deed("school", 2), Deed("authority", 12, comment="同意")))
    case, today = Case.objects.within("").get(), timezone.localdate()
    assert case.outcome == "granted"
    assert timezone.localdate(case.opened_at) == clock.back(today, 20)
    assert case.ended_at is not None
    assert timezone.localdate(case.ended_at) == clock.WORKDAYS.after(clock.back(today, 20), 14)
    worked = dict(Stay.objects.within("").values_list("step", "worked_days"))
    assert (worked["school"], worked["authority"]) == (2, 12)
    assert timezone.localdate() == today, "the clock goes on as before"


def test_what_lies_ahead_has_not_happened(wall_open: World) -> None:  # noqa: F811
    factories.enrolment(wall_open.school, "王小雨")
    told(story(wall_open, 3, Deed("school", 9)))
    assert Case.objects.within("").get().outcome == ""
    assert Notice.objects.filter(settled_at=None, role="principal").exists()


def test_earlier_cases_have_earlier_numbers(wall_open: World) -> None:  # noqa: F811
    for name in ("王小雨", "王小雪"):
        factories.enrolment(wall_open.school, name)
    told(story(wall_open, 3), story(wall_open, 9, names=("王小雪",)))
    numbers = list(Case.objects.within("").order_by("opened_at").values_list("number", flat=True))
    assert numbers == sorted(numbers)
    assert len(numbers) == 2


def test_who_cannot_be_taken_is_passed_over(wall_open: World) -> None:  # noqa: F811
    factories.enrolment(wall_open.school, "王小雨")
    told(story(wall_open, 3, names=("不在校", "王小雨")), story(wall_open, 2, names=("不在校",)))
    assert Case.objects.within("").get().title.startswith("王小雨")


def test_a_return_leaves_its_reason(wall_open: World) -> None:  # noqa: F811
    factories.enrolment(wall_open.school, "王小雨")
    told(story(wall_open, 6, Deed("school", 1), Deed("authority", 1, "return", "请核对", to="school")))
    assert Entry.objects.order_by("-number").values_list("comment", flat=True)[0] == "请核对"
