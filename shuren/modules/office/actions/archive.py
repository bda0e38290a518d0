"""Papers go into the archive of the unit that has sent or received them.

《党政机关公文处理工作条例》（中办发〔2012〕14号）第二十七条; DA/T 22-2015.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.modules.office import events
from shuren.modules.office.actions.registering import require_own
from shuren.modules.office.models import Filed, Paper, Retention
from shuren.spine.orgs.models import Org


class FiledAlready(Refused):
    """这份公文已经归档（{retention}），不能再次归档。"""


class RetentionMissing(Refused):
    """请选择保管期限：永久、30年或10年。"""

    status = 422


@transaction.atomic
def file(*, actor: Actor, paper: Paper, org_id: int, retention: str, at: datetime) -> Filed:
    """File a paper at a unit under the next item of its year. Raises OthersPaper, RetentionMissing, FiledAlready."""
    org = Org.objects.within("").select_for_update(of=("self",)).get(pk=org_id)
    require_own(actor, org.path)
    if retention not in Retention.values:
        raise RetentionMissing(field="retention")
    before: Filed | None = Filed.objects.within("").filter(org=org, paper=paper).first()
    if before is not None:
        raise FiledAlready(retention=before.get_retention_display())
    year = timezone.localdate(paper.signed_at).year
    last = Filed.objects.within("").filter(org=org, year=year, retention=retention).aggregate(last=Max("item"))["last"]
    made: Filed = Filed.objects.create(
        org=org, org_path=org.path, paper=paper, year=year, retention=retention, item=(last or 0) + 1,
        filed_by=actor.name, filed_at=at,
    )  # fmt: skip
    told = {"number": paper.number, "retention": Retention(retention).label}
    subject = ("office.paper", paper.pk)
    record(actor=actor, label=events.PAPER_FILED, org_path=org.path, subject=subject, details=told)
    return made


@transaction.atomic
def note_export(*, actor: Actor, count: int) -> None:
    """Note that the catalogue was taken out as a file."""
    record(actor=actor, label=events.CATALOGUE_EXPORTED, org_path=actor.path, details={"count": count})
