"""Whether what is stored of every case is what its log adds up to."""

from django.db import connection

from shuren.kernel.audit import ledger
from shuren.kernel.cases.models import Case, Entry, Stay
from shuren.kernel.cases.projection import KIND
from shuren.kernel.cases.queries import state_of
from shuren.kernel.cases.state import Mark
from shuren.kernel.notices.models import Notice

AUDITED = "SELECT subject_id, count(*) FROM audit_entry WHERE subject_type = 'cases.case' GROUP BY subject_id"


def newest() -> int:
    """Return the highest id of a case."""
    return Case.objects.within("").order_by("-pk").values_list("pk", flat=True).first() or 0


def check_since(last: int) -> int:
    """Compare every case after the one of this id with its log; return how many there are."""
    cases = list(Case.objects.within("").filter(pk__gt=last))
    with connection.cursor() as cursor:
        cursor.execute(AUDITED)
        audited = dict(cursor.fetchall())
    for case in cases:
        _check(case)
        assert audited[str(case.pk)] == case.length
    assert not ledger.unsealed()
    return len(cases)


def _check(case: Case) -> None:
    state = state_of(case)
    left = {visit.number: str(visit.left or "") for visit in state.visits.values()}
    waiting = {f"{case.pk}.{task.number}" for task in state.tasks.values() if task.mark == Mark.OPEN}
    todos = Notice.objects.filter(kind=KIND, subject_id__in=[f"{case.pk}.{number}" for number in state.tasks])
    entries = Entry.objects.filter(case=case).count()
    assert case.outcome == state.outcome
    assert case.length == entries
    assert dict(Stay.objects.within("").filter(case=case).values_list("visit", "how")) == left
    assert {todo.subject_id for todo in todos if todo.settled_at is None} == waiting
    assert len(todos) == len(state.tasks)
