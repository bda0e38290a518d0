"""One child in the third grade of 高新小学, whose guardian has an account."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def child(world: Any) -> Iterator[Any]:
    """The guardian's child, in the third grade."""
    from shuren.kernel.actors import Actor
    from shuren.kernel.rowsecurity import scope_of
    from shuren.spine.people.models import PersonAccount
    from tests.spine.people import factories

    with scope_of(Actor("system:tests", "tests", "system", "", frozenset())):
        group = factories.school_class(world.far_school, name="三（1）班")
        pupil = factories.enrolment(world.far_school, "郑小树", school_class=group)
        tie = factories.guardianship(pupil, "郑家")
        PersonAccount.objects.create(account=world.accounts["guardian"], person=tie.guardian)
        yield pupil
