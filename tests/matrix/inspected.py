"""Examples of rounds of checks, of what was found and of pictures."""

import io
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from shuren.kernel.actors import system_actor
from shuren.kernel.files.actions import store
from shuren.modules.inspection.models import Item, Photo, Round, Visit
from shuren.spine.orgs.models import Org
from tests.matrix.map import example
from tests.world import World

_numbers = count(1)


def a_round_of(org: Org, *, state: str = "draft") -> Round:
    """Make a round of an org with one item."""
    today, now = timezone.localdate(), timezone.now()
    made: Round = Round.objects.create(
        title=f"示例核查 {next(_numbers)}", basis="示例", org=org, org_path=org.path, from_on=today,
        until_on=today + timedelta(days=7), state=state, made_by_key="account:0", made_by_name="无名", made_at=now,
    )  # fmt: skip
    Item.objects.create(round=made, number=1, text="示例", kind="yes_no")
    return made


def a_visit_of(org: Org, *, state: str = "done") -> Visit:
    """Have an org looked at in a round of its own."""
    round_ = a_round_of(org, state="issued" if state == "done" else "draft")
    made: Visit = Visit.objects.create(round=round_, org=org, org_path=org.path, state=state)
    return made


@example("inspection:round", "inspection:change_round", "inspection:add_item", "inspection:add_units")
def a_round(_world: World, org: Org) -> dict[str, Any]:
    return {"round_id": a_round_of(org).pk}


@example("inspection:assign")
def a_round_without_units(_world: World, org: Org) -> dict[str, Any]:
    return {"round_id": a_round_of(org).pk}


@example("inspection:round_step")
def a_round_to_drop(_world: World, org: Org) -> dict[str, Any]:
    return {"round_id": a_round_of(org).pk, "name": "drop"}


@example("inspection:remove_item")
def an_item(_world: World, org: Org) -> dict[str, Any]:
    round_ = a_round_of(org)
    return {"round_id": round_.pk, "item_id": Item.objects.get(round=round_).pk}


@example("inspection:remove_unit")
def a_unit_of_a_draft(_world: World, org: Org) -> dict[str, Any]:
    visit = a_visit_of(org, state="open")
    return {"round_id": visit.round_id, "visit_id": visit.pk}


@example("inspection:visit", "inspection:paper", "inspection:answer", "planning:task_from_visit")
def what_was_found(_world: World, org: Org) -> dict[str, Any]:
    return {"visit_id": a_visit_of(org).pk}


@example("inspection:visit_step")
def a_visit_to_open_again(_world: World, org: Org) -> dict[str, Any]:
    return {"visit_id": a_visit_of(org).pk, "name": "reopen"}


@example("inspection:photo")
def a_picture(_world: World, org: Org) -> dict[str, Any]:
    visit, now = a_visit_of(org), timezone.now()
    file = store(actor=system_actor("tests", "测试"), name="示例.jpg", content=io.BytesIO(b"\xff\xd8\xff\xd9"))
    made = Photo.objects.create(
        key=uuid4(), visit=visit, item=Item.objects.get(round=visit.round_id), file=file, width=1, height=1, at=now,
        received_at=now, phone="", by_key="account:0", by_name="无名",
    )  # fmt: skip
    return {"photo_id": made.pk}
