"""Reminding schools that a suspension ends."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from shuren.kernel.notices import actions as notices
from shuren.modules.registry.rules.leave import REMIND_DAYS
from shuren.spine.people import api as people

KIND = "registry.leave"


@transaction.atomic
def remind_of_leaves(today: date) -> int:
    """Ask each school for whoever should be back soon or is overdue; asking again renews. Return how many."""
    ending = people.leaves_ending(today + timedelta(days=REMIND_DAYS))
    for pupil, until in ending:
        notices.ask(
            kind=KIND,
            subject_id=pupil.person_id,
            title=gettext_noop("{name}的休学于 {until} 期满，请办理复学或延长休学"),
            link=f"/cases/new/registry.resumption/?pupil={pupil.school_no}",
            role="registrar",
            org_path=pupil.org_path,
            params={"name": pupil.name, "until": until.isoformat()},
            due_at=notices.end_of(until),
        )
    return len(ending)


def settle(person_id: int) -> None:
    """Take the reminder away: the pupil is back, away for longer, or gone."""
    notices.settle(kind=KIND, subject_id=person_id)
