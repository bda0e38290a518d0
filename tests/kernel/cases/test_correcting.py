"""A text that a checker corrects, that several persons must look at, and that goes round again after a return."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from shuren.kernel.cases import actions, commands, queries
from shuren.kernel.cases.models import Case, Entry, Stay
from shuren.kernel.cases.refusals import SecondPairOfEyes
from shuren.site.cases.permissions import handle_cases
from shuren.spine.identity import queries as identity
from tests.kernel.cases.letter import Letter
from tests.world import World, account

pytestmark = pytest.mark.django_db
TEXT = "各学校：\n请做好防汛工作。"
BETTER = "各学校：\n请切实做好防汛工作。"


def lodged(world: World, **told: Any) -> Case:
    form = {"text": TEXT, "by": ""} | told
    return actions.apply(actor=world.actor("registrar"), type_code="tests.letter", form=form, entered=form)


def task_of(case: Case) -> int:
    state = queries.state_of(case)
    return state.tasks_of(state.open_visits[0])[0].number


def at(case: Case) -> list[str]:
    return [visit.step for visit in queries.state_of(case).open_visits]


@pytest.fixture
def check(world: World) -> Callable[..., Case]:
    def signed(case: Case, text: str = TEXT) -> Case:
        form = {"text": text}
        command = commands.Agree(task_of(case))
        return actions.act(actor=world.actor("principal"), case_id=case.pk, command=command, form=form, entered=form)

    return signed


Check = Callable[..., Case]


def test_a_signer_corrects_a_field_of_the_application_and_the_record_keeps_the_old_text(
    world: World, check: Check
) -> None:
    case = check(lodged(world), BETTER)
    assert (case.form["text"], case.entered["text"]) == (BETTER, BETTER)
    kept = Entry.objects.filter(case=case).exclude(replaced=None).get().replaced
    assert kept == {"text": TEXT, "by": ""}


def test_the_applicants_next_version_prevails_over_the_correction(world: World, check: Check) -> None:
    case = check(lodged(world), BETTER)
    second = _second(world)
    actions.act(actor=second, case_id=case.pk, command=commands.Return(task_of(case), "draft", again=False))
    form = {"text": "另行通知。", "by": ""}
    done = actions.act(
        actor=world.actor("registrar"), case_id=case.pk, command=commands.Agree(task_of(case)), form=form
    )
    assert done.form["text"] == "另行通知。"


def test_after_a_return_every_step_is_walked_again(world: World, check: Check) -> None:
    case = check(lodged(world))
    actions.act(actor=_second(world), case_id=case.pk, command=commands.Return(task_of(case), "draft", again=False))
    form = {"text": BETTER, "by": ""}
    actions.act(actor=world.actor("registrar"), case_id=case.pk, command=commands.Agree(task_of(case)), form=form)
    assert at(case) == ["check"]


def test_whoever_signed_another_step_is_not_the_second_pair_of_eyes(world: World, check: Check) -> None:
    case = check(lodged(world))
    with pytest.raises(SecondPairOfEyes):
        actions.act(actor=world.actor("principal"), case_id=case.pk, command=commands.Agree(task_of(case)))
    granted = actions.act(actor=_second(world), case_id=case.pk, command=commands.Agree(task_of(case)))
    assert granted.outcome == "granted"


def _second(world: World) -> Any:
    holder = account("second-principal", org=world.school, role="principal")
    return identity.actor_for(holder, identity.grants_of(holder)[0])


def test_a_day_named_in_the_form_is_the_due_day_of_its_step(world: World) -> None:
    case = lodged(world, by="2026-12-01")
    assert Stay.objects.within("").get(case=case, left_at=None).due_on == date(2026, 12, 1)


def test_cases_of_a_type_are_seen_by_those_who_handle_it(world: World) -> None:
    case = lodged(world)
    seen = {
        role: queries.visible_to(world.actor(role), handle_cases).filter(pk=case.pk).exists()
        for role in ("registrar", "county_official")
    }
    assert seen == {"registrar": True, "county_official": False}


def test_the_page_shows_changed_lines_and_leads_further(world: World, check: Check) -> None:
    case = check(lodged(world), BETTER)
    page = world.client("registrar").get(reverse("cases:case", args=(case.pk,))).content.decode()
    assert "正文，删去：请做好防汛工作。" in page
    assert "正文，写入：请切实做好防汛工作。" in page
    assert f"/letters/{case.pk}" in page
    assert Letter.anew
