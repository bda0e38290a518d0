"""For each address with arguments: how to make what it shows, owned by a given org.

A new address of that kind gets its function here, with the plainest object that will do.
"""

from datetime import date
from typing import Any

from django.utils import timezone

from shuren.modules.conditions.permissions import fill_conditions
from shuren.modules.registry.permissions import apply_transfer
from shuren.spine.identity.models import Proposal
from shuren.spine.orgs.models import Change, ChangeState, Level, Org
from shuren.spine.people.permissions import approve_export
from tests.matrix import (
    admitted,  # noqa: F401  examples of its own
    certified,  # noqa: F401  examples of its own
    collected,  # noqa: F401  examples of its own
    connected,  # noqa: F401  examples of its own
    doubled,  # noqa: F401  examples of its own
    funded,  # noqa: F401  examples of its own
    guardians,  # noqa: F401  examples of its own
    inspected,  # noqa: F401  examples of its own
    marked,  # noqa: F401  examples of its own
    opened,  # noqa: F401  examples of its own
    owed,  # noqa: F401  examples of its own
    papers,  # noqa: F401  examples of its own
    registered,  # noqa: F401  examples of its own
    rostered,  # noqa: F401  examples of its own
    yearly,  # noqa: F401  examples of its own
)
from tests.matrix.makers import (
    a_case_at,
    a_child_of,
    a_letter_of,
    a_paper_of,
    a_plan_of,
    a_task_of,
    a_waiting_export,
    an_uploaded_file,
    city_plan,
    school_below,
)
from tests.matrix.map import EXAMPLES, Reach, example
from tests.world import SINCE, World, account, grant

__all__ = ["EXAMPLES"]


@example(
    "identity:account",
    "identity:grant_role",
    "identity:reset_password",
    "identity:reset_factors",
    "identity:disable",
    "identity:enable",
    "identity:unlock",
    "identity:why",
    "people:holder",
    "people:tie_holder",
    "people:untie_holder",
)
def an_account(_world: World, org: Org) -> dict[str, Any]:
    return {"account_id": account(f"example-{org.pk}", org=org).pk}


@example("identity:decide_proposal", "identity:withdraw_proposal")
def a_proposal(_world: World, org: Org) -> dict[str, Any]:
    made = Proposal.objects.create(
        account=account(f"example-{org.pk}", org=org), role="county_official", org=org, org_path=org.path,
        asked_by="示例", asked_by_key="account:0", asked_at=timezone.now(),
    )  # fmt: skip
    return {"proposal_id": made.pk}


@example("identity:revoke_role")
def a_grant(_world: World, org: Org) -> dict[str, Any]:
    holder = account(f"example-{org.pk}", org=org)
    return {"account_id": holder.pk, "grant_id": grant(holder, "registrar", org, since=SINCE).pk}


@example("standards:table", reach=Reach.ANYWHERE)
def a_code_table(_world: World, _org: Org) -> dict[str, Any]:
    """Nobody owns a code table: it opens to whoever is signed in."""
    return {"key": "sex"}


def _school_of(org: Org) -> Org:
    """Return the org where it is a school, else a school made below it."""
    return org if org.level == Level.SCHOOL else school_below(org)


@example("conditions:school")
def a_school(_world: World, org: Org) -> dict[str, Any]:
    return {"school_id": _school_of(org).pk}


@example("conditions:rows")
def rows_of_a_school(_world: World, org: Org) -> dict[str, Any]:
    return {"school_id": _school_of(org).pk, "year": 2018, "code": "conditions.room"}


@example("planning:school")
def a_school_to_compare(_world: World, org: Org) -> dict[str, Any]:
    return {"org_id": _school_of(org).pk}


@example("planning:figure")
def a_figure(_world: World, org: Org) -> dict[str, Any]:
    return {"code": "ICT.WIFI_FULL", "org_id": org.pk, "year": 2018}


@example("planning:board", "planning:board_workbook", "planning:board_pdf", "planning:compare", reach=Reach.ANYWHERE)
def a_plan(world: World, _org: Org) -> dict[str, Any]:
    """The city's plan concerns everybody in the city."""
    return {"code": city_plan(world)}


@example("planning:reported", reach=Reach.ANYWHERE)
def a_line_without_a_register(world: World, _org: Org) -> dict[str, Any]:
    return {"code": city_plan(world), "indicator": "HF.SC_COMP"}


@example("planning:clear_reported")
def a_line_of_an_orgs_own_plan(_world: World, org: Org) -> dict[str, Any]:
    return {"code": a_plan_of(org).code, "indicator": "X.1"}


@example("planning:indicator", reach=Reach.ANYWHERE)
def a_plans_indicator(world: World, _org: Org) -> dict[str, Any]:
    return {"code": city_plan(world), "indicator": "HF.WIFI_FULL"}


@example("planning:take_plan", reach=Reach.ANYWHERE)
def a_plan_of_the_library(_world: World, _org: Org) -> dict[str, Any]:
    return {"code": "SD"}


