"""A third grade of 东山小学: 王小树 aged 9 with a mother, 李大山 aged 15; 宋教 heads it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest


@pytest.fixture
def third(world: Any) -> Iterator[Any]:
    from shuren.kernel.actors import system_actor
    from shuren.kernel.rowsecurity import scope_of
    from shuren.spine.people.models import PersonAccount
    from tests.modules.accounts.third import ThirdGrade
    from tests.spine.people import factories

    with scope_of(system_actor("tests", "测试")):
        head = factories.post(world.school, "宋教")
        PersonAccount.objects.create(account=world.accounts["teacher"], person=head.person)
        group = factories.school_class(world.school, name="三（1）班", homeroom_teacher="宋教")
        young = factories.enrolment(world.school, "王小树", school_class=group)
        grown = factories.person(world.school, "李大山", born_on=date(2011, 3, 1))
        old = factories.enrolment(world.school, of=grown, school_class=group)
        yield ThirdGrade(group, young, old, factories.guardianship(young, "周母"), head)
