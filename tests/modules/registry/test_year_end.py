"""A school year ends: previewed, carried out as one, undone as one, and refused where something stands in the way."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from shuren.kernel.actors import Actor
from shuren.kernel.audit.models import Entry
from shuren.kernel.cases.models import Case
from shuren.kernel.jobs.models import Run
from shuren.kernel.notices.models import Notice
from shuren.kernel.workflow.actions import NotNow, ReasonMissing, StepForbidden
from shuren.modules.registry.actions import finishers
from shuren.modules.registry.actions import yearends as actions
from shuren.modules.registry.models import YearEnd, YearResult
from shuren.modules.registry.queries import yearends as queries
from shuren.modules.registry.rules.yearend import Outcome
from shuren.spine.orgs.models import SchoolClass
from shuren.spine.people.models import Enrolment, Movement
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

pytestmark = pytest.mark.django_db
YEAR = 2026
JULY = date(2027, 7, 5)


@pytest.fixture(autouse=True)
def in_july(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, **_more: JULY)


@pytest.fixture
def region(wall_open: World) -> World:  # noqa: F811
    """A primary school with a class that leaves and one that stays, and a senior high school whose word is missing."""
    leaving = factories.school_class(wall_open.school, "202101", name="2021级1班", entry_year=2021)
    staying = factories.school_class(wall_open.school, "202401")
    for name, group in (("毕小一", leaving), ("毕小二", leaving), ("升小一", staying), ("升小二", staying)):
        factories.enrolment(wall_open.school, name, school_class=group, entry_year=group.entry_year)
    factories.enrolment(wall_open.school, "休小一", school_class=staying, status="02")
    factories.enrolment(wall_open.sibling, "高小一", stage="senior", entry_year=2024)
    return wall_open


def quiet(_done: int, _total: int, _note: str) -> None:
    """Progress that nobody watches."""


def previewed(actor: Actor) -> YearEnd:
    return actions.preview(actor=actor, act=actions.prepare(actor=actor, year=YEAR), tell=quiet)


def applied(actor: Actor) -> YearEnd:
    return actions.apply(actor=actor, act=previewed(actor), tell=quiet)


def pupil(name: str) -> Enrolment:
    found: Enrolment = Enrolment.objects.within("").get(name=name)
    return found


def state() -> list[Any]:
    """Return what an act may change, of everybody."""
    fields = ("name", "left_on", "left_reason", "status", "entry_year", "school_class_id")
    pupils = Enrolment.objects.within("").order_by("name").values_list(*fields)
    return [*pupils, *SchoolClass.objects.within("").order_by("code").values_list("code", "closed_on")]


def test_a_preview_counts_and_changes_nothing(region: World) -> None:
    before = state()
    act = previewed(region.actor("county_official"))
    assert queries.totals(act) == {Outcome.UP: 2, Outcome.GRADUATE: 2, Outcome.STAY: 1, Outcome.WAIT: 1}
    assert act.pupils == 5
    assert state() == before
    left = {row.enrolment.name: row.why for row in queries.left_behind(act)}
    assert left == {"休小一": "absent", "高小一": "unsigned"}


def test_leavers_leave_others_go_up_and_the_finished_class_closes(region: World) -> None:
    act = applied(region.actor("county_official"))
    assert (pupil("毕小一").status, pupil("毕小一").left_on) == ("07", JULY)
    assert pupil("升小一").left_on is None
    assert (pupil("休小一").entry_year, pupil("休小一").school_class) == (2025, None)
    assert pupil("高小一").left_on is None
    closed = SchoolClass.objects.within("").filter(closed_on=JULY)
    assert [group.code for group in closed] == ["202101"]
    assert YearResult.objects.within("").filter(year_end=act).count() == 6
    noted = Movement.objects.within("").values_list("person__name", "kind", "on", "case_number")
    assert set(noted) == {(name, "graduated", JULY, act.number) for name in ("毕小一", "毕小二")}
    told = Entry.objects.within("").filter(label="registry.year_end.applied")
    assert {entry.org_path for entry in told} == {region.county.path, region.school.path, region.sibling.path}


def test_undoing_brings_everything_back(region: World) -> None:
    before = state()
    act = applied(region.actor("county_official"))
    assert state() != before
    actions.undo(actor=region.actor("county_official"), act=act, reason="试办理有误", tell=quiet)
    assert state() == before
    assert not YearResult.objects.within("").exists()
    assert not Movement.objects.within("").exists()
    again = applied(region.actor("county_official"))
    assert again.pupils == 5


def test_undoing_wants_a_reason(region: World) -> None:
    act = applied(region.actor("county_official"))
    with pytest.raises(ReasonMissing):
        actions.undo(actor=region.actor("county_official"), act=act, reason=" ", tell=quiet)


def moved_away(region: World) -> str:
    Enrolment.objects.within("").filter(name="升小一").update(left_on=date(2027, 9, 2), status="10")
    return "升小一（东山小学）"


def went_on(region: World) -> str:
    factories.enrolment(region.sibling, of=pupil("毕小二").person, stage="junior", national_no=None)
    return "毕小二（东山小学）"


def came_back(region: World) -> str:
    Enrolment.objects.within("").filter(name="休小一").update(status="01")
    return "休小一（东山小学）"


def number_was_given_again(region: World) -> str:
    factories.enrolment(region.school, "新小一", school_no=pupil("毕小一").school_no)
    return "毕小一（东山小学）"


@pytest.mark.parametrize("happens", [moved_away, went_on, came_back, number_was_given_again])
def test_undoing_is_refused_with_names_where_something_has_happened(
    region: World, happens: Callable[[World], str]
) -> None:
    act = applied(region.actor("county_official"))
    name = happens(region)
    before = state()
    with pytest.raises(actions.HappenedSince, match=name):
        actions.undo(actor=region.actor("county_official"), act=act, reason="有误", tell=quiet)
    assert state() == before


def test_a_pupil_with_a_running_case_waits_and_is_settled_by_a_later_act(region: World) -> None:
    case = Case.objects.create(
        type="registry.transfer", version=1, number="ZX1", title="升小二", subject=f"enrolment:{pupil('升小二').pk}",
        form={}, org_path=region.far_school.path, applicant_key="a", applicant_name="李录",
        opened_at="2027-06-30T08:00:00+08:00",
    )  # fmt: skip
    first = applied(region.actor("registrar"))
    assert [row.enrolment.name for row in queries.left_behind(first).filter(why="case")] == ["升小二"]
    Case.objects.within("").filter(pk=case.pk).update(outcome="cancelled")
    later = applied(region.actor("county_official"))
    assert queries.totals(later) == {Outcome.UP: 1, Outcome.WAIT: 1}


def test_the_preview_must_still_hold(region: World) -> None:
    act = previewed(region.actor("county_official"))
    Enrolment.objects.within("").filter(name="升小一").update(status="02")
    with pytest.raises(actions.PreviewIsOld):
        actions.apply(actor=region.actor("county_official"), act=act, tell=quiet)
    assert pupil("毕小一").left_on is None


def test_before_june_an_act_is_only_previewed(region: World, monkeypatch: pytest.MonkeyPatch) -> None:
    act = previewed(region.actor("county_official"))
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: date(2027, 5, 31))
    with pytest.raises(actions.NotYet, match="2027-06-01"):
        actions.queue(actor=region.actor("county_official"), act=act, job="apply")


def test_a_large_act_is_carried_out_by_a_second_person(region: World) -> None:
    for number in range(100):
        factories.enrolment(region.school, f"众{number}")
    act = previewed(region.actor("registrar"))
    asked = Notice.objects.get(kind="registry.year_end", settled_at=None)
    assert (asked.role, asked.org_path) == ("principal", region.school.path)
    with pytest.raises(StepForbidden, match="另一人"):
        actions.apply(actor=region.actor("registrar"), act=act, tell=quiet)
    actions.apply(actor=region.actor("principal"), act=act, tell=quiet)
    assert not Notice.objects.filter(kind="registry.year_end", settled_at=None).exists()


def test_what_is_carried_out_is_not_carried_out_twice(region: World) -> None:
    act = applied(region.actor("county_official"))
    with pytest.raises(NotNow):
        actions.apply(actor=region.actor("county_official"), act=act, tell=quiet)
    later = previewed(region.actor("registrar"))
    with pytest.raises(actions.NothingToSettle):
        actions.apply(actor=region.actor("registrar"), act=later, tell=quiet)


def test_a_failure_in_the_middle_leaves_nothing_behind(region: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state()
    act = previewed(region.actor("county_official"))

    def killed(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("the worker is gone")

    monkeypatch.setattr("shuren.modules.registry.actions.yearends.people.close_classes", killed)
    with pytest.raises(RuntimeError):
        actions.apply(actor=region.actor("county_official"), act=act, tell=quiet)
    assert state() == before
    assert YearEnd.objects.within("").get(pk=act.pk).state == "ready"


def test_a_school_names_who_leaves_without_graduating(region: World) -> None:
    registrar = region.actor("registrar")
    with pytest.raises(finishers.WhyMissing):
        finishers.name(actor=registrar, year=YEAR, enrolment_id=pupil("毕小一").pk, outcome="complete", reason="")
    with pytest.raises(finishers.NotPossible):
        finishers.name(
            actor=registrar, year=YEAR, enrolment_id=pupil("毕小一").pk, outcome="incomplete", reason="缺考多门"
        )
    finishers.name(actor=registrar, year=YEAR, enrolment_id=pupil("毕小一").pk, outcome="complete", reason="两科不合格")
    applied(region.actor("county_official"))
    assert (pupil("毕小一").status, pupil("毕小二").status) == ("08", "07")
    with pytest.raises(Exception, match="没有找到"):
        finishers.name(
            actor=registrar, year=YEAR, enrolment_id=pupil("毕小二").pk, outcome="complete", reason="两科不合格"
        )


def test_a_senior_high_school_graduates_once_its_principal_has_confirmed(region: World) -> None:
    from tests.world import account

    holder = account("head", org=region.sibling, role="principal")
    from shuren.spine.identity import queries as identity

    head = identity.actor_for(holder, identity.grants_of(holder)[0])
    finishers.sign(actor=head, year=YEAR)
    finishers.sign(actor=head, year=YEAR)
    applied(region.actor("county_official"))
    assert pupil("高小一").status == "07"


def test_the_pages_show_figures_names_and_what_can_be_done(region: World) -> None:
    act = previewed(region.actor("county_official"))
    Run.objects.within("").update(state="done")  # what the test did itself
    browser = region.client("county_official")
    page = browser.get(f"/registry/year-ends/{act.pk}/").content.decode()
    assert all(word in page for word in ("休小一", "学校尚未确认毕业资格", "东山小学", "复核并办理"))
    deeper = browser.get(f"/registry/year-ends/{act.pk}/?at={region.school.path}").content.decode()
    assert "六年级" in deeper
    file = browser.get(f"/registry/year-ends/{act.pk}/left-behind.csv").getvalue().decode()
    assert "高小一" in file
    assert browser.post("/registry/year-ends/", {"year": YEAR}).status_code == 302
    listed = region.client("registrar").get("/registry/finishers/").content.decode()
    assert "毕小一" in listed
    named = region.client("registrar").post(
        f"/registry/finishers/{YEAR}/{pupil('毕小一').pk}/complete", {"reason": "两科不合格"}
    )
    assert named.status_code == 302
