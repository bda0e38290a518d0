"""What is wrong with some registrations of the demo region, as older systems leave it; the registry finds it: 问题学籍.

Only pupils of a last grade are touched, of whom no other story is told. At the told school nothing is wrong for which
its own list of pupils would be refused.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from shuren.kernel.identifiers.resident import check_character
from shuren.kernel.periods import AcademicYear
from shuren.modules.registry.rules.problems import OLDER_BY
from shuren.site.actors import MIGRATION
from shuren.spine.orgs.models import Org
from shuren.spine.people import api as people
from shuren.spine.people.models import Enrolment, Movement
from shuren.spine.people.rules import SUSPENDED, MovementKind, Stage

STAGES = (Stage.PRIMARY, Stage.JUNIOR)
OVERDUE = 9  # of so many suspensions one is over, and the pupil has not come back
FIRST_ORDER, ORDERS = 900, 49  # such numbers are dealt to staff, who were born in other years

Spoil = Callable[[Enrolment, int], None]


def leave(schools: list[Org], told: Org, today: date) -> int:
    """Spoil what is registered at two of three schools, all kinds in turn; return how many registrations."""
    kinds, spoilt = (*ANYWHERE, *ELSEWHERE), 0
    for number, school in enumerate(schools):
        chosen = ANYWHERE if school.pk == told.pk else (kinds[number % len(kinds)],) if number % 3 else ()
        for spoil, row in zip(chosen, _last_grade(school, today), strict=False):
            spoil(row, number)
            spoilt += 1
    return spoilt


def _last_grade(school: Org, today: date) -> list[Enrolment]:
    year = AcademicYear.of(today).first
    last = [Q(stage=stage, entry_year=year - people.STAGE_YEARS[stage] + 1) for stage in STAGES]
    rows = Enrolment.objects.within(school.path).filter(last[0] | last[1], left_on=None, status="01")
    return list(rows.filter(person__id_type="1").select_related("person").order_by("id")[: len(ANYWHERE)])


def _temporary(row: Enrolment, number: int) -> None:
    """The number of the first year was never made formal."""
    del number
    _write(row, national_no=f"L34{row.person_id:010d}", national_index=None)


def _differs(row: Enrolment, number: int) -> None:
    """The registry number was made from an identity number that has been replaced since."""
    _write(row, national_no=f"G{_identity_number(row, row.born_on, number)}", national_index=None)


def _age(row: Enrolment, number: int) -> None:
    """A child who came to school years later than others."""
    born_on = row.born_on.replace(year=row.born_on.year - OLDER_BY - 1, day=min(row.born_on.day, 28))
    id_no = _identity_number(row, born_on, number)
    _write(row.person, id_no=id_no, id_index=None, born_on=born_on)
    _write(row, national_no=f"G{id_no}", national_index=None, born_on=born_on)


def _missing(row: Enrolment, number: int) -> None:
    """An identity card is told, its number is not."""
    _temporary(row, number)
    _write(row.person, id_no=None, id_index=None)


def _number(row: Enrolment, number: int) -> None:
    """The day of birth was entered a day late."""
    del number
    born_on = row.born_on + timedelta(days=1)
    for registered in (row, row.person):
        _write(registered, born_on=born_on)


ANYWHERE: tuple[Spoil, ...] = (_temporary, _differs, _age)
ELSEWHERE: tuple[Spoil, ...] = (_missing, _number)


def _write(registered: Any, **values: Any) -> None:
    """Change a row; blind indexes are computed anew where they are named."""
    for name, value in values.items():
        setattr(registered, name, value)
    registered.save(update_fields=list(values))


def _identity_number(row: Enrolment, born_on: date, number: int) -> str:
    """Return a well-formed number that nobody else has."""
    order = FIRST_ORDER + 2 * (number % ORDERS) + (row.sex == "1")
    first17 = f"{row.person.id_no.reveal()[:6]}{born_on:%Y%m%d}{order}"
    return first17 + check_character(first17)


def suspend(today: date) -> int:
    """Say since when those are suspended who are; return of how many."""
    rows = Enrolment.objects.within("").filter(left_on=None, status=SUSPENDED).order_by("id")
    told = [_suspension(row, number, today) for number, row in enumerate(rows)]
    return len(Movement.objects.bulk_create(told))


def _suspension(row: Enrolment, number: int, today: date) -> Movement:
    began = today - timedelta(days=400 if number % OVERDUE == 0 else 40 + number % 200)
    on = max(began, row.entered_on + timedelta(days=20))
    return Movement(
        org_path=row.org_path, school_id=row.school_id, person_id=row.person_id, kind=MovementKind.SUSPENDED,
        on=on, until=on + timedelta(days=365), reason="19", entered_by=MIGRATION,
    )  # fmt: skip
