"""Finding cases, and promised against real time."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.audit.models import Entry as Audited
from shuren.kernel.cases import actions, commands, queries
from shuren.kernel.cases.models import Case, Stay
from shuren.site.cases import statistics
from tests.kernel.cases.leave import Leave
from tests.world import World, account

pytestmark = pytest.mark.django_db
LIST, STATISTICS = reverse("cases:cases"), reverse("cases:statistics")


@pytest.fixture(autouse=True)
def _nothing_granted_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Leave, "granted", [])


def lodged(world: World, days: int) -> Case:
    return actions.apply(actor=world.actor("registrar"), type_code="tests.leave", form={"days": days})


def sign(
    world: World, case: Case, verb: type = commands.Agree, step: str = "principal", role: str = "principal"
) -> None:
    state = queries.state_of(case)
    visit = next(visit for visit in state.open_visits if visit.step == step)
    actions.act(actor=world.actor(role), case_id=case.pk, command=verb(state.tasks_of(visit)[0].number))


def entered(case: Case, step: str, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    Stay.objects.within("").filter(case=case, step=step).update(entered_at=at, due_on=day)


@pytest.fixture
def cases(world: World) -> dict[str, Case]:
    """One running in time, one running late, one granted in time, one rejected late."""
    found = {name: lodged(world, days) for days, name in enumerate(("open", "overdue", "done", "late"), 1)}
    long_ago = timezone.localdate() - timedelta(days=60)
    for name in ("overdue", "late"):
        entered(found[name], "principal", long_ago)
    sign(world, found["done"])
    sign(world, found["late"], commands.Disagree)
    return found


def shown(client: Client, **query: str) -> set[str]:
    page = client.get(LIST, query).content.decode()
    return {name for days, name in enumerate(("open", "overdue", "done", "late"), 1) if f"请假 {days} 天" in page}


TODAY, LONG_AGO = str(timezone.localdate()), "2020-01-01"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"open", "overdue"}),
        ({"state": "ended"}, {"done", "late"}),
        ({"state": "granted"}, {"done"}),
        ({"state": "rejected"}, {"late"}),
        ({"state": "any", "type": "tests.leave"}, {"open", "overdue", "done", "late"}),
        ({"state": "any", "type": "registry.transfer"}, set()),
        ({"state": "any", "step": "principal", "pace": "open"}, {"open", "overdue"}),
        ({"state": "any", "step": "county"}, set()),
        ({"state": "any", "pace": "overdue"}, {"overdue"}),
        ({"state": "any", "pace": "done"}, {"done", "late"}),
        ({"state": "any", "pace": "late"}, {"late"}),
        ({"state": "any", "pace": "late", "left_from": LONG_AGO, "left_to": LONG_AGO}, set()),
        ({"state": "any", "left_from": TODAY}, {"open", "overdue", "done", "late"}),
        ({"state": "any", "opened_from": TODAY, "opened_to": TODAY}, {"open", "overdue", "done", "late"}),
        ({"state": "any", "opened_to": LONG_AGO}, set()),
        ({"state": "any", "ended_from": TODAY}, {"done", "late"}),
        ({"state": "any", "ended_from": "x"}, set()),
        ({"state": "any", "left_to": "x"}, set()),
        ({"state": "any", "q": "2 天"}, {"overdue"}),
    ],
)
def test_cases_are_found(world: World, cases: dict[str, Case], query: dict[str, str], names: set[str]) -> None:
    assert shown(world.client("principal"), **query) == names


def test_they_are_narrowed_to_a_unit(world: World, cases: dict[str, Case]) -> None:
    client = world.client("city_official")
    both = {"open", "overdue"}
    assert shown(client, unit=world.county.path) == both
    assert shown(client, unit=world.zone.path) == set()
    assert shown(client, unit=world.school.path, pace="open") == both
    assert shown(client, unit=world.sibling.path, pace="open") == set()
    assert "东山小学" in client.get(LIST, {"unit": world.school.path}).content.decode()


def test_what_was_found_is_taken_out_and_recorded(world: World, cases: dict[str, Case]) -> None:
    answer = world.client("principal").get(reverse("cases:export", args=("xlsx",)), {"state": "ended"})
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active.values)  # type: ignore[union-attr]
    assert {row[2] for row in rows[1:]} == {"请假 3 天", "请假 4 天"}
    assert Audited.objects.within("").filter(label="cases.list.exported").count() == 1


def test_another_school_takes_nothing_out(world: World, cases: dict[str, Case]) -> None:
    client = Client()
    client.force_login(account("elsewhere", org=world.far_school, role="principal"))
    answer = client.get(reverse("cases:export", args=("csv",)), {"state": "any"})
    assert "请假" not in b"".join(answer).decode()


def test_finding_asks_few_queries(world: World, cases: dict[str, Case], django_assert_max_num_queries: Any) -> None:
    client = world.client("city_official")
    client.get(LIST)
    with django_assert_max_num_queries(12):
        client.get(LIST, {"state": "any", "pace": "done", "unit": world.school.path, "type": "tests.leave"})


# --- promised against real time ---


def line(world: World, role: str = "principal", **query: str) -> statistics.Line:
    (found,) = statistics.lines(world.actor(role), query)
    return found


def test_a_step_is_measured_against_its_promise(world: World, cases: dict[str, Case]) -> None:
    found = line(world)
    assert (found.label, found.promised) == ("校长审批", "3")
    assert (found.done, found.late, found.open, found.overdue) == (2, 1, 2, 1)
    assert found.late_share == 0.5
    took = sorted(Stay.objects.within("").exclude(worked_days=None).values_list("worked_days", flat=True))
    assert took[0] == 0
    assert found.median == sum(took) / 2
    assert found.high == pytest.approx(took[0] + 0.9 * (took[1] - took[0]))


@pytest.mark.parametrize(
    ("reached", "left", "paused", "days"),
    [
        (datetime(2026, 11, 20, 2, tzinfo=UTC), datetime(2026, 11, 20, 9, tzinfo=UTC), 0, 0),
        (datetime(2026, 11, 20, 2, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC), 0, 1),
        (datetime(2026, 11, 16, 2, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC), 2, 3),
        (datetime(2026, 9, 30, 2, tzinfo=UTC), datetime(2026, 10, 8, 9, tzinfo=UTC), 0, 1),
    ],
    ids=["the same day", "over a weekend", "with a pause", "over the national holiday"],
)
def test_only_working_days_are_counted(
    world: World, monkeypatch: pytest.MonkeyPatch, reached: datetime, left: datetime, paused: int, days: int
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: reached)
    case = lodged(world, 3)
    Stay.objects.within("").filter(case=case, step="principal").update(paused_days=paused)
    monkeypatch.setattr("django.utils.timezone.now", lambda: left)
    sign(world, case)
    assert Stay.objects.within("").get(case=case, step="principal").worked_days == days


def test_what_others_overtook_is_nobodys_work(world: World) -> None:
    case = lodged(world, 9)
    sign(world, case, commands.Disagree)
    assert Stay.objects.within("").get(case=case, step="county").how == "overtaken"
    assert [found.label for found in statistics.lines(world.actor("city_official"), {})] == ["校长审批"]


@pytest.mark.parametrize("pace", ["done", "late", "open", "overdue"])
def test_a_figure_leads_to_the_cases_it_counts(world: World, cases: dict[str, Case], pace: str) -> None:
    for by in ("step", "below", "school"):
        found = line(world, "county_official", by=by)
        page = world.client("county_official").get(found.url(pace)).content.decode()
        assert page.count("请假 ") == getattr(found, pace), by


def test_lines_are_steps_or_units(world: World, cases: dict[str, Case]) -> None:
    assert line(world, "city_official", by="below").label == "东山县教育局"
    assert line(world, "city_official", by="school").label == "东山小学"
    assert line(world, "city_official", by="step", type="tests.leave").label == "校长审批"
    assert statistics.lines(world.actor("city_official"), {"type": "registry.transfer"}) == []


def test_a_unit_sees_its_own_part_of_the_tree(world: World, cases: dict[str, Case]) -> None:
    client = Client()
    client.force_login(account("elsewhere", org=world.far_school, role="principal"))
    assert "这段时间没有计时的环节" in client.get(STATISTICS).content.decode()
    assert "校长审批" in world.client("principal").get(STATISTICS).content.decode()


def test_a_case_ended_before_the_period_is_left_out(world: World, cases: dict[str, Case]) -> None:
    Stay.objects.within("").exclude(left_at=None).update(left_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert line(world).done == 0


@pytest.mark.parametrize(
    ("period", "first"),
    [
        ("year", (2026, 1, 1)),
        ("quarter", (2026, 10, 1)),
        ("month", (2026, 11, 1)),
        ("12", (2025, 12, 1)),
        ("", (2026, 1, 1)),
    ],
)
def test_periods_begin_on_the_first_of_a_month(period: str, first: tuple[int, int, int]) -> None:
    today = date(2026, 11, 22)
    assert statistics.dates_of(period, today) == (date(*first), today)


def test_it_is_taken_out_as_a_file(world: World, cases: dict[str, Case]) -> None:
    answer = world.client("principal").get(reverse("cases:statistics_export", args=("csv",)))
    assert "校长审批" in b"".join(answer).decode()


def test_it_asks_few_queries(
    world: World, cases: dict[str, Case], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = world.client("city_official")
    client.get(STATISTICS)
    with django_assert_max_num_queries(12):
        client.get(STATISTICS, {"by": "below"})
