"""Saying why what was paid is not what was reported."""

from django.db import transaction

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.modules.projects import events
from shuren.modules.projects.models import Explanation
from shuren.modules.projects.permissions import run_projects
from shuren.modules.projects.queries.reconciling import sums_of
from shuren.spine.orgs.models import Org


class NothingToExplain(Refused):
    """这一年的项目支付与填报支出一致，不必说明。"""


@transaction.atomic
def explain(*, actor: Actor, school: Org, year: int, text: str) -> Explanation:
    """Keep what a school says to the difference of a year, with the sums it speaks of. Raises NothingToExplain."""
    require(actor, run_projects, school.path)
    paid, reported = sums_of(school, year)
    if paid == reported:
        raise NothingToExplain
    told = {"text": text, "paid_yuan": paid, "reported_yuan": reported, "by_key": actor.id, "by_name": actor.name}
    row: Explanation
    row, _new = Explanation.objects.within(school.path).update_or_create(
        org=school, year=year, defaults={**told, "org_path": school.path}
    )
    details = {"year": year, "difference": f"{paid - reported:,.2f}", "text": text}
    subject = ("orgs.org", school.pk)
    record(actor=actor, label=events.EXPLAINED, org_path=school.path, subject=subject, details=details)
    return row
