"""Who may change what of a form, and what the record keeps."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from shuren.kernel.cases import actions, attachments, commands, lodging, queries
from shuren.kernel.cases.materials import Given, MaterialMissing
from shuren.kernel.cases.models import Case, Entry
from shuren.kernel.cases.refusals import AlreadyRunning, NotYours
from tests.kernel.cases.leave import Leave
from tests.kernel.cases.papers import PDF, Papers, RoomForm
from tests.world import World

pytestmark = pytest.mark.django_db
FORM = {"reason": "迁居", "far": False}


def letter(world: World) -> Given:
    kept = attachments.keep(
        actor=world.actor("registrar"), material=Papers.materials[0], name="申请书.pdf", content=BytesIO(PDF)
    )
    return Given((kept.pk,))


def given(world: World) -> dict[str, Given]:
    return {"letter": letter(world), "address": Given(promised=True)}


@pytest.fixture
def case(world: World) -> Case:
    return applied(world, FORM)


def applied(world: World, form: dict[str, Any]) -> Case:
    return actions.apply(
        actor=world.actor("registrar"), type_code="tests.papers", form=form, entered=form, materials=given(world)
    )


def task_of(case: Case) -> int:
    state = queries.state_of(case)
    return state.tasks_of(state.open_visits[0])[0].number


@pytest.fixture
def do(world: World) -> Callable[..., Case]:
    def act(role: str, case: Case, command: commands.Command, **told: Any) -> Case:
        return actions.act(actor=world.actor(role), case_id=case.pk, command=command, **told)

    return act


Do = Callable[..., Case]


def send_back(do: Do, case: Case) -> Case:
    return do("principal", case, commands.AskCorrections(task_of(case), ("申请书未签字",)))


def test_a_new_version_replaces_the_form_and_the_record_keeps_the_old_one(world: World, case: Case, do: Do) -> None:
    send_back(do, case)
    new = {"reason": "就业", "far": False}
    done = do("registrar", case, commands.Agree(task_of(case)), form=new, entered=new, materials=given(world))
    assert (done.form, done.entered, done.title, done.subject) == (new, new, "材料 就业", "papers:就业")
    assert [row.replaced for row in Entry.objects.filter(case=case).order_by("number")] == [None, None, None, FORM]


def test_materials_are_replaced_and_the_old_ones_kept(world: World, case: Case, do: Do) -> None:
    send_back(do, case)
    do("registrar", case, commands.Agree(task_of(case)), form=FORM, materials=given(world))
    rows = [row for row in attachments.ever_held(case) if row.material == "letter"]
    assert [(row.since, row.until) for row in rows] == [(1, 4), (4, None)]
    promises = [row for row in attachments.ever_held(case) if row.material == "address"]
    assert [(row.since, row.until) for row in promises] == [(1, None)], "what stays as it was is no new version"


def test_what_is_missing_after_a_return_is_refused_too(case: Case, do: Do) -> None:
    send_back(do, case)
    with pytest.raises(MaterialMissing):
        do("registrar", case, commands.Agree(task_of(case)), form=FORM, materials={})


def test_only_the_applicants_step_takes_a_new_version(case: Case, do: Do, world: World) -> None:
    task = task_of(case)
    for told in ({"form": {"reason": "x", "far": True}}, {"materials": given(world)}):
        with pytest.raises(lodging.NotYoursToChange):
            do("principal", case, commands.Agree(task), **told)
    send_back(do, case)
    with pytest.raises(NotYours):
        do("principal", case, commands.Agree(task_of(case)), form=FORM)


def test_a_new_version_does_not_become_what_another_case_is_about(world: World, case: Case, do: Do) -> None:
    other = applied(world, {"reason": "就业", "far": False})
    send_back(do, case)
    with pytest.raises(AlreadyRunning, match=other.number):
        do("registrar", case, commands.Agree(task_of(case)), form={"reason": "就业", "far": False})


def test_a_step_is_signed_with_what_it_asks_and_nothing_else(case: Case, do: Do) -> None:
    do("principal", case, commands.Agree(task_of(case)))
    sign = commands.Agree(task_of(case))
    with pytest.raises(lodging.StepNotFilledIn):
        do("principal", case, sign)
    with pytest.raises(lodging.NotYoursToChange):
        do("principal", case, sign, form={"room": "101", "reason": "改"})
    done = do("principal", case, sign, form={"room": "101"})
    assert (done.form, done.outcome) == ({**FORM, "room": "101"}, "granted")


def test_turning_down_fills_in_nothing(case: Case, do: Do) -> None:
    do("principal", case, commands.Agree(task_of(case)))
    assert do("principal", case, commands.Disagree(task_of(case))).outcome == "rejected"


def test_a_new_version_leaves_what_others_filled_in(world: World, case: Case, do: Do) -> None:
    case.form = {**FORM, "room": "101"}
    case.save()
    send_back(do, case)
    new = {"reason": "就业", "far": False}
    assert do("registrar", case, commands.Agree(task_of(case)), form=new).form == {**new, "room": "101"}


def test_a_type_asks_only_at_its_own_steps() -> None:
    with pytest.raises(TypeError, match="nowhere"):
        type("Wrong", (Leave,), {"asks": {"nowhere": RoomForm}})
