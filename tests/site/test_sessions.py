"""Answers tell how long the session lasts, for the warning before it ends."""

import time

import pytest
from django.conf import settings

from tests.world import World


@pytest.mark.parametrize(("path", "left"), [("/", settings.IDLE_LOGOUT_SECONDS), ("/orgs/options/", 100)])
def test_an_answer_tells_the_seconds_left_and_a_page_that_asks_by_itself_adds_none(
    world: World, path: str, left: int
) -> None:
    client = world.client("city_official")
    session = client.session
    session["seen_at"] = int(time.time()) - settings.IDLE_LOGOUT_SECONDS + 100
    session.save()
    assert left - 10 < int(client.get(path)["Session-Left"]) <= left


def test_nobody_is_told_who_is_not_signed_in(world: World) -> None:
    client = world.client("city_official")
    client.logout()
    assert "Session-Left" not in client.get("/sign-in")
