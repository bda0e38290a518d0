"""Examples for accounts opened in batches."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from shuren.modules.accounts.models import Sheet
from shuren.modules.accounts.permissions import open_accounts
from shuren.spine.orgs.models import Level, Org
from tests.matrix.makers import a_child_of, school_below
from tests.matrix.map import example
from tests.spine.people.factories import school_class
from tests.world import World


def _school(org: Org) -> Org:
    return org if org.level == Level.SCHOOL else school_below(org)


@example("accounts:group", needed=open_accounts)
def a_class(_world: World, org: Org) -> dict[str, Any]:
    return {"key": f"pupils-{school_class(_school(org), f'202498{org.pk}').pk}"}


@example("accounts:sheet", "accounts:sheet_progress", "accounts:slips", needed=open_accounts)
def a_sheet(_world: World, org: Org) -> dict[str, Any]:
    school, now = _school(org), timezone.now()
    made = Sheet.objects.create(
        org_path=school.path, school=school, group="staff", asked_by="示例", asked_at=now,
        valid_until=now + timedelta(days=30),
    )  # fmt: skip
    return {"sheet_id": made.pk}


@example("accounts:agree", "accounts:withdraw")
def somebody_else_s_child(_world: World, org: Org) -> dict[str, Any]:
    """The guardian of the tests stands at no node: none of these is a child of theirs."""
    return {"person_id": a_child_of(_school(org))}
