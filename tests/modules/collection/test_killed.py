"""Killed while it sends: a request is sent to every unit or to none, and what was not done is done after a restart."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from shuren.kernel.audit.ledger import verify_stored
from shuren.kernel.audit.models import Entry
from shuren.kernel.cases.models import Case
from shuren.kernel.notices.models import Notice
from shuren.modules.collection import jobs
from shuren.modules.collection.actions import clearing, returns
from shuren.modules.collection.models import Answer, Fact, Question, Request, Return, Round
from shuren.site.cli.processes import worker_command
from tests.killing import deed, holding, kill_at, started
from tests.modules.collection import drafting, sending
from tests.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)
NO_TO_DOS = "LOCK TABLE notices_notice IN SHARE MODE"
NO_RETURNS = "LOCK TABLE collection_return IN SHARE MODE"
NO_TO_DO_OF_THEIRS = """
INSERT INTO notices_notice (kind, subject_id, title, params, link, role, org_path, account_key, not_for, asked_at)
SELECT 'collection.return', (last_value + is_called::int + nth)::text, '', '{}', '', 'registrar', path, '', '', now()
FROM collection_return_id_seq, generate_series(0, 2) AS nth, orgs_org
"""
NO_FACTS = "LOCK TABLE collection_fact IN SHARE MODE"
THE_REQUEST = "SELECT FROM collection_request WHERE id = %s FOR UPDATE"
HEARD_OF_LONG_AGO = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
UNDONE = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'collection.keep_time' AND status <> 'succeeded'"
HERE = "tests.modules.collection.test_killed"


@pytest.fixture
def region(transactional_db: None) -> World:
    return build()


# --- what the processes do that are killed ----------------------------------------------------------------------------


def grant(case_id: str) -> None:
    clearing.decide(actor=_holder("clearing_officer"), case_id=int(case_id), verb=clearing.Decision.GRANT)


def hand_in(return_id: str) -> None:
    returns.hand_in(actor=_holder("registrar"), return_id=int(return_id))


def sign(return_id: str) -> None:
    sending.step(_holder("principal"), Return.objects.within("").get(pk=return_id), returns.SIGN)


def _holder(role: str) -> Any:
    from shuren.spine.identity import queries as identity
    from shuren.spine.identity.models import Account

    account = Account.objects.get(username=role)
    return identity.actor_for(account, identity.grants_of(account)[0])


# --- sending ----------------------------------------------------------------------------------------------------------


def cleared(region: World) -> tuple[Request, Case]:
    """Draft a request to all schools of the city, hand it in, and rule its questions."""
    row = drafting.drafted(region.actor("city_official"), region.city)
    case = drafting.submitted(region.actor("city_official"), row)
    officer = region.actor("clearing_officer")
    clearing.rule(actor=officer, case_id=case.pk, ruled=drafting.all_granted(row))
    return row, case


def told_once(request: Request, units: set[int]) -> None:
    """Assert that each unit owes one return of the request, and is told so once."""
    owed = Return.objects.within("").filter(round__request=request)
    assert sorted(owed.values_list("org_id", flat=True)) == sorted(units)
    ids = [str(pk) for pk in owed.values_list("pk", flat=True)]
    told = Notice.objects.filter(kind="collection.return", subject_id__in=ids, settled_at=None)
    assert sorted(told.values_list("subject_id", flat=True)) == sorted(ids)
    subject = {"subject_type": "collection.request", "subject_id": str(request.pk)}
    assert Entry.objects.within("").filter(label="collection.round.begun", **subject).count() == 1


@pytest.mark.parametrize(
    ("lock", "written"),
    [(NO_RETURNS, {"collection_round"}), (NO_TO_DO_OF_THEIRS, {"collection_round", "collection_return"})],
    ids=["before its units owe anything", "before its units are told"],
)
def test_a_request_whose_sender_is_killed_is_sent_to_nobody_and_then_to_everybody_once(
    region: World, lock: str, written: set[str]
) -> None:
    row, case = cleared(region)
    with holding(lock) as held:
        kill_at(held, [*deed(f"{HERE}:grant"), str(case.pk)], writes=sorted(written))
    row.refresh_from_db()
    case.refresh_from_db()
    assert (row.sent_at, case.outcome) == (None, "")
    assert not Return.objects.within("").exists()
    assert not Round.objects.within("").exists()
    assert not Question.objects.filter(request=row, item__isnull=False).exists()
    assert not Notice.objects.filter(kind="collection.return").exists()
    grant(str(case.pk))
    row.refresh_from_db()
    assert row.sent_at is not None
    told_once(row, {region.school.pk, region.sibling.pk, region.far_school.pk})
    assert Entry.objects.within("").filter(label="collection.request.sent").count() == 1
    assert verify_stored().holds


def test_a_second_grant_after_an_answer_was_lost_sends_nothing_twice(region: World) -> None:
    row, case = cleared(region)
    grant(str(case.pk))
    with pytest.raises(clearing.NotBeingCleared):
        grant(str(case.pk))
    told_once(row, {region.school.pk, region.sibling.pk, region.far_school.pk})


def test_rounds_whose_worker_is_killed_are_begun_once_by_the_next(region: World) -> None:
    """The first is begun and stays; the second waits, and is begun by the worker that takes the job up."""
    today = timezone.localdate()
    opens = {"opens_on": today + timedelta(days=1), "due_on": today + timedelta(days=9)}
    first, second = (sending.sent(region, title=title, **opens) for title in ("甲", "乙"))
    Request.objects.within("").update(opens_on=F("opens_on") - timedelta(days=1))
    jobs.keep_time.defer(timestamp=0)
    with holding(THE_REQUEST, second.pk) as held:
        kill_at(held, worker_command(1))
    assert list(Round.objects.within("").values_list("request_id", flat=True)) == [first.pk]
    with connection.cursor() as cursor:
        cursor.execute(HEARD_OF_LONG_AGO)
    run_worker_until(_is_done)
    for request in (first, second):
        told_once(request, {region.school.pk, region.sibling.pk, region.far_school.pk})
    assert verify_stored().holds


def run_worker_until(is_done: Callable[[], bool]) -> None:
    """Let a worker run until something is done, two minutes at most."""
    worker = started([*worker_command(1)])
    try:
        until = time.monotonic() + 120
        while not is_done():
            assert time.monotonic() < until
            assert worker.poll() is None
            time.sleep(0.2)
    finally:
        worker.terminate()
        worker.communicate()


def _is_done() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(UNDONE)
        return not cursor.fetchone()[0]


# --- answering --------------------------------------------------------------------------------------------------------


def filled(region: World) -> Return:
    row = sending.owed(sending.sent(region), region.school)
    sending.fill(region.actor("registrar"), row, "1000", "1")
    return row


def test_a_return_whose_sender_is_killed_is_still_the_schools_and_keeps_its_answers(region: World) -> None:
    row = filled(region)
    with holding(NO_TO_DOS) as held:
        kill_at(held, [*deed(f"{HERE}:hand_in"), str(row.pk)], writes=["cases_case"])
    row.refresh_from_db()
    assert (row.handed_in_at, row.case_id) == (None, None)
    assert Answer.objects.within("").filter(sheet=row).count() == 2
    hand_in(str(row.pk))
    row.refresh_from_db()
    assert row.handed_in_at is not None
    assert Case.objects.within("").filter(type="collection.return").count() == 1


def test_answers_whose_signer_is_killed_become_facts_once(region: World) -> None:
    row = filled(region)
    hand_in(str(row.pk))
    with holding(NO_FACTS) as held:
        kill_at(held, [*deed(f"{HERE}:sign"), str(row.pk)])
    row.refresh_from_db()
    assert row.signed_at is None
    assert not Fact.objects.within("").exists()
    sign(str(row.pk))
    assert sorted(Fact.objects.within("").values_list("value", "revision")) == [("1", 1), ("1000", 1)]
