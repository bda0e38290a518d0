"""One project from its need on: what happened, newest first, how far the money has gone, what is next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shuren.kernel.actors import Actor
from shuren.kernel.words import translated
from shuren.modules.projects.models import (
    Acceptance,
    Announcement,
    Award,
    Contract,
    Draw,
    Ending,
    Payment,
    Project,
    Record,
    Review,
    Stage,
)
from shuren.modules.projects.permissions import manage_budgets, run_projects
from shuren.modules.projects.queries import budgets, codes, records, uses
from shuren.modules.projects.rules.terms import Bound, Terms, months_after
from shuren.modules.projects.rules.use import REVIEW_MONTHS

REVERSED = "冲销"  # before what is reversed, in the reasons of draws
NEXT = {Stage.GRANTED: "announcement", Stage.BUYING: "award", Stage.AWARDED: "contract"}


@dataclass(frozen=True)
class Money:
    """How far the money has gone: each a part of the one before."""

    budget: Decimal
    awarded: Decimal | None
    contracted: Decimal | None
    paid: Decimal
    payable: Decimal | None

    @property
    def bars(self) -> list[tuple[str, Decimal, Decimal]]:
        """Return what is drawn: words, how much, of how much."""
        found = [(_("成交"), self.awarded, self.budget), (_("合同"), self.contracted, self.budget)]
        known = [(words, part, whole) for words, part, whole in found if part is not None]
        return [*known, (_("已支付"), self.paid, self.contracted or self.budget)]


@dataclass(frozen=True)
class Entry:
    """A line of the timeline; `kind` and `record` where it may be reversed."""

    on: date
    at: datetime
    what: str
    who: str
    lines: list[str]
    url: str = ""

    @property
    def when(self) -> str:
        return self.on.isoformat()


def page_of(actor: Actor, project: Project) -> Mapping[str, Any]:
    """Return all that the page of a project shows."""
    kept = {kind: list(records.of(model, project)) for kind, model in records.REVERSIBLE.items()}
    stand = {kind: next((row for row in rows if row.reversed_at is None), None) for kind, rows in kept.items()}
    today = timezone.localdate()
    may_run = actor.may_at(run_projects, project.org_path)
    draws = budgets.draws_of(project)
    contract, accepted = stand["contract"], stand["acceptance"]
    terms = contract.terms(accepted.accepted_on if isinstance(accepted, Acceptance) else None) if isinstance(
        contract, Contract) else None  # fmt: skip
    return {
        "project": project,
        "category": codes.category_name(project.category),
        "source": codes.source_name(project.source),
        "costs": list(project.costs.order_by("id")),
        "case": reverse("cases:case", args=(project.case_id,)),
        "entries": _entries(project, draws, [row for rows in kept.values() for row in rows]),
        "money": _money(project, stand, kept["payment"], terms),
        "bound": _bound_told(terms, is_ended=stand["ending"] is not None),
        "contract": contract,
        "award": stand["award"],
        "milestones": list(records.milestones(project)) if contract else [],
        "stand": [(kind, row) for kind, rows in kept.items() for row in rows if row.reversed_at is None],
        "may_run": may_run,
        "borne": budgets.borne_by(draws),
        "may_move": actor.may_at(manage_budgets, project.org_path) and not stand["ending"],
        "may_end": may_run and not stand["ending"],
        "next": NEXT.get(Stage(project.stage), "") if may_run else "",
        "may_accept": may_run and actor.path == project.org_path and project.stage == Stage.CONTRACTED,
        "months": uses.months_of(project, accepted.accepted_on, today) if isinstance(accepted, Acceptance) else [],
        "may_review": may_run
        and isinstance(accepted, Acceptance)
        and not stand["review"]
        and months_after(accepted.accepted_on, REVIEW_MONTHS) <= today,
        "today": today,
    }


def _money(
    project: Project, stand: Mapping[str, Record | None], payments: list[Any], terms: Terms | None
) -> Money:  # fmt: skip
    award, contract = stand["award"], stand["contract"]
    paid = sum((row.counted_yuan for row in payments), Decimal(0))
    return Money(
        project.budget_yuan,
        award.amount_yuan if isinstance(award, Award) else None,
        contract.amount_yuan if isinstance(contract, Contract) else None,
        paid,
        max(terms.most(timezone.localdate()) - paid, Decimal(0)) if terms and not stand["ending"] else None,
    )


def _bound_told(terms: Terms | None, *, is_ended: bool) -> str:
    """Say what bounds the payments today."""
    if is_ended:
        return _("已经终止或结清，不再支付。")
    if terms is None:
        return _("签订合同并登记后才能支付。")
    match terms.bound(timezone.localdate()):
        case Bound.BEFORE:
            return _("还没有验收，合同约定验收前最多支付 %(share)s%%。") % {"share": terms.before_percent}
        case Bound.RETAINED:
            told = {"share": terms.retained_percent, "day": terms.released_on}
            return _("已验收，质保金 %(share)s%% 于 %(day)s 后支付。") % told
    return _("已验收，可以按合同金额付清。")


def _entries(project: Project, draws: list[Draw], rows: list[Record]) -> list[Entry]:
    begun = datetime.min.replace(tzinfo=timezone.get_current_timezone())
    first = Entry(
        project.granted_on, begun, _("立项"), "", [_("预算 %(yuan)s 元") % {"yuan": f"{project.budget_yuan:,.2f}"}]
    )
    found = [first, *(_drawn(one) for one in draws), *(entry for row in rows for entry in _told(row))]
    return sorted(found, key=lambda one: (one.on, one.at), reverse=True)


def _drawn(one: Draw) -> Entry:
    """Tell what a line was drawn on for, or what it was given back."""
    told = {"line": one.line, "yuan": f"{abs(one.amount_yuan):,.2f}"}
    lines = [_("从指标“%(line)s”列支 %(yuan)s 元") % told]
    if one.amount_yuan < 0:
        lines = [_("退回指标“%(line)s” %(yuan)s 元") % told]
    undone = one.why.removeprefix(REVERSED)
    why = translated(one.why) if undone == one.why else _("冲销%(what)s") % {"what": translated(undone)}
    what = _("退回指标") if one.amount_yuan < 0 else _("指标列支")
    return Entry(timezone.localdate(one.at), one.at, what, one.by_name, [*lines, why])


def _told(row: Record) -> Iterator[Entry]:
    """Tell a record, and its reversal where it was reversed."""
    on, lines, url = _lines(row)
    what = str(row._meta.verbose_name)
    yield Entry(on, row.at, what, row.by_name, lines, url)
    if row.reversed_at is not None:
        voucher = [_("冲销凭证号 %(voucher)s") % {"voucher": row.red_voucher}] if isinstance(row, Payment) else []
        told = [str(row), row.why_reversed, *voucher]
        day = timezone.localdate(row.reversed_at)
        yield Entry(day, row.reversed_at, _("冲销%(what)s") % {"what": what}, row.reversed_by, told)


def _lines(row: Record) -> tuple[date, list[str], str]:  # noqa: PLR0911  one for each kind
    """Return the day a record speaks of, what it says, and where more stands."""
    match row:
        case Announcement():
            return row.announced_on, [str(row)], ""
        case Award():
            won = _("%(supplier)s（%(code)s），%(yuan)s 元") % {
                "supplier": row.supplier, "code": row.credit_code, "yuan": f"{row.amount_yuan:,.2f}"
            }  # fmt: skip
            return row.awarded_on, [won], ""
        case Contract():
            signed = _("%(number)s，%(yuan)s 元，%(day)s 前履约") % {
                "number": row.number, "yuan": f"{row.amount_yuan:,.2f}", "day": row.deliver_by
            }  # fmt: skip
            return row.signed_on, [signed], ""
        case Acceptance():
            return row.accepted_on, [row.found], reverse("cases:case", args=(row.case_id,))
        case Payment():
            paid = _("%(purpose)s %(yuan)s 元，凭证 %(voucher)s") % {
                "purpose": row.purpose, "yuan": f"{row.amount_yuan:,.2f}", "voucher": row.voucher
            }  # fmt: skip
            return row.paid_on, [paid], ""
        case Review():
            used = _("%(met)s，一年使用 %(times)s 次") % {"met": row.get_met_display(), "times": f"{row.times:,}"}
            return row.reviewed_on, [used, row.result], ""
    return cast("Ending", row).ended_on, [str(row)], ""
