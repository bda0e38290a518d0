"""Examples of records that may be one person, and of merges."""

from typing import Any

from django.utils import timezone

from shuren.kernel import rowsecurity
from shuren.kernel.actors import system_actor
from shuren.spine.orgs.models import Org
from shuren.spine.people.models import Doubt, Merge, Question
from tests.matrix.map import example
from tests.spine.people.factories import person
from tests.world import World

KEEPER = system_actor("tests", "测试")


def a_doubt_at(org: Org) -> Doubt:
    """Make two records of an org that may be one person."""
    one, other = person(org), person(org)
    made: Doubt = Doubt.objects.create(
        org_path=org.path, first=one, second=other, verdict="likely", bits=30.0, levels={"name": "equal"},
        way="review", found_at=timezone.now(),
    )  # fmt: skip
    return made


@example("people:double", "people:ask_schools")
def a_doubt(_world: World, org: Org) -> dict[str, Any]:
    with rowsecurity.scope_of(KEEPER):
        return {"double_id": a_doubt_at(org).pk}


@example("people:question")
def a_question(_world: World, org: Org) -> dict[str, Any]:
    with rowsecurity.scope_of(KEEPER):
        doubt = a_doubt_at(org)
        asked = Question.objects.create(
            org_path=org.path, doubt=doubt, person=doubt.first, told="示例", asked_by="示例", asked_at=timezone.now()
        )
        return {"question_id": asked.pk}


def a_merge_at(org: Org) -> int:
    doubt = a_doubt_at(org)
    made = Merge.objects.create(
        org_path=org.path, doubt=doubt, kept=doubt.first, gone=doubt.second, reason="示例", asked_by="示例",
        asked_by_key="account:0", asked_at=timezone.now(),
    )  # fmt: skip
    return int(made.pk)


@example("people:merge")
def a_merge(_world: World, org: Org) -> dict[str, Any]:
    with rowsecurity.scope_of(KEEPER):
        return {"merge_id": a_merge_at(org)}


@example("people:decide_merge")
def a_decision(_world: World, org: Org) -> dict[str, Any]:
    with rowsecurity.scope_of(KEEPER):
        return {"merge_id": a_merge_at(org), "step": "approve"}
