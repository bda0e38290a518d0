"""The database's own wall: what raw SQL sees and may write, with and without a scope."""

import pytest
from django.db import DatabaseError, connection, transaction

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people.models import Enrolment, Guardianship, Movement, Person, Post
from tests.spine.people import factories

WALLED = ("people_person", "people_enrolment", "people_post", "people_guardianship", "people_movement")


def counted(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def fill(world):
    with scope_of(system_actor("tests", "测试")):
        for school in (world.school, world.sibling, world.far_school):
            pupil = factories.enrolment(school)
            factories.guardianship(pupil)
            factories.post(school)
            factories.movement(pupil)


def test_the_role_of_the_platform_is_no_superuser_and_cannot_bypass_the_wall(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


@pytest.mark.parametrize("table", WALLED)
def test_every_table_of_persons_is_walled_in_for_its_owner_too(db, table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [table])
        assert cursor.fetchone() == (True, True)


@pytest.mark.parametrize("table", WALLED)
def test_a_session_without_a_scope_sees_nothing(world, table):
    fill(world)
    assert counted(table) == 0


@pytest.mark.parametrize(("node", "schools"), [("school", 1), ("county", 2), ("zone", 1), ("city", 3), ("campus", 0)])
def test_raw_sql_sees_the_rows_at_and_below_the_actors_node(world, node, schools):
    fill(world)
    with scope_of(Actor("account:1", "x", "registrar", world.org(node).path, frozenset())):
        assert [counted(table) for table in WALLED] == [3 * schools, schools, schools, schools, schools]


def test_a_forgotten_visible_to_shows_only_what_the_wall_lets_through(world):
    fill(world)
    with scope_of(world.actor("registrar")):
        forgotten = Person.objects.within("")
        assert {row.org_path for row in forgotten} == {world.school.path}
    assert not Person.objects.within("").exists()


def test_leaving_a_block_puts_back_what_held_before(world):
    fill(world)
    with scope_of(world.actor("county_official")):
        with scope_of(world.actor("registrar")):
            assert counted("people_enrolment") == 1
        assert counted("people_enrolment") == 2
    assert counted("people_enrolment") == 0


def test_a_failed_transaction_leaves_the_wall_as_it_was(world):
    fill(world)
    everybody = scope_of(system_actor("tests", "测试"))
    with pytest.raises(DatabaseError), transaction.atomic(), everybody, connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert counted("people_enrolment") == 0


def test_nobody_writes_a_row_outside_their_scope(world):
    with scope_of(world.actor("registrar")), pytest.raises(DatabaseError, match="row-level security"):
        factories.person(world.sibling)


def test_nobody_moves_a_row_out_of_their_scope(world):
    fill(world)
    with scope_of(world.actor("registrar")), pytest.raises(DatabaseError, match="row-level security"):
        Person.objects.within("").update(org_path=world.far_school.path)


def test_every_model_with_a_wall_is_one_of_persons():
    assert {model._meta.db_table for model in (Person, Enrolment, Post, Guardianship, Movement)} == set(WALLED)
