"""Many cases acted on in one go: the same comes of it as of acting on one after another."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import OperationalError, connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shuren.kernel.actors import Actor
from shuren.kernel.audit.models import Entry as Audited
from shuren.kernel.cases import actions, commands, queries, refusals
from shuren.kernel.cases.actions import Deed
from shuren.kernel.cases.commands import Command
from shuren.kernel.cases.declare import Application
from shuren.kernel.cases.models import Case, Entry, Party, Stay
from shuren.kernel.cases.running import take
from shuren.kernel.cases.state import Mark, Place
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import NotFoundHere, Refused
from tests.kernel.cases.leave import Full, Leave
from tests.world import World, build

FORMS: tuple[dict[str, Any], ...] = ({"days": 3}, {"days": 30}, {"days": 3, "full": True})
ROLES = ("registrar", "principal", "county_official")
SEATS = ("principal@1", "county_official@1", "registrar@1", "account:7")
STAY = ("visit", "step", "org_path", "days", "due_on", "paused_on", "worked_days", "how")
numbers, seats = st.integers(1, 5), st.sampled_from(SEATS)
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(commands.Agree, numbers), st.builds(commands.Agree, numbers), st.builds(commands.Disagree, numbers),
    st.builds(commands.Return, numbers, st.just("apply"), st.booleans()),
    st.builds(commands.Withdraw, numbers), st.builds(commands.AddSigner, numbers, seats, st.sampled_from(Place)),
    st.builds(commands.HandOver, numbers, seats), st.builds(commands.Copy, st.frozensets(seats, min_size=1)),
    st.just(commands.Read()), st.builds(commands.Urge, numbers),
    st.builds(commands.Escalate, numbers, st.sampled_from(["county_official@2", "county_official@1"])),
    st.builds(commands.Suspend, numbers), st.builds(commands.Resume, numbers), st.just(commands.Cancel()),
    st.builds(commands.Reopen, st.sampled_from(["apply", "principal"])),
)  # fmt: skip
ROUNDS = st.lists(
    st.tuples(st.sampled_from(ROLES), st.lists(st.tuples(st.integers(0, 2), COMMANDS), min_size=1, max_size=6)),
    min_size=1, max_size=6,
)  # fmt: skip


@pytest.fixture(autouse=True)
def ends(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let a full application be refused when it is to take effect; return the numbers of those that took effect."""
    done: list[str] = []

    def finish(actor: Actor, application: Application, *, number: str) -> None:
        del actor
        if application.form.get("full"):
            raise Full
        done.append(number)

    monkeypatch.setattr(Leave, "finish", staticmethod(finish))
    monkeypatch.setattr(Leave, "superiors", ("county",))
    return done


def lodged(world: World, forms: Sequence[dict[str, Any]] = FORMS) -> list[Case]:
    registrar = world.actor("registrar")
    return [actions.apply(actor=registrar, type_code="tests.leave", form=form) for form in forms]


def one_by_one(actor: Actor, deeds: Sequence[Deed]) -> list[Case | Refused]:
    answers: list[Case | Refused] = []
    for deed in deeds:
        try:
            answers.append(actions.act(actor=actor, case_id=deed.case_id, command=deed.command, comment=deed.comment))
        except Refused as refusal:
            answers.append(refusal)
    return answers


def picture(case: Case) -> dict[str, Any]:
    """Return all that is kept of a case, without moments, ids and its number."""
    fresh = Case.objects.within("").get(pk=case.pk)
    stays = Stay.objects.within("").filter(case=case).order_by("visit")
    parties = Party.objects.within("").filter(case=case).order_by("number")
    asked = Notice.objects.filter(subject_id__startswith=f"{case.pk}.").order_by("id")
    audited = Audited.objects.within("").filter(subject_type="cases.case", subject_id=str(case.pk)).order_by("id")
    return {
        "case": (fresh.outcome, fresh.length, fresh.form, fresh.ended_at is None),
        "log": list(Entry.objects.filter(case=case).order_by("number").values_list("verb", "actor_key", "facts")),
        "parties": list(parties.values_list("number", "org_path")),
        "stays": list(stays.values_list(*STAY)),
        "todos": sorted(
            (todo.subject_id.partition(".")[2], todo.title, todo.role, todo.org_path, todo.account_key,
             str(todo.due_at), todo.settled_at is None, str(todo.params | {"number": ""}))
            for todo in asked
        ),
        "audited": [(row.label, row.actor_id, row.details.replace(fresh.number, "")) for row in audited],
    }  # fmt: skip


