"""What was announced is handled once by every handler, and not at all where its deed was undone."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.events.actions import announce, run_handler
from shuren.kernel.events.declare import EVENTS, HANDLERS, Event, event, on
from shuren.kernel.events.models import Announcement, Handled
from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from tests.inline import queued, run_jobs

pytestmark = pytest.mark.django_db
WORKER = system_actor("tests", "测试")


@dataclass(frozen=True)
class Rung(Event):
    times: int


heard: list[tuple[str, int, str]] = []


def ask(times: int) -> None:
    notices.ask(kind="bell", subject_id=times, title="x", link="/", role="nobody", org_path="0001")


def first(happened: Rung, *, actor: Actor) -> None:
    ask(happened.times)
    heard.append(("first", happened.times, actor.id))


def second(happened: Rung, *, actor: Actor) -> None:
    heard.append(("second", happened.times, actor.id))


def failing(happened: Rung, *, actor: Actor) -> None:
    ask(happened.times)
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    heard.clear()
    events, handlers = dict(EVENTS._items), dict(HANDLERS._items)
    event(Rung)
    yield
    EVENTS._items, HANDLERS._items = events, handlers


def test_every_handler_hears_it_once_as_its_own_actor() -> None:
    on(Rung, actor=WORKER)(first)
    on(Rung, actor=WORKER)(second)
    announce(Rung(3))
    assert heard == []
    assert run_jobs() == 2
    assert heard == [("first", 3, "system:tests"), ("second", 3, "system:tests")]


def test_a_handler_that_is_run_twice_does_its_work_once() -> None:
    on(Rung, actor=WORKER)(first)
    announce(Rung(1))
    announcement, handler = Announcement.objects.get().pk, f"{first.__module__}.first"
    assert run_handler(announcement, handler) is True
    assert run_handler(announcement, handler) is False
    assert len(heard) == 1


def test_a_handler_that_fails_leaves_nothing_and_may_try_again() -> None:
    on(Rung, actor=WORKER)(failing)
    announce(Rung(1))
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            run_handler(Announcement.objects.get().pk, f"{failing.__module__}.failing")
    assert not Notice.objects.exists()
    assert not Handled.objects.exists()


def test_one_failing_handler_does_not_keep_the_others_from_theirs() -> None:
    on(Rung, actor=WORKER)(failing)
    on(Rung, actor=WORKER)(second)
    announce(Rung(1))
    with pytest.raises(ZeroDivisionError):
        run_jobs()
    assert run_jobs() == 1
    assert [name for name, *_ in heard] == ["second"]


def test_what_is_undone_was_never_announced() -> None:
    on(Rung, actor=WORKER)(first)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        announce(Rung(1))
        raise ZeroDivisionError
    assert queued() == []
    assert not Announcement.objects.exists()


def test_an_event_nobody_declared_is_refused() -> None:
    @dataclass(frozen=True)
    class Unheard(Event):
        pass

    with pytest.raises(KeyError, match="Unheard"):
        announce(Unheard())


@pytest.mark.django_db(transaction=True)
def test_an_event_is_announced_inside_the_transaction_of_its_deed() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        announce(Rung(1))
