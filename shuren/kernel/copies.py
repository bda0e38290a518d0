"""Copies of a node's place that tables carry, and how they follow when the node moves.

Every table with a column `org_path` takes part. Two kinds do not, for they record a place as it was: a table whose
class says `keeps_path = True` (the audit log), and one whose primary key contains the path (computed cells of a year).

The walk over all models is what keeps the tree from knowing the tables above it.
"""

from collections.abc import Sequence

from django.apps import apps
from django.db import connection
from django.db.models import F, Model, Value
from django.db.models.functions import Concat, Substr

from shuren.kernel.actors import range_of, system_actor
from shuren.kernel.rowsecurity import scope_of

PATH = "org_path"
MOVER = system_actor("copies", "归属更新")  # rows follow a node behind the wall too, wherever it goes


def carriers(*columns: str) -> list[type[Model]]:
    """Return the models that carry a path and have all of the columns, ordered by table name."""
    found = [model for model in apps.get_models() if _carries(model, columns)]
    return sorted(found, key=lambda model: model._meta.db_table)


def _carries(model: type[Model], columns: tuple[str, ...]) -> bool:
    if not model._meta.managed or model._meta.proxy or getattr(model, "keeps_path", False):
        return False
    names = {field.name for field in model._meta.concrete_fields}
    key = {field.name for field in model._meta.pk_fields}
    return PATH in names - key and names.issuperset(columns)


def follow(old: str, new: str) -> dict[str, int]:
    """Rewrite the copied paths at and below `old` so that they begin with `new`; return the rows touched by table."""
    low, high = range_of(old)
    touched: dict[str, int] = {}
    with scope_of(MOVER):
        for model in carriers():
            below = model._base_manager.filter(org_path__gte=low, org_path__lt=high)
            moved = below.update(org_path=Concat(Value(new), Substr(F(PATH), len(old) + 1)))
            if moved:
                touched[model._meta.db_table] = moved
    return touched


def refresh(nodes: type[Model], path: str, *, owner: str, columns: tuple[str, ...]) -> int:
    """Copy `columns` anew from the owning node to every row at and below a path; return how many rows were stale.

    `owner` is the foreign key that leads to the node; `columns` exist, by the same names, in both tables.
    """
    low, high = range_of(path)
    with scope_of(MOVER):
        return sum(_refresh(model, nodes, owner, columns, low, high) for model in carriers(owner, *columns))


def _refresh(model: type[Model], nodes: type[Model], owner: str, columns: tuple[str, ...], low: str, high: str) -> int:
    names = [_column(model, column) for column in columns]
    sets = ", ".join(f"{name} = n.{name}" for name in names)
    stale = " OR ".join(f"t.{name} IS DISTINCT FROM n.{name}" for name in names)
    statement = (
        f"UPDATE {_table(model)} t SET {sets} FROM {_table(nodes)} n "  # noqa: S608  names come from the models
        f"WHERE n.id = t.{_column(model, owner)} AND t.org_path >= %s AND t.org_path < %s AND ({stale})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, (low, high))
        return int(cursor.rowcount)


def return_strays(nodes: type[Model], owners: Sequence[int], *, owner: str, path_column: str = "path") -> int:
    """Bring rows home whose path is outside the node they belong to; return how many there were.

    They arise when a row was written by a transaction that had read the place before the node moved.
    """
    count = 0
    for model in carriers(owner):
        place = connection.ops.quote_name(path_column)
        statement = (
            f"UPDATE {_table(model)} t SET org_path = n.{place} FROM {_table(nodes)} n "  # noqa: S608
            f"WHERE n.id = t.{_column(model, owner)} AND n.id = ANY(%s) "
            f"AND NOT (t.org_path >= n.{place} AND t.org_path < n.{place} || '~')"
        )
        with scope_of(MOVER), connection.cursor() as cursor:
            cursor.execute(statement, (list(owners),))
            count += cursor.rowcount
    return count


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(model: type[Model], name: str) -> str:
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    return connection.ops.quote_name(columns[name])
