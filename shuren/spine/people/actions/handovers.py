"""Pupils and staff follow their school when it is merged or split: the time at the old one ends, one at the new begins.

Rows say which change of the tree ended and which began them, so a change that was a mistake is taken back whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext_noop
from psycopg import sql

from shuren.kernel.actors import system_actor
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular.staging import execute, fields_of
from shuren.spine.people.models import Enrolment, Post
from shuren.spine.people.permissions import record_people
from shuren.spine.people.queries.nodes import place_at

if TYPE_CHECKING:
    from django.db.models import Model

    from shuren.kernel.actors import Actor
    from shuren.kernel.holdings import Handover

MOVER = system_actor("people.handover", "人员随学校变动转移", record_people)
PLACE = ("org_path", "school_id", "county_id", "city_id")
FREE_NUMBER = """
CASE WHEN EXISTS (SELECT FROM {table} x WHERE x.school_id = %(target)s AND x.{end} IS NULL AND x.{number} = m.{number})
THEN left(m.{number}, 9) || '-' || %(change)s ELSE m.{number} END
"""
PERSONS = """
UPDATE people_person p SET org_path = %(to_path)s
WHERE p.org_path >= %(from_path)s AND p.org_path < %(from_path)s || '~' AND p.id IN (
  SELECT person_id FROM moving UNION
  SELECT g.guardian_id FROM people_guardianship g JOIN moving m ON m.person_id = g.child_id)
"""
TIES = """
UPDATE people_guardianship g SET org_path = %(to_path)s, school_id = %(to_school)s, county_id = %(county)s,
       city_id = %(city)s
FROM moving m WHERE m.person_id = g.child_id AND g.school_id = %(from_school)s
"""


@dataclass(frozen=True)
class Spell:
    """How a model tells when a person's time at a school began and ended, and what it writes when it ends."""

    model: type[Model]
    begin: str
    end: str
    number: str
    ended: dict[str, str]
    by_class: bool

    def names(self) -> dict[str, sql.Composable]:
        table = self.model._meta.db_table
        names = {"table": table, "begin": self.begin, "end": self.end, "number": self.number}
        return {name: sql.Identifier(value) for name, value in names.items()}

    def run(self, statement: str, values: dict[str, Any], **more: sql.Composable) -> int:
        return int(execute(sql.SQL(statement).format(**self.names(), **more), values).rowcount)


ENROLMENTS = Spell(
    Enrolment,
    "entered_on",
    "left_on",
    "school_no",
    {"status": "10", "left_reason": gettext_noop("随机构变动转出")},
    True,
)
POSTS = Spell(Post, "from_on", "to_on", "staff_no", {"left_reason": gettext_noop("随机构变动调出")}, by_class=False)


def hand_over_enrolments(order: Handover, actor: Actor) -> int:
    """Move the pupils of a school, or of some of its classes; return how many."""
    return _hand_over(ENROLMENTS, order, actor)


def hand_over_posts(order: Handover, actor: Actor) -> int:
    """Move the staff of a whole school; return how many. Staff do not go with single classes."""
    return _hand_over(POSTS, order, actor) if order.groups is None else 0


def take_back_enrolments(change_id: int, actor: Actor) -> int:
    return _take_back(ENROLMENTS, change_id, actor)


def take_back_posts(change_id: int, actor: Actor) -> int:
    return _take_back(POSTS, change_id, actor)


def _hand_over(spell: Spell, order: Handover, actor: Actor) -> int:
    target = place_at(order.target_id)
    values = {
        "source": order.source_id,
        "target": order.target_id,
        "change": order.change_id,
        "on": order.on,
        "groups": list(order.groups) if order.groups is not None else None,
        "who": actor.name,
    }
    chosen = "m.{end} IS NULL AND m.school_id = %(source)s"
    if spell.by_class and order.groups is not None:
        chosen += " AND m.school_class_id = ANY(%(groups)s)"
    with scope_of(MOVER):
        gather(spell, chosen, values)
        ended = ", ".join(f"{field} = '{value}'" for field, value in spell.ended.items())
        spell.run(
            f"UPDATE {{table}} t SET {{end}} = greatest(t.{{begin}}, %(on)s), {ended}, closed_by_id = %(change)s"  # noqa: S608  constants
            " FROM moving m WHERE m.id = t.id",
            values,
        )
        moved = open_at(spell, target, values)
        follow(spell, order.source_id, order.source_path, order.target_id, target)
    return moved


