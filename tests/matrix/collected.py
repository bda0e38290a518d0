"""Examples of requests, of what clears them, and of the burden of a node."""

from itertools import count
from typing import Any

from django.utils import timezone

from shuren.kernel.cases.models import Case, Party
from shuren.modules.collection.cases.clearing import Clearing
from shuren.modules.collection.models import Check, Item, Question, Request
from shuren.spine.orgs.models import Org
from tests.matrix.map import Reach, example
from tests.world import World

_numbers = count(1)


def a_request_of(org: Org) -> Request:
    """Make a request that somebody of an org has handed in to be cleared."""
    case: Case = Case.objects.create(
        type=Clearing.code, version=1, number=f"TC{next(_numbers)}", title="示例", form={}, org_path=org.path,
        applicant_key="account:0", applicant_name="无名", opened_at=timezone.now(),
    )  # fmt: skip
    Party.objects.create(case=case, number=1, org_path=org.path)
    made: Request = Request.objects.create(
        org=org, org_path=org.path, org_name=org.name, title="示例", below=org.path, case_id=case.pk,
        drafted_by_key="account:0", drafted_by_name="无名",
    )  # fmt: skip
    return made


def _question_of(row: Request) -> int:
    made = Question.objects.create(request=row, position=1, label="示例", seconds=60)
    return int(made.pk)


@example(
    "collection:request",
    "collection:add_questions",
    "collection:match",
    "collection:relate",
    "collection:copy_request",
    "collection:hand_over",
    "collection:submit",
    "collection:discard",
    "collection:coverage",
    "collection:accept_years",
    "collection:known",
    "collection:known_export",
)
def a_request(_world: World, org: Org) -> dict[str, Any]:
    return {"request_id": a_request_of(org).pk}


@example("collection:question", "collection:ask_anew", "collection:take_known", "collection:fill_gaps")
def a_question(_world: World, org: Org) -> dict[str, Any]:
    row = a_request_of(org)
    return {"request_id": row.pk, "question_id": _question_of(row)}


@example("collection:question_step")
def a_step_of_a_question(_world: World, org: Org) -> dict[str, Any]:
    row = a_request_of(org)
    return {"request_id": row.pk, "question_id": _question_of(row), "verb": "up"}


@example("collection:unrelate")
def a_relation(_world: World, org: Org) -> dict[str, Any]:
    row = a_request_of(org)
    first = Question.objects.create(request=row, position=1, label="示例", seconds=60)
    made = Check.objects.create(request=row, kind="no_more", first=first, parts=[])
    return {"request_id": row.pk, "check_id": made.pk}


@example("collection:clearing")
def a_clearing(_world: World, org: Org) -> dict[str, Any]:
    return {"case_id": a_request_of(org).case_id}


@example("collection:decide_clearing")
def a_decision(_world: World, org: Org) -> dict[str, Any]:
    return {"case_id": a_request_of(org).case_id, "verb": "back"}


@example("collection:clearing_take")
def a_question_in_clearing(_world: World, org: Org) -> dict[str, Any]:
    row = a_request_of(org)
    return {"case_id": row.case_id, "question_id": _question_of(row)}


@example("collection:burden_unit", "collection:burden_export")
def a_node_with_a_burden(_world: World, org: Org) -> dict[str, Any]:
    return {"org_id": org.pk}


def _item_of(org: Org) -> dict[str, Any]:
    code = f"E{Item.objects.count():07d}"
    return {"item_id": Item.objects.create(code=code, label="示例", kind="number", level="school", owner=org).pk}


@example("collection:item", reach=Reach.ANYWHERE)
def an_item(_world: World, org: Org) -> dict[str, Any]:
    """The dictionary is open to all who look for data."""
    return _item_of(org)


@example("collection:explain_item")
def an_item_to_explain(_world: World, org: Org) -> dict[str, Any]:
    return _item_of(org)
