from typing import Any

import pytest


@pytest.fixture
def office(world: Any) -> Any:
    """The city's office, ready to issue papers: its letterhead."""
    from tests.modules.office import staff

    return staff.letterhead(world)


@pytest.fixture
def colleague(world: Any) -> Any:
    """A second official of the city."""
    from tests.modules.office import staff

    return staff.holder("city_official", world.city, "章处")


@pytest.fixture
def county_leader(world: Any) -> Any:
    from tests.modules.office import staff

    return staff.holder("unit_leader", world.county, "东局")
