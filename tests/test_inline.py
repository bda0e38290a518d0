"""Jobs queued in a test run in the test."""

import pytest

from shuren.kernel.events.models import Announcement
from tests.inline import queued, run_jobs


@pytest.mark.django_db
def test_nothing_queued_means_nothing_runs() -> None:
    assert run_jobs() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("once_more", [1, 2])
def test_a_transactional_test_leaves_neither_rows_nor_jobs(once_more: int) -> None:
    from procrastinate.contrib.django import app

    assert Announcement.objects.count() == 0
    assert queued() == []
    app.tasks["events.handle"].defer(announcement_id=1, handler="nobody")
    Announcement.objects.create(type="x", payload={}, at="2026-01-01T00:00+08:00")
    assert queued() == ["events.handle"]
    with pytest.raises(Exception, match=r"Announcement matching query|nobody"):
        run_jobs()
