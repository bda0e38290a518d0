"""年报审定: who compiled a report asks the head of the unit to release it."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Seat, Who, applicant
from shuren.kernel.cases.route import Route, Sequence, Step
from shuren.kernel.cases.state import Outcome
from shuren.kernel.cases.wording import Wording
from shuren.kernel.refusals import Refused
from shuren.kernel.words import Words
from shuren.modules.statistics import permissions as can
from shuren.modules.statistics.actions import reports
from shuren.modules.statistics.queries import reports as queries
from shuren.spine.identity import api as identity
from shuren.spine.orgs import api as orgs

LEADER = "unit_leader"


class NobodyReleases(Refused):
    """本单位没有“单位负责人”可以审定年报。请先由系统管理员授予这一角色，再提交审定。"""


class ReportForm(CaseForm):
    """Names one of the unit's own reports that is not released yet."""

    report = forms.ChoiceField(label=_("年度发展报告"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        drafts = queries.reports_for(actor).filter(org_path=actor.path, released_at=None)
        self.fields["report"].choices = [(str(row.pk), f"{row.title}（{row.year}）") for row in drafts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        return told(self.actor, int(typed["report"]))


def told(actor: Actor, report_id: int) -> dict[str, Any]:
    """Return what a case about a report is decided by."""
    report = queries.report_for(actor, report_id)
    kept = [section for section in report.sections.all() if not section.is_left_out]
    sections = [section.heading for section in kept if section.text or section.exhibits]
    doubts = [f"{section.heading}：{'、'.join(numbers)}" for section, numbers in queries.doubts_of(report)]
    return {
        "report": report.pk, "org": report.org_id, "title": report.title, "year": report.year,
        "sections": sections, "figures": len(report.figures), "doubts": doubts,
    }  # fmt: skip


def leader(application: Application) -> Iterable[Seat]:
    return [Seat(LEADER, orgs.node(application.form["org"]).path)]


class ReleasingReport(CaseType):
    """年报审定."""

    code, label, prefix = "statistics.report", gettext_noop("年度发展报告审定"), "NB"
    form = ReportForm
    apply = can.compile_reports
    handled = can.view_reports
    anew = True
    begins = gettext_noop("提交审定")
    wording = Wording(
        content=gettext_noop("年报"),
        author=gettext_noop("编制人"),
        begun=gettext_noop("提交时间"),
        yes={"release": gettext_noop("审定发布")},
        no={"release": gettext_noop("不予发布")},
        outcomes={Outcome.GRANTED: gettext_noop("已发布"), Outcome.REJECTED: gettext_noop("未予发布")},
    )
    route: ClassVar[Route] = Sequence(
        (
            Step(queries.OWN_STEP, gettext_noop("编制"), "compiler", applies=True),
            Step("release", gettext_noop("单位负责人审定"), "leader", days=5, apart=True),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {"compiler": applicant, "leader": leader}

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['title']}（{form['year']}）"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"statistics.report:{form['report']}"

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        return [
            (_("标题"), form["title"]),
            (_("年度"), str(form["year"])),
            (_("章节"), "、".join(form["sections"])),
            (_("可追溯的数字"), form["figures"]),
            (_("没有来源的数字"), "\n".join(form["doubts"]) or _("无")),
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        del case_id
        return [
            (_("阅读全文"), reverse("statistics:report", args=(form["report"],))),
            (_("PDF"), reverse("statistics:take", args=(form["report"], "pdf"))),
        ]

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        report = queries.released_by_case(application.form["report"])
        reports.refuse_empty(report)
        if not identity.others_hold(LEADER, report.org_path):
            raise NobodyReleases

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        del number
        reports.release(actor=actor, report_id=application.form["report"], at=timezone.now())
