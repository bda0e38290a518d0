"""A school with a class, its pupils, their head and a guardian; an app that may read them, with a token."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.apps.models import App
from shuren.modules.rostering.rules.binding import BASE, CORE, DEMOGRAPHICS, FULL
from shuren.spine.orgs.models import Org, SchoolClass
from shuren.spine.people.models import Enrolment, Guardianship, Post
from tests.modules.apps import admitted
from tests.modules.sso import entrances
from tests.spine.people import factories
from tests.world import World

TESTS = Actor("system:tests", "tests", "system", "", frozenset())
GROUPS = ("pupil:primary:3", "guardian:primary:3", "staff")
ALL = {
    "name": "duty", "role": "duty", "school": "duty", "grade": "duty", "class": "duty", "student_no": "duty",
    "national_no": "duty", "sex": "duty", "birth_year": "duty", "staff_no": "contract", "subject": "contract",
    "phone": "consent", "children": "duty",
}  # fmt: skip
EVERY = f"{CORE} {FULL} {DEMOGRAPHICS}"


@dataclass
class School:
    """One class of the third grade, with a head, at a school."""

    org: Org
    group: SchoolClass
    pupils: list[Enrolment]
    head: Post
    tie: Guardianship


def a_school(org: Org, names: tuple[str, ...] = ("郑小树", "欧阳娜娜", "林木"), head: str = "宋教") -> School:
    """Furnish a school: a class that is in the third grade this year."""
    year = timezone.localdate().year if timezone.localdate().month >= 9 else timezone.localdate().year - 1
    with scope_of(TESTS):
        group = factories.school_class(
            org, f"{year - 2}01", name="三（1）班", entry_year=year - 2, homeroom_teacher=head
        )
        pupils = [factories.enrolment(org, name, school_class=group, entry_year=year - 2) for name in names]
        post = factories.post(org, head)
        tie = factories.guardianship(pupils[0], "郑家")
        return School(org, group, pupils, post, tie)


def an_app(world: World, code: str = "reading", **values: Any) -> App:
    audiences, stages = ["pupil", "guardian", "staff"], ["primary"]
    return admitted.app(world, code, **{"items": ALL, "audiences": audiences, "stages": stages, **values})


def granted(app: App, org: Org, *items: str, groups: tuple[str, ...] = GROUPS, **values: Any) -> Any:
    """Switch an app on with some items, or with all."""
    return admitted.switched(app, org, groups, items=sorted(items or ALL), **values)


@dataclass
class Reader:
    """The app's own program."""

    token: str

    def asks(self, address: str, **given: object) -> Any:
        return Client().get(f"{BASE}{address}", given, headers={"Authorization": f"Bearer {self.token}"})

    def reads(self, address: str, **given: object) -> list[dict[str, Any]]:
        """Return the objects of a collection."""
        answer = self.asks(address, **given)
        assert answer.status_code == 200, answer.content.decode()
        (found,) = answer.json().values()
        return list(found)

    def one(self, address: str, **given: object) -> dict[str, Any]:
        answer = self.asks(address, **given)
        assert answer.status_code == 200, answer.content.decode()
        (found,) = answer.json().values()
        return dict(found)


def reader(app: App, scope: str = EVERY, **values: Any) -> Reader:
    """Return the app's program with a token of its own, got at the token endpoint."""
    site = entrances.by_post(app, may_serve=True, **values)
    told = site.posts({"grant_type": "client_credentials", "scope": scope, **site.named()})
    assert told.status_code == 200, told.content.decode()
    return Reader(told.json()["access_token"])


def called(objects: list[dict[str, Any]]) -> set[str]:
    """Return the full names that are told."""
    return {one["metadata"]["fullName"] for one in objects if "metadata" in one}


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)