def told(answers: Sequence[Case | Refused]) -> list[str]:
    return [type(answer).__name__ for answer in answers]


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=30)
@given(rounds=ROUNDS)
@example(  # a change of form in between has what was noted written, and what is new is changed once more
    rounds=[("registrar", [(1, commands.Withdraw(1)), (0, commands.Reopen("apply")), (1, commands.Agree(4))])]
)
def test_many_at_once_come_to_the_same_as_one_after_another(
    world: World, rounds: list[tuple[str, list[tuple[int, Command]]]]
) -> None:
    apart, together = lodged(world), lodged(world)
    for role, deeds in rounds:
        actor = world.actor(role)
        expected = one_by_one(actor, [Deed(apart[which].pk, command) for which, command in deeds])
        found = actions.act_many(actor=actor, deeds=[Deed(together[which].pk, command) for which, command in deeds])
        assert told(found) == told(expected)
    assert [picture(case) for case in together] == [picture(case) for case in apart]


@pytest.mark.django_db
def test_one_that_is_refused_leaves_the_others_alone(world: World, ends: list[str]) -> None:
    first, long, full, last = lodged(world, (*FORMS, {"days": 1}))
    actions.act(actor=world.actor("principal"), case_id=last.pk, command=commands.Disagree(2))
    deeds = [Deed(case.pk, commands.Agree(2)) for case in (first, full, last, long)]
    answers = actions.act_many(actor=world.actor("principal"), deeds=[*deeds, Deed(0, commands.Agree(2))])
    assert told(answers) == ["Case", "Full", "Ended", "Case", "NotFoundHere"]
    assert ends == [first.number, first.number], "tried, taken back with the others, and done again"
    assert Case.objects.within("").get(pk=full.pk).outcome == ""
    assert queries.state_of(full).tasks[2].mark == Mark.OPEN


@pytest.mark.django_db
def test_what_goes_wrong_takes_all_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = lodged(world, ({"days": 1}, {"days": 2}))
    before = [picture(case) for case in cases]

    def fail(actor: Actor, application: Application, *, number: str) -> None:
        del actor, application
        if number == cases[1].number:
            raise RuntimeError("the disk is full")

    monkeypatch.setattr(Leave, "finish", staticmethod(fail))
    with pytest.raises(RuntimeError):
        actions.act_many(actor=world.actor("principal"), deeds=[Deed(case.pk, commands.Agree(2)) for case in cases])
    assert [picture(case) for case in cases] == before


@pytest.mark.django_db
def test_who_may_be_asked_before_each_refuses_it(world: World) -> None:
    cases = lodged(world, ({"days": 1}, {"days": 2}))

    def refuse(one: Any, command: Command) -> None:
        del command
        if one.case.pk == cases[0].pk:
            raise NotFoundHere

    deeds = [Deed(case.pk, commands.Agree(2)) for case in cases]
    assert told(actions.act_many(actor=world.actor("principal"), deeds=deeds, refuse=refuse)) == [
        "NotFoundHere",
        "Case",
    ]


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_the_same_cases_in_opposite_orders_sign_each_once() -> None:
    world = build()
    cases = lodged(world, [{"days": 1}] * 12)
    answers: list[Case | Refused] = []
    ready = threading.Barrier(2)

    def sign(mine: list[Case]) -> None:
        try:
            ready.wait(timeout=20)
            deeds = [Deed(case.pk, commands.Agree(2)) for case in mine]
            answers.extend(actions.act_many(actor=world.actor("principal"), deeds=deeds))
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=(mine,)) for mine in (cases[:8], cases[:3:-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told(answers)) == ["Case"] * 12 + ["Ended"] * 4
    assert Entry.objects.filter(verb="Agree", actor_key=world.actor("principal").id).count() == 12


@pytest.mark.django_db
def test_what_is_taken_in_hand_is_what_the_log_adds_up_to(world: World) -> None:
    case = lodged(world, ({"days": 30},))[0]
    actions.act(actor=world.actor("principal"), case_id=case.pk, command=commands.Return(2, "apply", again=True))
    one = take([case.pk])[case.pk]
    assert one.state == queries.state_of(case)
    assert [stay.step for stay in one.stays.values()] == [visit.step for visit in one.state.open_visits]
    with pytest.raises(refusals.NotOpen):
        actions.act(actor=world.actor("principal"), case_id=case.pk, command=commands.Agree(2))


@pytest.mark.django_db(transaction=True)
def test_work_cut_off_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    world = build()
    cases = lodged(world, ({"days": 1}, {"days": 2}, {"days": 3}))
    before = [picture(case) for case in cases]

    def cut(actor: Actor, application: Application, *, number: str) -> None:
        del actor, application
        if number == cases[1].number:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as broken:
        broken.setattr(Leave, "finish", staticmethod(cut))
        with pytest.raises(OperationalError):
            actions.act_many(actor=world.actor("principal"), deeds=[Deed(case.pk, commands.Agree(2)) for case in cases])
    connection.close()
    assert [picture(case) for case in cases] == before
    deeds = [Deed(case.pk, commands.Agree(2)) for case in cases]
    assert told(actions.act_many(actor=world.actor("principal"), deeds=deeds)) == ["Case"] * 3
