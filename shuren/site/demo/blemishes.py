"""What is not yet in order in the demo region: a file with wrong cells, a mass change that waits for the principal.

Three schools that have not reported the last year of the plan are left out by `filing`; warnings and pupils on record
twice come from the generators.
"""

from pathlib import Path

import polars as pl
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.periods import reporting_year
from shuren.kernel.rowsecurity import scope_of as rows_of_actor
from shuren.kernel.tabular import actions
from shuren.kernel.tabular.scopes import Scope
from shuren.kernel.tabular.template import write_template
from shuren.kernel.tabular.workflows import BatchState
from shuren.modules.conditions.tables import ConditionsWorkbook, DeviceTable, LinkTable
from shuren.site.demo import workbooks
from shuren.site.demo.sizes import LAST_YEAR
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Account
from shuren.spine.orgs.models import Org
from shuren.spine.orgs.queries.lookup import scope_in
from shuren.spine.people.tables import StudentsWorkbook
from shuren.spine.people.tables.students import StudentTable

CHANGED = 150  # pupils of the change that waits: more than one person decides alone
WRONG_CELLS = {
    DeviceTable.code: {"count": "约 40 台", "kind": "手摇计算机"},
    LinkTable.code: {"bandwidth_mbps": "百兆"},
}


def leave(folder: Path) -> int:
    """Hand in what is not in order, for the school of the told accounts; return how many files there are."""
    registrar, principal = _actor("registrar"), _actor("principal")
    school = Org.objects.within("").get(path=registrar.path)
    done = [_wrong(scope_in(school, LAST_YEAR + 1), scope_in(school, LAST_YEAR), registrar, folder)]
    done += _students(scope_in(school, reporting_year(timezone.localdate())), registrar, principal, folder)
    return len(done)


def _actor(username: str) -> Actor:
    return identity.actor_of(Account.objects.get(username=username))


def _wrong(scope: Scope, before: Scope, registrar: Actor, folder: Path) -> str:
    """The year after the plan's last, filled in from the year before, with cells that cannot be read."""
    filled = {table.code: actions.rows_of(table, before) for table in ConditionsWorkbook.tables}
    for code, cells in WRONG_CELLS.items():
        rows = filled[code]
        spoilt = [
            pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(text)).otherwise(name).alias(name)
            for name, text in cells.items()
        ]
        filled[code] = rows.with_columns(spoilt)
    path = folder / scope.period / f"{scope.code}-{ConditionsWorkbook.label}-{scope.period}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_template(ConditionsWorkbook, scope, path, filled=filled)
    batch = workbooks.hand_in(ConditionsWorkbook, scope, path, registrar)
    return _expected(batch.state, BatchState.WRONG)


def _students(scope: Scope, registrar: Actor, principal: Actor, folder: Path) -> list[str]:
    """Hand in the roll of the year, confirmed by the principal; then a second change of many pupils, which waits."""
    return [
        _handed(scope, "上下学交通方式", "commute", 10**6, registrar, principal, folder),
        _handed(scope, "就读方式", "study_mode", CHANGED, registrar, None, folder),
    ]


def _handed(
    scope: Scope, label: str, column: str, rows: int, registrar: Actor, second: Actor | None, folder: Path
) -> str:
    """Hand in the roll with one column changed in so many rows; what is told moves on to the next code."""
    with rows_of_actor(registrar):
        roll = actions.rows_of(StudentTable, scope)
        options = StudentTable.column(column).options(StudentTable.context(scope)) or ()
    other = pl.when(pl.col(column) == options[1]).then(pl.lit(options[0])).otherwise(pl.lit(options[1]))
    changed = roll.with_columns(pl.when(pl.int_range(pl.len()) < rows).then(other).otherwise(column).alias(column))
    path = folder / scope.period / f"{scope.code}-{StudentsWorkbook.label}-{label}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_template(StudentsWorkbook, scope, path, filled={StudentTable.code: changed})
    batch = workbooks.hand_in(StudentsWorkbook, scope, path, registrar, second)
    if second is not None or roll.height <= actions.MASS:
        return _expected(workbooks.accepted(batch).state, BatchState.APPLIED)
    return _expected(batch.state, BatchState.WAITING)


def _expected(state: str, wanted: str) -> str:
    if state != wanted:
        raise workbooks.Surprise(f"{state} instead of {wanted}")
    return state
