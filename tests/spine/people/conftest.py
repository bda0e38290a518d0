from collections.abc import Iterator
from typing import Any

import pytest

from shuren.kernel.actors import system_actor
from shuren.kernel.rowsecurity import scope_of


@pytest.fixture
def wall_open(world: Any) -> Iterator[Any]:
    """The world, with the database's wall open to the test itself; pages open and close it for their own actor."""
    with scope_of(system_actor("tests", "测试")):
        yield world
