"""The test bed itself."""

import pytest
from django.db import connection

from tests.world import World


def test_the_world_covers_every_role(world: World) -> None:
    assert {world.actor(role).role for role in world.accounts} == set(world.accounts)


def test_the_campus_belongs_to_the_sibling(world: World) -> None:
    assert world.campus.path.startswith(world.sibling.path)
    assert world.campus.county == world.county


@pytest.mark.django_db
def test_the_application_role_is_no_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
