"""A job shows how far it is, ends with a sentence, and is taken up again after a kill."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext, override
from procrastinate.contrib.django import app

from shuren.kernel.actors import Actor
from shuren.kernel.jobs import jobs, queries
from shuren.kernel.jobs.actions import PATIENCE, start, work
from shuren.kernel.jobs.declare import JOBS, Job, job
from shuren.kernel.jobs.models import Run, RunState
from shuren.kernel.jobs.progress import Progress
from shuren.kernel.messages import Message
from shuren.kernel.refusals import Hindered, NotFoundHere, Refused
from shuren.kernel.words import told
from tests.inline import queued, run_jobs

ACTOR = Actor("account:1", "李录", "registrar", "0001", frozenset({"tests.work"}))
called: list[tuple[Actor, dict[str, Any]]] = []


class TooTired(Refused):
    """今天太累了，请明天再试。"""


def count(progress: Progress, /, *, actor: Actor, to: int) -> None:
    called.append((actor, {"to": to}))
    progress.tell(to, to, "数完了。")


def refuse(progress: Progress, /, *, actor: Actor) -> None:
    raise TooTired


class TooLong(Refused):
    """不能办理：{names}。"""


def refuse_at_length(progress: Progress, /, *, actor: Actor) -> None:
    raise TooLong(names="长" * 400)


TAKEN = "校内学号已由另一名在籍学生使用，请改用其他学号。"


def refuse_for_reasons(progress: Progress, /, *, actor: Actor) -> None:
    raise Hindered([Message(TAKEN), Message("还缺 {count} 项。", {"count": 2})])


def crash(progress: Progress, /, *, actor: Actor) -> None:
    raise ZeroDivisionError


@pytest.fixture
def counting() -> Iterator[Job]:
    kept = dict(JOBS._items)
    called.clear()
    yield job("tests.count", label="数数")(count)
    JOBS._items = kept


def only() -> Run:
    run: Run = Run.objects.within("").get()
    return run


@pytest.mark.django_db
def test_it_runs_as_the_one_who_started_it_with_what_was_given(counting: Job) -> None:
    start(counting, actor=ACTOR, org_path="0001", to=3)
    assert queued() == ["jobs.run"]
    run_jobs()
    assert called == [(ACTOR, {"to": 3})]
    assert only().state == RunState.DONE


@pytest.mark.django_db
def test_it_starts_only_if_the_deed_that_asked_for_it_commits(counting: Job) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        start(counting, actor=ACTOR, org_path="0001", to=3)
        raise ZeroDivisionError
    assert queued() == []


@pytest.mark.django_db(transaction=True)
def test_others_see_how_far_it_is_before_it_has_committed(counting: Job) -> None:
    run = start(counting, actor=ACTOR, org_path="0001", to=3)
    with transaction.atomic(), Progress(run.pk) as progress:
        progress.tell(7, 10, "第 7 行")
        seen = only()
    assert (seen.done, seen.total, seen.percent, seen.note) == (7, 10, 70, "第 7 行")


@pytest.mark.django_db(transaction=True)
def test_the_last_word_stays_as_its_note(counting: Job) -> None:
    start(counting, actor=ACTOR, org_path="0001", to=3)
    run_jobs()
    assert only().note == "数完了。"


@pytest.mark.django_db
def test_a_refusal_ends_it_with_its_sentence(counting: Job) -> None:
    start(job("tests.refuse", label="")(refuse), actor=ACTOR, org_path="0001")
    run_jobs()
    assert (only().state, told(only().note)) == (RunState.FAILED, TooTired.__doc__)


@pytest.mark.django_db
def test_a_refusal_is_kept_whole_however_long_it_is() -> None:
    start(job("tests.refuse_at_length", label="")(refuse_at_length), actor=ACTOR, org_path="0001")
    run_jobs()
    assert (only().state, told(only().note)) == (RunState.FAILED, f"不能办理：{'长' * 400}。")


@pytest.mark.django_db
def test_why_it_failed_is_told_to_each_reader_in_their_own_language(counting: Job) -> None:
    start(job("tests.refuse_for_reasons", label="")(refuse_for_reasons), actor=ACTOR, org_path="0001")
    run_jobs()
    assert told(only().note) == f"不能办理：{TAKEN} 还缺 2 项。"
    with override("en"):
        english = gettext(TAKEN)
        assert told(only().note) == f"This cannot be done: {english} 还缺 2 项。"
    assert english.isascii()


@pytest.mark.django_db
def test_a_crash_is_told_in_the_language_of_the_reader(counting: Job) -> None:
    start(job("tests.crash", label="")(crash), actor=ACTOR, org_path="0001")
    with pytest.raises(ZeroDivisionError):
        run_jobs()
    with override("en"):
        assert told(only().note).isascii()


@pytest.mark.django_db
def test_a_crash_ends_it_with_a_sentence_that_tells_no_secrets(counting: Job, caplog: pytest.LogCaptureFixture) -> None:
    start(job("tests.crash", label="")(crash), actor=ACTOR, org_path="0001")
    with pytest.raises(ZeroDivisionError):
        run_jobs()
    assert only().state == RunState.FAILED
    assert "Zero" not in only().note
    assert only().note.endswith("。")


@pytest.mark.django_db
def test_a_run_that_is_over_is_not_run_again(counting: Job) -> None:
    run = start(counting, actor=ACTOR, org_path="0001", to=3)
    run_jobs()
    work(run.pk)
    assert len(called) == 1


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_is_taken_up_by_another(counting: Job) -> None:
    """A job whose worker has not been heard of for long goes back into the queue and runs to its end."""
    start(counting, actor=ACTOR, org_path="0001", to=3)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)"
        )
    Run.objects.within("").update(state=RunState.RUNNING)

    async def take_up() -> None:
        connector: Any = app.connector
        worker = app.with_connector(connector.get_worker_connector())
        async with worker.open_async():
            await jobs.take_up_stalled(_context(worker), 0)

    asyncio.run(take_up())
    assert queued() == ["jobs.run"]
    run_jobs()
    assert only().state == RunState.DONE


def _context(worker: Any) -> Any:
    """What a periodic task is handed."""
    return SimpleNamespace(app=worker)


@pytest.mark.django_db
def test_only_the_one_who_started_it_finds_it(counting: Job) -> None:
    run = start(counting, actor=ACTOR, org_path="0001", to=3)
    assert queries.run_for(ACTOR, run.pk) == run
    with pytest.raises(NotFoundHere):
        queries.run_for(Actor("account:2", "", "registrar", "0001", frozenset()), run.pk)


@pytest.mark.django_db(transaction=True)
def test_what_a_job_asks_for_is_not_queued_where_the_job_is_rolled_back(counting: Job) -> None:
    """A worker's own connections know nothing of the transaction."""
    worker = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(worker), pytest.raises(ZeroDivisionError), transaction.atomic():
        start(counting, actor=ACTOR, org_path="0001", to=3)
        assert queued() == ["jobs.run"]
        raise ZeroDivisionError
    assert queued() == []


@pytest.mark.django_db
def test_a_run_whose_database_went_away_is_taken_up_again(counting: Job) -> None:
    """Nothing can be noted while the database is away: the run stays as it is, and the queue calls it once more."""
    tries: list[bool] = []

    def away(progress: Progress, /, *, actor: Actor) -> None:
        del progress, actor
        tries.append(not tries)
        if tries[-1]:
            raise OperationalError

    run = start(job("tests.away", label="断线")(away), actor=ACTOR, org_path="0001")
    with pytest.raises(OperationalError):
        work(run.pk)
    assert only().state == RunState.RUNNING
    work(run.pk)
    assert (tries, only().state) == ([True, False], RunState.DONE)


@pytest.mark.django_db
def test_a_run_whose_database_keeps_away_ends_with_a_sentence(counting: Job) -> None:
    def away(progress: Progress, /, *, actor: Actor) -> None:
        raise OperationalError

    run = start(job("tests.gone", label="断线")(away), actor=ACTOR, org_path="0001")
    Run.objects.within("").update(queued_at=run.queued_at - PATIENCE)
    with pytest.raises(OperationalError):
        work(run.pk)
    assert only().state == RunState.FAILED
