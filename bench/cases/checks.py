"""Whether what is stored of every case is what its log adds up to."""

from collections import defaultdict

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
    todos: dict[int, dict[str, bool]] = defaultdict(dict)
    for subject, settled_at in Notice.objects.filter(kind=KIND).values_list("subject_id", "settled_at"):
        todos[int(subject.partition(".")[0])][subject] = settled_at is None
    for case in cases:
        _check(case, todos[case.pk])
        assert audited[str(case.pk)] == case.length
    assert not ledger.unsealed()
    return len(cases)


def _check(case: Case, todos: dict[str, bool]) -> None:
    """Compare a case with its log; `todos` says of each whether it is open."""
    state = state_of(case)
    left = {visit.number: str(visit.left or "") for visit in state.visits.values()}
    waiting = {f"{case.pk}.{task.number}" for task in state.tasks.values() if task.mark == Mark.OPEN}
    entries = Entry.objects.filter(case=case).count()
    assert case.outcome == state.outcome
    assert case.length == entries
    assert dict(Stay.objects.within("").filter(case=case).values_list("visit", "how")) == left
    assert {subject for subject, is_open in todos.items() if is_open} == waiting
    assert set(todos) == {f"{case.pk}.{number}" for number in state.tasks}
