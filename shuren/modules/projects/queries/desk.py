"""What projects say on the first page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuren.kernel.actors import Actor
from shuren.kernel.http.desk import Stat
from shuren.modules.projects.queries import uses


def of_idle(actor: Actor) -> list[Stat]:
    """Count what was bought and nobody uses; nothing to say where nothing has been bought."""
    count = uses.idle_for(actor, timezone.localdate()).count()
    if not count:
        return []
    unit, note = ngettext("项", "项", count), _("验收后连续三个月没有使用记录")
    return [Stat(_("闲置"), str(count), unit, note, "red", reverse("projects:idle"), _("待处理"))]
