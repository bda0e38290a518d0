"""Whatever is ordered, in whatever order: the tree stays a tree, and its history has no gap and no overlap."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuren.kernel.refusals import Refused
from shuren.spine.orgs import actions
from shuren.spine.orgs.models import Change, ChangeState, Level, Org, OrgVersion, SchoolClass
from shuren.spine.orgs.rules.orders import Close, Merge, Move, Order, Rename, Split
from shuren.spine.orgs.rules.places import PARENTS
from tests.spine.orgs.factories import CLERK, FACTS, add_class, decide, opening
from tests.world import SINCE, World, build

pytestmark = pytest.mark.django_db

DEEDS = ("open", "campus", "rename", "move", "merge", "split", "close", "undo")
steps = st.tuples(st.sampled_from(DEEDS), *[st.integers(0, 30)] * 3, st.integers(-90, 900))


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(steps, min_size=1, max_size=10))
def test_any_sequence_of_changes_keeps_the_tree_and_its_history(sequence: list[tuple[str, int, int, int, int]]) -> None:
    with transaction.atomic():
        world = build()
        for school in (world.school, world.sibling, world.far_school):
            add_class(school, "01", opened_on=SINCE)
            add_class(school, "02", opened_on=SINCE)
        day = date(2010, 9, 1)
        for number, (deed, first, second, third, days) in enumerate(sequence):
            day = max(SINCE, day + timedelta(days=days))
            _try(deed, number, first, second, third, min(day, date(2025, 1, 1)))
            check_everything()
        transaction.set_rollback(True)


def _try(deed: str, number: int, first: int, second: int, third: int, on: date) -> None:
    """Order what the figures say; a refusal is a fine answer."""
    try:
        with transaction.atomic():
            if deed == "undo":
                changes = Change.objects.within("").filter(state=ChangeState.EFFECTIVE).exclude(order={})
                if change := changes.order_by("-id").first():
                    actions.undo(actor=CLERK, change=change, reason="误办")
            elif order := _order(deed, number, first, second, third):
                decide(order, on=on)
    except Refused:
        pass


def _order(deed: str, number: int, first: int, second: int, third: int) -> Order | None:
    orgs = list(Org.objects.within("").filter(closed_on=None).order_by("id"))
    one, two = orgs[first % len(orgs)], orgs[second % len(orgs)]
    alike = [org for org in orgs if org.level == one.level]
    three = alike[third % len(alike)]
    code, name = f"21340100{number:02}", f"新校{number}"
    classes = list(SchoolClass.objects.within("").filter(school=one).values_list("pk", flat=True))
    part: dict[str, Any] = {"name": name, "code": code, "facts": FACTS, "class_ids": classes[: third % 3]}
    orders: dict[str, Order] = {
        "open": opening(one, name=name, code=code),
        "campus": opening(one, name=name, code="", level="campus"),
        "rename": Rename(org_id=one.pk, name=name),
        "move": Move(org_ids=[one.pk], parent_id=two.pk),
        "merge": Merge(source_ids=[one.pk], target_id=three.pk, keep_sites=bool(second % 2)),
        "split": Split(org_id=one.pk, parts=[part], continues=bool(second % 2)),
        "close": Close(org_id=one.pk),
    }
    return orders[deed]


def check_everything() -> None:
    orgs = {org.pk: org for org in Org.objects.within("")}
    assert len({org.path for org in orgs.values()}) == len(orgs), "paths are unique"
    for org in orgs.values():
        parent = orgs.get(org.parent_id) if org.parent_id else None
        assert org.path[:-4] == (parent.path if parent else ""), "a path begins with the parent's"
        assert (parent.level if parent else "") in PARENTS[org.level]
        check_history(org)
    for one in SchoolClass.objects.within(""):
        school = orgs[one.school_id]
        assert (one.org_path, one.county_id, one.city_id) == (school.path, school.county_id, school.city_id)
        assert school.closed_on is None or one.closed_on is not None, "no open class in a closed school"
    for day in (SINCE, date(2010, 9, 1), date(2015, 1, 1), date(2026, 1, 1)):
        check_tree_on(day)


def check_history(org: Org) -> None:
    versions = list(OrgVersion.objects.within("").filter(org=org).order_by("valid_from"))
    assert versions[0].valid_from == org.opened_on
    for earlier, later in pairwise(versions):
        assert earlier.valid_to == later.valid_from, "gapless and without overlap"
    assert versions[-1].valid_to == org.closed_on
    if org.closed_on is None:
        for name in ("name", "path", "parent_id", "authority_id", "area", "school_type"):
            assert getattr(versions[-1], name) == getattr(org, name)


def check_tree_on(day: date) -> None:
    standing = OrgVersion.objects.within("").filter(valid_from__lte=day).exclude(valid_to__lte=day)
    by_path = {version.path: version for version in standing}
    assert len(by_path) == standing.count(), "on any day paths are unique"
    for version in by_path.values():
        if version.level != Level.PROVINCE:
            above = by_path.get(version.path[:-4])
            assert above is not None, "on any day every org stood under one that existed"
            assert above.org_id == version.parent_id


def test_the_check_itself_holds_for_the_world(world: World) -> None:
    assert world.school
    check_everything()
