from datetime import date
from typing import Any

import pytest

from shuren.kernel.audit import queries as audit
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import queries
from shuren.kernel.cases.successors import open_at
from shuren.kernel.refusals import Forbidden
from shuren.kernel.workflow.actions import NotNow, ReasonMissing
from shuren.site.cases import permissions
from shuren.spine.orgs import actions
from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.models import Change, ChangeState, Org, OrgVersion, SchoolClass
from shuren.spine.orgs.rules.orders import Alter, Close, Correct, Merge, Move, Order, Rename, Split
from tests.kernel.cases.leave import Leave
from tests.spine.orgs.factories import CLERK, FACTS, LATER, Keeper, add_class, decide, fresh, open_org, opening
from tests.world import World

MARKS = ("entered_at", "steps_taken", "id")


def picture() -> list[Any]:
    """Everything the tree consists of, without the counter of paths, which never goes back."""
    pictures = []
    for model in (Org, OrgVersion, SchoolClass):
        names = [field.attname for field in model._meta.concrete_fields if field.name not in MARKS]
        pictures.append(sorted(map(str, model.objects.within("").values_list(*names))))
    return pictures


def undo(change: Change) -> Change:
    return actions.undo(actor=CLERK, change=change, reason="误办")


@pytest.mark.parametrize(
    "kind", ["open", "rename", "alter", "correct", "move", "county", "merge", "new", "split", "close"]
)
def test_undoing_leaves_everything_as_it_was(world: World, kind: str) -> None:
    one, two = add_class(world.sibling, "01"), add_class(world.sibling, "02")
    add_class(world.school, "01")
    new = {"level": "school", "parent_id": world.county.pk, "name": "新校", "code": "3134000010", "facts": FACTS}
    parts = [{"name": f"分校{one.pk}", "code": f"313400002{n}", "facts": FACTS, "class_ids": [one.pk]}
             for n, one in enumerate((one, two))]  # fmt: skip
    order: Order = {
        "open": opening(world.county),
        "rename": Rename(org_id=world.school.pk, name="甲小学"),
        "alter": Alter(org_id=world.school.pk, facts={"organizer": "999", "credit_code": "12100000400000624D"}),
        "correct": Correct(org_id=world.school.pk, facts={"name": "甲小学", "address": "某路"}),
        "move": Move(org_ids=[world.sibling.pk, world.school.pk], parent_id=world.zone.pk),
        "county": Move(org_ids=[world.county.pk], parent_id=world.province.pk),
        "merge": Merge(source_ids=[world.school.pk], target_id=world.sibling.pk, name="联合校", keep_sites=True),
        "new": Merge(source_ids=[world.school.pk, world.sibling.pk], new=new),
        "split": Split(org_id=world.sibling.pk, parts=parts, continues=False),
        "close": Close(org_id=world.far_school.pk),
    }[kind]
    before = picture()
    change = decide(order)
    assert picture() != before
    assert undo(change).state == ChangeState.UNDONE
    assert picture() == before


def test_undoing_a_change_of_the_same_day_restores_that_day(world: World) -> None:
    decide(Rename(org_id=world.school.pk, name="甲小学"))
    before = picture()
    undo(decide(Rename(org_id=world.school.pk, name="乙小学")))
    assert picture() == before


def test_only_the_latest_can_be_undone(world: World) -> None:
    first = decide(Rename(org_id=world.school.pk, name="甲小学"))
    second = decide(Rename(org_id=world.school.pk, name="乙小学"), on=LATER)
    with pytest.raises(no.DependedOn) as told:
        undo(first)
    assert "甲小学更名为乙小学" in told.value.sentence
    undo(second)
    undo(first)
    assert fresh(world.school).name == "东山小学"


def test_a_move_is_not_undone_once_something_opened_below(world: World) -> None:
    moved = decide(Move(org_ids=[world.county.pk], parent_id=world.province.pk))
    opened = decide(opening(fresh(world.county)))
    with pytest.raises(no.DependedOn):
        undo(moved)
    undo(opened)
    undo(moved)


def test_an_opening_is_not_undone_once_something_was_entered(world: World) -> None:
    change = decide(opening(world.county))
    one = add_class(Org.objects.within("").get(code="2134000009"))
    with pytest.raises(no.UsedSince):
        undo(change)
    SchoolClass.objects.within("").filter(pk=one.pk).delete()
    undo(change)
    open_org(world.county)  # its number is free again


@pytest.mark.parametrize("keep_sites", [False, True])
def test_cases_under_way_go_along_and_come_back(world: World, keep_sites: bool) -> None:
    form = {"days": 3}
    case = cases.apply(actor=world.actor("registrar"), type_code=Leave.code, form=form)
    merged = decide(Merge(source_ids=[world.school.pk], target_id=world.sibling.pk, keep_sites=keep_sites))
    assert open_at(world.sibling.path, LATER) == 1
    undo(merged)
    assert (open_at(world.school.path, LATER), open_at(world.sibling.path, LATER)) == (1, 0)
    assert queries.case_for(world.actor("principal"), permissions.handle_cases, case.pk) == case


def test_what_cannot_be_taken_back_keeps_a_merger(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Keeper(moves=3)
    keeper.declare(monkeypatch, takes_back=False)
    change = decide(Merge(source_ids=[world.school.pk], target_id=world.sibling.pk))
    with pytest.raises(no.CannotTakeBack):
        undo(change)
    keeper.declare(monkeypatch)
    undo(change)
    assert keeper.taken_back == [change.pk]


def test_undoing_needs_a_reason_and_is_told(world: World) -> None:
    change = decide(Rename(org_id=world.school.pk, name="甲小学"), on=date(2018, 9, 1))
    with pytest.raises(ReasonMissing):
        actions.undo(actor=CLERK, change=change, reason=" ")
    with pytest.raises(Forbidden):
        actions.undo(actor=world.actor("principal"), change=change, reason="x")
    undo(change)
    lines = [line.sentence for line in audit.about("orgs.org", world.school.pk)]
    assert any("撤销办理" in line and "误办" in line for line in lines)
    with pytest.raises(NotNow):
        undo(change)
