"""The list of cases, and the way an application will go."""

import re
from functools import cache
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases import adjustments, queries
from shuren.kernel.cases.declare import CaseType, current
from shuren.kernel.cases.models import Case, Stay
from shuren.kernel.cases.route import Route, steps
from shuren.kernel.finding import Pairs, holding
from shuren.kernel.http.listing import Column, Listing
from shuren.kernel.paths import NOWHERE
from shuren.kernel.words import translated
from shuren.site.cases import words

NUMBER = re.compile(r"[A-Z]+\d{7,}", re.ASCII)


def _named(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    if NUMBER.fullmatch(text.upper()):
        return rows.filter(number=text.upper())
    found = holding(rows, text, Pairs("title", "applicant_name"))
    return found.filter(Q(title__contains=text) | Q(applicant_name=text))


def listed(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Return cases with what a list shows of them: without what was typed, with their open stays."""
    open_ = Stay.objects.within("").filter(left_at=None).order_by("visit").only("case", "step", "due_on")
    return rows.defer("form", "entered").prefetch_related(Prefetch("stays", queryset=open_))


def _step_labels(case: Case) -> str:
    if case.outcome:
        return words.outcome_of(case)
    labels = {step.code: step.label for step in steps(queries.route_of(case))}
    return gettext("、").join(gettext(labels[stay.step]) for stay in case.stays.all())


def _due(case: Case) -> Any:
    return min((stay.due_on for stay in case.stays.all() if stay.due_on), default=None)


@cache
def _cases() -> str:
    """Return where cases stand: to ask for the address of each row takes longer than to read them."""
    return reverse("cases:cases")


LISTING = Listing(
    columns=(
        Column("number", _("办件编号"), lambda row: row.number, link=lambda row: f"{_cases()}{row.pk}/"),
        Column("type", _("事项"), lambda row: translated(queries.type_of(row).label)),
        Column("title", _("内容"), lambda row: row.title),
        Column("step", _("当前环节"), _step_labels),
        Column("due", _("办理期限"), _due),
        Column("applicant", _("申请人"), lambda row: row.applicant_name),
        Column("opened", _("申请时间"), lambda row: row.opened_at, "opened_at"),
        Column("ended", _("办结时间"), lambda row: row.ended_at),
    ),
    default_sort="-opened",
    search=_named,
    search_hint=_("编号、内容或申请人"),
    size=30,
)


def type_choices(actor: Actor) -> list[tuple[str, Any]]:
    """Return the types that an actor may apply for or handle; who holds no office handles none."""
    applies = actor.path.startswith(NOWHERE)
    own = (
        kind
        for kind in current()
        if actor.may(kind.apply) or not (applies or (kind.handled and not actor.may(kind.handled)))
    )
    return [(kind.code, translated(kind.label)) for kind in own]


def route_ahead(kind: type[CaseType], actor: Actor) -> Route:
    """Return the way an application made today will go, for the applicant to see beforehand."""
    return adjustments.route_at(kind, actor.path, timezone.localdate())
