"""Rounds of checks: lists, one with its items and units, and who may be sent."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.inspection.models import Assignee, Round, Visit
from shuren.modules.inspection.permissions import do_checks, plan_checks, view_checks
from shuren.modules.inspection.workflows import RoundState, VisitState
from shuren.spine.identity.models import Grant
from shuren.spine.orgs.models import Org
from shuren.spine.orgs.queries import lookup


def rounds_for(actor: Actor) -> QuerySet[Round]:
    """Return the rounds planned at and below the actor's node, with how many units they have and how many are done."""
    found: QuerySet[Round] = Round.objects.visible_to(actor, plan_checks)
    kept = ~Q(visits__state=VisitState.WITHDRAWN)
    return found.select_related("org").annotate(
        units=Count("visits", filter=kept), done=Count("visits", filter=Q(visits__state=VisitState.DONE))
    )


def round_for(actor: Actor, round_id: int) -> Round:
    """Return a round at or below the actor's node, with its items. Raises NotFoundHere."""
    found = rounds_for(actor).prefetch_related("items").filter(pk=round_id).first()
    if found is None:
        raise NotFoundHere
    return found


def visits_of(round_: Round) -> list[Visit]:
    """Return the units of a round that the caller has checked, with who is sent, in the order of the tree."""
    sent = Prefetch("assignees", queryset=Assignee.objects.select_related("account").order_by("id"))
    rows = Visit.objects.within("").filter(round=round_).select_related("org__county", "was")
    return list(rows.prefetch_related(sent).order_by("org_path", "id"))


@dataclass(frozen=True)
class Inspector:
    """Somebody who may be sent, in the role that lets them."""

    grant: Grant

    @property
    def account_id(self) -> int:
        return int(self.grant.account_id)

    @property
    def label(self) -> str:
        return f"{self.grant.account.name}（{self.grant.org.name}）"


def inspectors_for(path: str) -> dict[int, Inspector]:
    """Return by account who may be sent by an authority: its own officials and those of the authorities below."""
    today = timezone.localdate()
    holding = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))
    rows = Grant.objects.within(path).filter(holding, role__in=do_checks.holders, account__is_active=True)
    ordered = rows.select_related("account", "org").order_by("org_path", "account__name_key", "id")
    found: dict[int, Inspector] = {}
    for grant in ordered:
        found.setdefault(grant.account_id, Inspector(grant))
    return found


def units_named(actor: Actor, lines: Iterable[str]) -> tuple[list[Org], list[str]]:
    """Return the open schools that lines name by code or full name, and the lines that name none or several."""
    wanted = [line.strip() for line in lines if line.strip()]
    rows = list(lookup.schools_of(actor, plan_checks).filter(Q(code__in=wanted) | Q(name__in=wanted)))
    codes, names = {org.code: org for org in rows}, Counter(org.name for org in rows)
    by_name = {org.name: org for org in rows if names[org.name] == 1}
    found = {line: codes.get(line) or by_name.get(line) for line in wanted}
    return [org for org in found.values() if org], [line for line, org in found.items() if org is None]


def units_of(actor: Actor, authority_id: int) -> list[Org]:
    """Return the open schools of an authority at or below the actor's node."""
    authority = lookup.org_for(actor, authority_id, plan_checks)
    rows = Org.objects.within(authority.path).filter(level="school", closed_on=None)
    return list(rows.order_by("path"))


def authorities_for(actor: Actor) -> list[tuple[str, str]]:
    """Return the authorities whose schools may be taken whole, as choices."""
    return [(str(pk), name) for pk, name in lookup.authorities_of(actor, plan_checks).values_list("pk", "name")]


def forms_for(actor: Actor) -> list[tuple[str, str]]:
    """Return the rounds whose items may be taken over, newest first, as choices."""
    rows = Round.objects.visible_to(actor, plan_checks).exclude(state=RoundState.DROPPED).filter(items__isnull=False)
    return [(str(row.pk), f"{row.title}（{row.from_on:%Y-%m}）") for row in rows.distinct().order_by("-id")[:50]]


def about(actor: Actor, subject: str, subject_id: int) -> Sequence[Visit]:
    """Return what was looked at for the sake of a thing, as far as the actor may see it, latest first."""
    rows = Visit.objects.visible_to(actor, view_checks).filter(
        round__subject_type=subject, round__subject_id=subject_id,
        round__state__in=(RoundState.ISSUED, RoundState.CLOSED),
    )  # fmt: skip
    rows = rows.filter(state=VisitState.DONE) if not actor.may(plan_checks) else rows
    return list(rows.exclude(state=VisitState.WITHDRAWN).select_related("org", "round").order_by("-id")[:20])


def _page(row: Round) -> str:
    return reverse("inspection:round", args=(row.pk,))


def _progress(row: Any) -> str:
    return f"{row.done} / {row.units}"


ROUNDS = Listing(
    (
        Column("title", _("核查名称"), lambda row: row.title, link=_page),
        Column("unit", _("安排单位"), lambda row: row.org.name),
        Column("from", _("开始日期"), lambda row: row.from_on, "from_on"),
        Column("until", _("截止日期"), lambda row: row.until_on, "until_on"),
        Column("done", _("已提交 / 应核查"), _progress, align="end"),
        Column("state", _("状态"), lambda row: row.get_state_display()),
    ),
    "-from",
    (Filter("state", _("状态"), RoundState.choices),),
    lambda rows, text: rows.filter(title__icontains=text),
    _("核查名称"),
)
