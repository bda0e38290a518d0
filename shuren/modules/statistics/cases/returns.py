"""学校基表: the registrar hands in, the principal confirms (《中华人民共和国统计法》第二十五条: 签署、盖章)."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Moved, Seat, Who, applicant
from shuren.kernel.cases.route import Route, Sequence, Step
from shuren.kernel.cases.state import Outcome, State
from shuren.kernel.cases.wording import Wording
from shuren.kernel.periods import reference_date
from shuren.kernel.words import Words
from shuren.modules.statistics import permissions as can
from shuren.modules.statistics.actions import returns
from shuren.modules.statistics.queries import returns as queries
from shuren.spine.orgs import api as orgs


class ReturnForm(CaseForm):
    """Names the year of the school's own return."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["year"].choices = [(str(year), str(year)) for year in queries.years()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        school = orgs.own_node(self.actor)
        return {"school": school.pk, "school_name": school.name, "year": typed["year"]}


def principal(application: Application) -> Iterable[Seat]:
    return [Seat("principal", orgs.node(application.form["school"]).path)]


def handed_in(actor: Actor, application: Application, before: State, after: State) -> None:
    """Fix the numbers whenever whoever fills the return signs it, the first time and after every return."""
    was = {visit.number for visit in before.open_visits if visit.step == queries.OWN_STEP}
    still = {visit.number for visit in after.open_visits}
    if was - still and not after.outcome:
        returns.fix(actor=actor, school_id=application.form["school"], year=application.form["year"])


class ConfirmingReturn(CaseType):
    """学校基表审签."""

    code, label, prefix = "statistics.return", gettext_noop("学校基表审签"), "JB"
    form = ReturnForm
    apply = can.fill_returns
    handled = can.view_returns
    anew = True
    begins = gettext_noop("提交审签")
    moved: ClassVar[Moved | None] = handed_in
    wording = Wording(
        content=gettext_noop("基表"),
        author=gettext_noop("填表人"),
        begun=gettext_noop("提交时间"),
        yes={"confirm": gettext_noop("审签确认")},
        no={"confirm": gettext_noop("不予确认")},
        outcomes={Outcome.GRANTED: gettext_noop("已确认"), Outcome.REJECTED: gettext_noop("未予确认")},
    )
    route: ClassVar[Route] = Sequence(
        (
            Step(queries.OWN_STEP, gettext_noop("填表人核对"), "registrar", applies=True),
            Step("confirm", gettext_noop("校长审签"), "principal", days=5),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {"registrar": applicant, "principal": principal}

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['school_name']} {form['year']}"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"statistics.return:{form['school']}:{form['year']}"

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        return [
            (_("学校"), form["school_name"]),
            (_("年度"), str(form["year"])),
            (_("统计时点"), reference_date(form["year"])),
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        del case_id
        return [(_("查看基表"), reverse("statistics:return", args=(form["school"], form["year"])))]

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        del number
        form = application.form
        returns.confirm(actor=actor, school_id=form["school"], year=form["year"], at=timezone.now())
