"""The register of leaving certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.periods import AcademicYear
from shuren.modules.registry import permissions as can
from shuren.modules.registry.models import Diploma, YearResult
from shuren.modules.registry.models.diplomas import KINDS
from shuren.modules.registry.rules.diplomas import STAGES
from shuren.modules.registry.rules.yearend import ENDED
from shuren.modules.registry.workflows import YearEndState
from shuren.spine.people import api as people
from shuren.spine.people.models.enrolments import STAGES as STAGE_LABELS

if TYPE_CHECKING:
    from datetime import datetime

    from shuren.kernel.actors import Actor
    from shuren.modules.registry.models import YearEnd

STATES = (("valid", _("有效")), ("void", _("已作废")))


def diplomas_for(actor: Actor) -> QuerySet[Diploma]:
    rows: QuerySet[Diploma] = Diploma.objects.visible_to(actor, can.view_diplomas)
    return rows.select_related("school")


def numbered(act: YearEnd) -> int:
    """Count the leavers of an act who have a valid number, whatever the act's state."""
    leavers = YearResult.objects.within(act.org_path).filter(year_end=act).values("enrolment")
    valid = Diploma.objects.within(act.org_path).filter(enrolment__in=leavers, voided_at=None)
    return int(valid.count())


def voided_since(act: YearEnd, moment: datetime | None) -> bool:
    """Say whether numbers of an act's leavers have been declared void after a moment."""
    leavers = YearResult.objects.within(act.org_path).filter(year_end=act).values("enrolment")
    void = Diploma.objects.within(act.org_path).filter(enrolment__in=leavers, voided_at__gt=moment)
    return moment is not None and bool(void.exists())


def counts(act: YearEnd) -> dict[str, int]:
    """Return how many leavers of an act have a valid number, and how many have none yet."""
    if act.state != YearEndState.APPLIED:
        return {"numbered": 0, "unnumbered": 0}
    leavers: QuerySet[YearResult] = YearResult.objects.within(act.org_path).filter(
        year_end=act, outcome__in=ENDED, stage__in=STAGES
    )
    valid = Diploma.objects.within(act.org_path).filter(enrolment=OuterRef("enrolment"), voided_at=None)
    counted = leavers.annotate(has_number=Exists(valid)).aggregate(
        numbered=Count("pk", filter=Q(has_number=True)), unnumbered=Count("pk", filter=Q(has_number=False))
    )
    return dict(counted)


def _by_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(voided_at__isnull=value != "void")


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(number__startswith=text) if text.isdecimal() else rows.filter(name__startswith=text)


def _years(actor: Actor) -> list[tuple[str, str]]:
    """Return the years of the last decade, newest first."""
    del actor
    newest = AcademicYear.of(timezone.localdate()).first + 1
    return [(str(year), str(year)) for year in range(newest, newest - 10, -1)]


DIPLOMAS = Listing(
    columns=(
        Column("number", _("证书编号"), lambda row: row.number, "number"),
        Column("name", _("姓名"), lambda row: row.name, "name_key",
               link=lambda row: people.person_address(row.person_id)),
        Column("kind", _("证书种类"), lambda row: row.get_kind_display()),
        Column("stage", _("学段"), lambda row: dict(STAGE_LABELS)[row.stage]),
        Column("school", _("学校"), lambda row: row.school.name),
        Column("issued_on", _("发证日期"), lambda row: row.issued_on),
        Column("state", _("状态"), lambda row: dict(STATES)["void" if row.voided_at else "valid"]),
    ),
    default_sort="number",
    filters=(
        Filter("year", _("毕业年份"), _years),
        Filter("stage", _("学段"), [one for one in STAGE_LABELS if one[0] in STAGES]),
        Filter("kind", _("证书种类"), KINDS),
        Filter("state", _("状态"), STATES, _by_state),
    ),
    search=_search,
    search_hint=_("姓名或证书编号"),
)  # fmt: skip
