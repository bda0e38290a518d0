"""The world's school with a class, an app that may read all there is of it, and the app's program."""

from typing import Any

import pytest


@pytest.fixture
def school(world: Any) -> Any:
    from tests.modules.rostering import rosters

    return rosters.a_school(world.school)


@pytest.fixture
def app(world: Any) -> Any:
    from tests.modules.rostering import rosters

    return rosters.an_app(world)


@pytest.fixture
def reader(app: Any) -> Any:
    from tests.modules.rostering import rosters

    return rosters.reader(app)
