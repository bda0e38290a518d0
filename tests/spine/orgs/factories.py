"""Short ways to order changes in tests."""

from datetime import date
from typing import Any

import pytest

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.holdings import HOLDINGS, Handover, Holding
from shuren.spine.orgs import actions
from shuren.spine.orgs.models import Change, Org, OrgVersion, SchoolClass
from shuren.spine.orgs.permissions import change_orgs
from shuren.spine.orgs.rules.orders import Open, Order, Paper

CLERK = system_actor("tests", "测试", change_orgs)
DAY = date(2018, 9, 1)
LATER = date(2020, 9, 1)
FACTS = {"school_type": "211", "division_code": "340123", "urban_rural": "121", "organizer": "831"}


def decide(order: Order, *, on: date = DAY, by: Actor = CLERK, **paper: Any) -> Change:
    return actions.decide(actor=by, order=order, paper=Paper(on=on, **paper))


def opening(
    parent: Org, *, name: str = "西山小学", code: str = "2134000009", level: str = "school", **facts: Any
) -> Open:
    known = FACTS if level == "school" else {}
    return Open(level=level, parent_id=parent.pk, name=name, code=code, facts={**known, **facts})


def open_org(parent: Org, *, on: date = DAY, **values: Any) -> Org:
    change = decide(opening(parent, **values), on=on)
    return Org.objects.within("").get(effects__change=change)


def fresh(org: Org) -> Org:
    found: Org = Org.objects.within("").get(pk=org.pk)
    return found


def versions(org: Org) -> list[OrgVersion]:
    return list(OrgVersion.objects.within("").filter(org=org).order_by("valid_from"))


def add_class(school: Org, code: str = "201801", *, opened_on: date = date(2018, 9, 1)) -> SchoolClass:
    made: SchoolClass = SchoolClass.objects.create(
        school=school, org_path=school.path, county_id=school.county_id, city_id=school.city_id, code=code,
        name=f"{code}班", stage="primary", entry_year=2018, years=6, kind="000", opened_on=opened_on,
    )  # fmt: skip
    return made


class Keeper:
    """A package above the tree that keeps pupils; it writes down what it was asked."""

    def __init__(self, *, held: int = 0, moves: int = 0, at: str = "") -> None:
        self.held, self.moves, self.at = held, moves, at
        self.handed: list[Handover] = []
        self.taken_back: list[int] = []

    def count(self, path: str, day: date) -> int:
        assert day
        return self.held if not self.at or path == self.at else 0

    def hand_over(self, order: Handover, actor: Actor) -> int:
        assert actor == actions.clerk
        self.handed.append(order)
        return self.moves if order.groups is None else len(order.groups)

    def take_back(self, change_id: int, actor: Actor) -> int:
        assert actor == actions.clerk
        self.taken_back.append(change_id)
        return self.moves

    def declare(self, monkeypatch: pytest.MonkeyPatch, *, takes_back: bool = True) -> None:
        held = Holding(
            "tests.pupils", label="学生", count=self.count, are_persons=True, hand_over=self.hand_over,
            take_back=self.take_back if takes_back else None,
        )  # fmt: skip
        monkeypatch.setitem(HOLDINGS._items, held.name, held)
