"""What the building of the demo region announces is handled while it is built, once, and leaves no job behind."""

import pytest
from django.db import connection, transaction

from shuren.kernel.events.actions import announce
from shuren.kernel.events.models import Handled
from shuren.kernel.measures.models import Mark
from shuren.kernel.tabular.events import BatchApplied
from shuren.kernel.tabular.models import Batch
from shuren.site.demo import announced


@pytest.fixture
def applied(world) -> Batch:
    with transaction.atomic():
        told = {"workbook": "conditions", "tables": [], "org_path": world.school.path, "period": "2018"}
        announce(BatchApplied(batch_id=7, **told))
    return Batch(pk=7)


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


def test_an_applied_file_is_handled_by_itself(world, applied):
    announced.settle_batch(applied)
    assert list(Mark.objects.values_list("year", "org_path")) == [(2018, world.school.path)]


def test_what_is_left_is_handled_once_and_its_jobs_are_taken_back(world, applied):
    assert jobs()
    told = announced.settle()
    assert (told, jobs()) == (str(Handled.objects.count()), 0)
    assert Mark.objects.count() == 1
    Mark.objects.all().delete()
    assert announced.settle() == told
    assert not Mark.objects.exists()
