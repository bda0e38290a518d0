"""An app in use at the school, and a teacher in front of a browser."""

from typing import Any

import pytest


@pytest.fixture
def app(world: Any) -> Any:
    from tests.modules.sso import entrances

    return entrances.an_app(world)


@pytest.fixture
def site(app: Any) -> Any:
    from tests.modules.sso import entrances

    return entrances.by_post(app)


@pytest.fixture
def browser(world: Any) -> Any:
    from tests.modules.sso import entrances

    return entrances.signed_in(world)
