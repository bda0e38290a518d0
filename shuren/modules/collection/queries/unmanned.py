"""Units that owe a return and where nobody holds the role that fills it in, for whoever opens accounts."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.http.listing import Column, Listing
from shuren.modules.collection import permissions as can
from shuren.modules.collection.models import Return
from shuren.modules.collection.queries.units import filler_at, without_filler
from shuren.spine.identity import queries as identity
from shuren.spine.orgs.models import Org


def units_unmanned(actor: Actor) -> QuerySet[Any]:
    """Return the orgs at and below the actor's node that owe something in a running round and have nobody to answer."""
    owing = Return.objects.visible_to(actor, can.view_unmanned).filter(
        handed_in_at=None, closed_at=None, round__request__ended_at=None
    )
    unmanned = without_filler(owing)
    per_unit = unmanned.filter(org=OuterRef("pk")).order_by().values("org")
    rows: QuerySet[Any] = Org.objects.within(actor.path).filter(pk__in=unmanned.values("org"))
    owed: QuerySet[Any] = rows.select_related("county").annotate(
        owed=Subquery(per_unit.annotate(count=Count("pk")).values("count")),
        due_on=Subquery(per_unit.annotate(due=Min("round__due_on")).values("due")),
    )
    return owed


def _open_account(unit: Any) -> str:
    told = {"org": unit.code, "role": filler_at(unit.level)}
    return f"{reverse('identity:open_account')}?{urlencode(told)}"


UNMANNED = Listing(
    (
        Column("unit", _("单位"), lambda row: row.name, "name_key"),
        Column("code", _("标识码"), lambda row: row.code),
        Column("county", _("所属"), lambda row: row.county.name if row.county else ""),
        Column("role", _("缺少的角色"), lambda row: identity.label_of_role(filler_at(row.level))),
        Column("owed", _("待填报表"), lambda row: row.owed, align="end"),
        Column("due", _("最早截止"), lambda row: row.due_on),
        Column("open", _("办理"), lambda _row: _("开通账号"), link=_open_account),
    ),
    "unit",
    (),
    lambda rows, text: rows.filter(name__icontains=text),
    _("单位名称"),
)
