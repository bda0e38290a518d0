from pathlib import Path

import pytest


@pytest.fixture
def premises(tmp_path: Path) -> Path:
    """A filled-in template with nothing wrong in it."""
    from tests.kernel.tabular import sample

    rooms, links = sample.rooms({}, {"seats": None}), sample.links({})
    return sample.book(tmp_path / "premises.xlsx", sample.Premises, sample.NOWHERE, rooms=rooms, links=links)