@example("planning:plan_workbook", "planning:plan_template", "planning:plan_upload", "planning:new_task")
def a_plan_of_an_org(_world: World, org: Org) -> dict[str, Any]:
    return {"code": a_plan_of(org).code}


@example(
    "planning:task",
    "planning:change_task",
    "planning:task_dates",
    "planning:share_out",
    "planning:report_task",
    "planning:check_task",
    "planning:task_checks",
)
def a_task_of_an_org(_world: World, org: Org) -> dict[str, Any]:
    return {"task_id": a_task_of(org)}


@example("planning:task_step")
def a_step_of_a_task(_world: World, org: Org) -> dict[str, Any]:
    return {"task_id": a_task_of(org), "name": "claim"}


@example("planning:letter")
def a_letter_about_a_task(_world: World, org: Org) -> dict[str, Any]:
    return {"case_id": a_letter_of(org)}


@example("planning:evidence")
def something_shown_of_a_task(_world: World, org: Org) -> dict[str, Any]:
    return {"task_id": a_task_of(org, shown=True), "month": "2026-10"}


@example("filing:workbook", "filing:template", "filing:upload", reach=Reach.ANYWHERE, needed=fill_conditions)
def a_workbook(_world: World, _org: Org) -> dict[str, Any]:
    return {"code": "conditions", "year": 2018}


@example("filing:batch", "filing:progress", "filing:marked", "filing:file", needed=fill_conditions)
def a_batch(_world: World, org: Org) -> dict[str, Any]:
    return {"batch_id": an_uploaded_file(_school_of(org))}


@example("filing:step", needed=fill_conditions)
def a_step_of_a_batch(_world: World, org: Org) -> dict[str, Any]:
    return {"batch_id": an_uploaded_file(_school_of(org)), "name": "discard"}


@example("cases:apply", "cases:save_draft", reach=Reach.ANYWHERE, needed=apply_transfer)
def something_to_apply_for(_world: World, _org: Org) -> dict[str, Any]:
    return {"code": "registry.transfer"}


@example("cases:adjust", reach=Reach.ANYWHERE)
def a_step_to_adjust(_world: World, _org: Org) -> dict[str, Any]:
    return {"code": "registry.transfer", "step": "receiving_school"}


@example("cases:case")
def a_case(_world: World, org: Org) -> dict[str, Any]:
    return {"case_id": a_case_at(org)}


@example("cases:file")
def a_file_of_a_case(world: World, org: Org) -> dict[str, Any]:
    case_id = a_case_at(org)
    return {"case_id": case_id, "attachment_id": a_paper_of(world, case_id)}


@example("cases:act")
def a_task_of_a_case(_world: World, org: Org) -> dict[str, Any]:
    return {"case_id": a_case_at(org), "verb": "Agree", "number": 99}


@example("cases:save_typed")
def something_typed_for_a_task(_world: World, org: Org) -> dict[str, Any]:
    return {"case_id": a_case_at(org), "number": 99}


@example("orgs:detail")
def an_org(_world: World, org: Org) -> dict[str, Any]:
    return {"org_id": org.pk}


@example("orgs:branch")
def a_branch(_world: World, org: Org) -> dict[str, Any]:
    return {"path": org.path}


@example("orgs:order")
def something_to_open_below(_world: World, org: Org) -> dict[str, Any]:
    return {"org_id": org.pk, "kind": "open"}


@example(
    "orgs:export",
    "orgs:change_export",
    "identity:audit_export",
    "cases:export",
    "cases:statistics_export",
    reach=Reach.ANYWHERE,
)
def a_file_of_what_one_may_see(_world: World, _org: Org) -> dict[str, Any]:
    return {"form": "csv"}


def _scheduled_change(org: Org) -> int:
    """Schedule a change that the org's officials decide on."""
    change = Change.objects.create(
        kind="2", state=ChangeState.SCHEDULED, effective_on=date(2099, 1, 1), org_path=org.path, actor_name="tests"
    )
    return int(change.pk)


@example("orgs:change")
def a_change(_world: World, org: Org) -> dict[str, Any]:
    return {"change_id": _scheduled_change(org)}


@example("orgs:step")
def a_step_of_a_change(_world: World, org: Org) -> dict[str, Any]:
    return {"change_id": _scheduled_change(org), "name": "withdraw"}


@example("people:person", "people:looks")
def a_child(_world: World, org: Org) -> dict[str, Any]:
    return {"person_id": a_child_of(_school_of(org))}


@example("people:unmask")
def a_number_of_a_child(_world: World, org: Org) -> dict[str, Any]:
    return {"person_id": a_child_of(_school_of(org)), "item": "id_no"}


@example("people:ask_export", reach=Reach.ANYWHERE)
def a_list_of_persons(_world: World, _org: Org) -> dict[str, Any]:
    return {"kind": "students"}


@example("people:export", "people:export_file", needed=approve_export)
def somebodys_export(_world: World, org: Org) -> dict[str, Any]:
    return {"request_id": a_waiting_export(org)}


@example("people:decide_export")
def a_decision(_world: World, org: Org) -> dict[str, Any]:
    return {"request_id": a_waiting_export(org), "step": "approve"}
