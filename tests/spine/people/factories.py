"""Small registers in the world's schools. Whoever writes persons opens the wall first: use the `wall_open` fixture."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from shuren.kernel import pinyin
from shuren.kernel.identifiers.resident import check_character
from shuren.spine.orgs.models import Org, SchoolClass
from shuren.spine.people.models import Enrolment, Guardianship, Movement, Person, Post

ENTERED_AT = datetime(2026, 9, 2, 8, 0, tzinfo=UTC)
_numbers = count(1)


def id_number(born_on: date, *, male: bool = True, serial: int | None = None) -> str:
    """Return a sound resident ID of 合肥庐阳区; a serial that is given never meets one that is counted."""
    number = next(_numbers) % 400 if serial is None else 400 + serial % 99
    first = f"340102{born_on:%Y%m%d}{number * 2 + (1 if male else 0):03d}"
    return first + check_character(first)


def _named(name: str) -> dict[str, str]:
    return {"name": name, "name_key": pinyin.sort_key(name), "initials": pinyin.initials(name)}


def _placed(school: Org) -> dict[str, Any]:
    return {"org_path": school.path, "school": school, "county": school.county, "city": school.city}


def _entered() -> dict[str, Any]:
    return {"entered_by": "李录", "entered_at": ENTERED_AT}


def person(school: Org, name: str = "张小明", **values: Any) -> Person:
    born_on = values.pop("born_on", date(2017, 3, 1))
    id_no = values.pop("id_no", None) or id_number(born_on)
    facts = {"sex": "1", "id_type": "1", "ethnic": "01", **values}
    return Person.objects.create(
        org_path=school.path, born_on=born_on, id_no=id_no, **_named(name), **facts, **_entered()
    )


def enrolment(school: Org, name: str = "张小明", *, of: Person | None = None, **values: Any) -> Enrolment:
    pupil = of or person(school, name)
    number = values.pop("school_no", f"{next(_numbers):06d}")
    facts = {
        "stage": "primary",
        "entry_year": 2024,
        "entered_on": date(2024, 9, 1),
        "status": "01",
        "study_mode": "1",
        "national_no": f"G{pupil.id_no.reveal()}",
        **values,
    }
    return Enrolment.objects.create(
        person=pupil,
        school_no=number,
        sex=pupil.sex,
        born_on=pupil.born_on,
        **_named(pupil.name),
        **_placed(school),
        **_entered(),
        **facts,
    )


def post(school: Org, name: str = "刘老师", *, of: Person | None = None, **values: Any) -> Post:
    teacher = of or person(school, name, born_on=date(1985, 5, 5))
    facts = {
        "staff_no": f"T{next(_numbers):05d}",
        "staff_kind": "1",
        "status": "11",
        "education": "21",
        "title": "053",
        "stage": "primary",
        "subject": "13",
        "from_on": date(2010, 9, 1),
        **values,
    }
    return Post.objects.create(
        person=teacher, sex=teacher.sex, **_named(teacher.name), **_placed(school), **_entered(), **facts
    )


def guardianship(child: Enrolment, name: str = "张父", *, phone: str = "13812345678", **values: Any) -> Guardianship:
    grown = person(child.school, name, born_on=date(1988, 1, 1))
    facts = {"relation": "51", **values}
    return Guardianship.objects.create(
        child=child.person,
        guardian=grown,
        child_name=child.name,
        phone=phone,
        **_named(name),
        **_placed(child.school),
        **_entered(),
        **facts,
    )


def movement(pupil: Enrolment, **values: Any) -> Movement:
    facts = {"kind": "suspended", "on": date(2026, 9, 7), "until": date(2027, 9, 1), "entered_by": "李录", **values}
    return Movement.objects.create(org_path=pupil.org_path, school=pupil.school, person=pupil.person, **facts)


def school_class(school: Org, code: str = "202401", **values: Any) -> SchoolClass:
    facts = {"name": "2024级1班", "stage": "primary", "entry_year": 2024, "years": 6, "kind": "10", **values}
    return SchoolClass.objects.create(code=code, opened_on=date(2024, 9, 1), **_placed(school), **_entered(), **facts)
