"""What checks say on the first page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuren.kernel.actors import Actor
from shuren.kernel.http.desk import Stat
from shuren.modules.inspection.models import Visit
from shuren.modules.inspection.queries.phone import account_of
from shuren.modules.inspection.workflows import RoundState, VisitState


def of_visits(actor: Actor) -> list[Stat]:
    """Count the units the actor still has to look at; nothing where there are none."""
    rows = Visit.objects.within("").filter(
        assignees__account=account_of(actor), state=VisitState.OPEN, round__state=RoundState.ISSUED
    )
    days = list(rows.values_list("round__until_on", flat=True))
    if not days:
        return []
    late = sum(day < timezone.localdate() for day in days)
    note = ngettext("其中逾期 %(count)s 个", "其中逾期 %(count)s 个", late) % {"count": late} if late else ""
    unit = ngettext("个单位", "个单位", len(days))
    light, word = ("red", _("逾期")) if late else ("", "")
    return [Stat(_("待我核查"), str(len(days)), unit, note, light, reverse("inspection:phone"), word)]
