"""Several who issue at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from shuren.spine.certificates.actions.issuing import AlreadyCertified
from shuren.spine.certificates.models import Certificate
from shuren.spine.identity.models import Root, UnitCertificate
from shuren.spine.people.models import Enrolment
from tests.spine.certificates.factories import ONCE, PRESENCE, issued

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(times: int, issue: Callable[[], Any]) -> list[str]:
    """Have several threads issue; return the numbers, or "refused"."""

    def one(_number: int) -> str:
        try:
            return str(issue().number)
        except AlreadyCertified:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(one, range(times)))


def test_numbers_have_no_gap_and_the_unit_one_certificate(pupil: Enrolment) -> None:
    numbers = at_once(4, lambda: issued(pupil, kind=PRESENCE))
    assert [number[-4:] for number in numbers] == ["0001", "0002", "0003", "0004"]
    assert (Root.objects.count(), UnitCertificate.objects.within("").count()) == (1, 1)


def test_where_one_is_enough_the_others_are_told(pupil: Enrolment) -> None:
    numbers = at_once(3, lambda: issued(pupil, kind=ONCE))
    assert numbers[1:] == ["refused", "refused"]
    (only,) = Certificate.objects.within("")
    assert only.number.endswith("-0001")
