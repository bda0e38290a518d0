"""Examples of rounds, and of what units owe in them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from shuren.modules.collection.models import Question, Return, Round
from shuren.modules.collection.rules.kinds import Ruling
from shuren.spine.orgs.models import Org
from tests.matrix.collected import a_request_of
from tests.matrix.map import example
from tests.world import World


def a_round_of(org: Org) -> Round:
    """Make a round of a request that an org has sent."""
    today = timezone.localdate()
    request = a_request_of(org)
    request.basis, request.as_of, request.opens_on = "示例", today, today
    request.due_on = request.ends_on = today + timedelta(days=9)
    request.sent_at = timezone.now()
    request.save()
    Question.objects.create(request=request, position=1, label="示例", seconds=60, ruling=Ruling.ASKED)
    made: Round = Round.objects.create(
        request=request, org_path=org.path, label="2026", as_of=today, opens_on=today, due_on=request.due_on,
        opened_at=request.sent_at,
    )  # fmt: skip
    return made


def a_return_of(org: Org) -> Return:
    made: Return = Return.objects.create(round=a_round_of(org), org=org, org_path=org.path)
    return made


@example("collection:board", "collection:figures", "collection:export_round", "collection:urge", "collection:move")
def a_round(_world: World, org: Org) -> dict[str, Any]:
    return {"round_id": a_round_of(org).pk}


@example("collection:urge_authority")
def the_units_of_an_authority(_world: World, org: Org) -> dict[str, Any]:
    return {"round_id": a_return_of(org).round_id, "org_id": org.county_id}


@example("collection:end")
def a_sent_request(_world: World, org: Org) -> dict[str, Any]:
    return {"request_id": a_round_of(org).request_id}


@example(
    "collection:sheet", "collection:carry", "collection:hand_in", "collection:take_up", "collection:send_back",
    "collection:hand_out", "collection:part_done", "collection:workbook", "collection:upload",
)  # fmt: skip
def a_return(_world: World, org: Org) -> dict[str, Any]:
    return {"return_id": a_return_of(org).pk}


@example("collection:cell")
def a_cell(_world: World, org: Org) -> dict[str, Any]:
    row = a_return_of(org)
    return {"return_id": row.pk, "question_id": row.round.request.questions.get().pk}
