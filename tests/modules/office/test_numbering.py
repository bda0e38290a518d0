"""Two leaders sign at the same moment: two numbers, one after the other."""

import threading

import pytest
from django.db import connection, transaction

from shuren.modules.office.actions import letterheads
from shuren.modules.office.models import Series
from tests.world import build

YEAR = 2031


@pytest.mark.django_db(transaction=True)
def test_numbers_taken_at_once_are_neither_equal_nor_apart() -> None:
    from tests.modules.office import staff

    letterhead = staff.letterhead(build())
    taken: list[int] = []
    together = threading.Barrier(2)

    def number() -> None:
        together.wait()
        for _ in range(5):
            with transaction.atomic():
                taken.append(letterheads.next_serial(letterhead, YEAR))
        connection.close()

    threads = [threading.Thread(target=number) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 11))
    assert Series.objects.get(year=YEAR).last == 10