def gather(spell: Spell, chosen: str, values: dict[str, Any]) -> None:
    """Lay the rows that are to move aside, in a table that lasts as long as the transaction."""
    execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.moving"))
    spell.run(f"CREATE TEMP TABLE moving ON COMMIT DROP AS SELECT m.* FROM {{table}} m WHERE {chosen}", values)  # noqa: S608


def open_at(
    spell: Spell, target: dict[str, Any], values: dict[str, Any], own: Mapping[str, sql.Composable] | None = None
) -> int:
    """Begin a time at the target for each row gathered, as it was but for its place and the columns in `own`."""
    fresh = {
        **{name: sql.Literal(target[name]) for name in PLACE},
        spell.begin: sql.SQL("%(on)s"),
        spell.end: sql.SQL("NULL"),
        spell.number: sql.SQL(FREE_NUMBER).format(**spell.names()),
        "left_reason": sql.SQL("''"),
        "opened_by_id": sql.SQL("%(change)s"),
        "closed_by_id": sql.SQL("NULL"),
        "batch_id": sql.SQL("NULL"),
        "batch_row": sql.SQL("NULL"),
        "entered_by": sql.SQL("%(who)s"),
        "entered_at": sql.SQL("now()"),
        **(own or {}),
    }
    columns = [name for name in fields_of(spell.model) if name != "id"]
    chosen = [fresh.get(name, sql.SQL("m.{}").format(sql.Identifier(name))) for name in columns]
    return spell.run(
        "INSERT INTO {table} ({columns}) SELECT {chosen} FROM moving m ORDER BY m.id",
        values,
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        chosen=sql.SQL(", ").join(chosen),
    )


def follow(spell: Spell, from_school: int, from_path: str, to_school: int, target: dict[str, Any]) -> None:
    """Let the persons' own rows and, for pupils, the ties to their guardians stand where the persons are now."""
    values = {
        "from_school": from_school,
        "from_path": from_path,
        "to_school": to_school,
        "to_path": target["org_path"],
        "county": target["county_id"],
        "city": target["city_id"],
    }
    with connection.cursor() as cursor:
        cursor.execute(PERSONS, values)
        if spell is ENROLMENTS:
            cursor.execute(TIES, values)


def _take_back(spell: Spell, change_id: int, actor: Actor) -> int:
    del actor
    values = {"change": change_id}
    with scope_of(MOVER):
        gather(spell, "m.opened_by_id = %(change)s", values)
        places = execute(sql.SQL("SELECT DISTINCT school_id, org_path FROM moving")).fetchall()
        spell.run("DELETE FROM {table} t USING moving m WHERE m.id = t.id", values)
        status = sql.SQL(", status = m.status" if "status" in spell.ended else "")
        returned = spell.run(
            "UPDATE {table} t SET {end} = NULL, left_reason = '', closed_by_id = NULL{status} FROM moving m "
            "WHERE t.closed_by_id = %(change)s AND t.person_id = m.person_id",
            values,
            status=status,
        )
        homes = spell.run("SELECT 1 FROM {table} t JOIN moving m USING (person_id) WHERE t.{end} IS NULL", values)
        if homes:
            _return(spell, places)
    return returned


def _return(spell: Spell, places: list[tuple[int, str]]) -> None:
    """Send persons and ties back to where their reopened rows stand."""
    statement = sql.SQL(
        "SELECT DISTINCT t.school_id FROM {table} t JOIN moving m USING (person_id) WHERE t.{end} IS NULL"
    )
    for (home_id,) in execute(statement.format(**spell.names())).fetchall():
        for away_id, away_path in places:
            follow(spell, away_id, away_path, home_id, place_at(home_id))
