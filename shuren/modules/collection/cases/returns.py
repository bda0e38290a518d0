"""报表报送: the unit hands in, its leader signs, the authority receives.

Whoever decides returns single cells with a remark (actions.returns.send_back), never the whole sheet. The signature of
the leader makes the answers known as facts, for the leader answers for them (《中华人民共和国统计法》).
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Moved, Seat, Who
from shuren.kernel.cases.route import Route, Sequence, Step
from shuren.kernel.cases.state import Outcome
from shuren.kernel.cases.wording import Wording
from shuren.kernel.words import Words
from shuren.modules.collection import permissions as can
from shuren.modules.collection.actions import returns
from shuren.modules.collection.actions.returns import HAND_IN, RECEIVE, SIGN
from shuren.modules.collection.queries.returns import form_of, sheet_for
from shuren.modules.collection.queries.units import filler_at, leader_at, receiver_of
from shuren.spine.orgs.models import Org

BASIS = "《中华人民共和国统计法》"


def _unit(application: Application) -> Org:
    unit: Org = Org.objects.within("").get(pk=application.form["org"])
    return unit


def filler(application: Application) -> Iterable[Seat]:
    unit = _unit(application)
    return [Seat(filler_at(unit.level), unit.path)]


def leader(application: Application) -> Iterable[Seat]:
    unit = _unit(application)
    return [Seat(leader_at(unit.level), unit.path)]


def authority(application: Application) -> Iterable[Seat]:
    desk = receiver_of(_unit(application))
    return [Seat(desk.role, desk.path)]


class ReturnForm(CaseForm):
    """Which return is handed in; its content stands on a page of its own."""

    sheet = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        return form_of(sheet_for(self.actor, typed["sheet"], can.answer)) if "sheet" in typed else typed


class UnitReturn(CaseType):
    """报表报送."""

    code, label, prefix = returns.TYPE, gettext_noop("报表报送"), "BB"
    begins = gettext_noop("提交报表")
    form = ReturnForm
    apply = can.answer
    handled = can.view_returns
    anew = True
    moved: ClassVar[Moved | None] = returns.follow
    wording = Wording(
        content=gettext_noop("报表"),
        author=gettext_noop("填报人"),
        begun=gettext_noop("提交时间"),
        cancel=gettext_noop("撤回报表"),
        yes={HAND_IN: gettext_noop("提交"), SIGN: gettext_noop("审签"), RECEIVE: gettext_noop("接收")},
        no={SIGN: gettext_noop("退回修改"), RECEIVE: gettext_noop("退回修改")},
        outcomes={Outcome.GRANTED: gettext_noop("已接收"), Outcome.CANCELLED: gettext_noop("已撤回")},
    )
    route: ClassVar[Route] = Sequence(
        (
            Step(HAND_IN, gettext_noop("单位填报"), "filler", applies=True),
            Step(SIGN, gettext_noop("负责人审签"), "leader", days=2, basis=BASIS, batch=True, objection=HAND_IN),
            Step(RECEIVE, gettext_noop("主管部门审核"), "authority", days=5, batch=True, objection=HAND_IN),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {"filler": filler, "leader": leader, "authority": authority}

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['title']}（{form['round']}）· {form['unit']}"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"return:{form['sheet']}"

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        return [
            (_("上报任务"), form["title"]),
            (_("期次"), form["round"]),
            (_("填报单位"), form["unit"]),
            (_("应填项数"), form["questions"]),
            (_("已填项数"), form["answered"]),
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        del case_id
        return [(_("查看报表"), reverse("collection:sheet", args=(form["sheet"],)))]
