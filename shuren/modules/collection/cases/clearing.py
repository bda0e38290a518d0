"""统筹审核: a request is asked of nobody before the clearing officer of the same authority has ruled each question.

《关于减轻中小学教师负担 进一步营造教育教学良好环境的若干意见》（中办、国办，2019）: what schools are
asked is cleared in one place.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Moved, Seat, Who
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.route import Route, Sequence, Step
from shuren.kernel.cases.state import Outcome
from shuren.kernel.cases.wording import Wording
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.words import Words
from shuren.modules.collection import permissions as can
from shuren.modules.collection.actions import clearing as actions
from shuren.modules.collection.queries import clearing as queries
from shuren.modules.collection.queries import requests
from shuren.modules.collection.queries.audience import LEVEL_LABELS
from shuren.modules.collection.queries.words import sentence_of
from shuren.modules.collection.rules.requests import faults
from shuren.spine.identity import api as identity
from shuren.spine.orgs import api as orgs

BASIS = "中办、国办《关于减轻中小学教师负担 进一步营造教育教学良好环境的若干意见》（2019）"
DAYS = 5


class Incomplete(Refused):
    """任务还不完整：{why}"""

    status = 422


class NobodyClears(Refused):
    """本单位没有其他数据统筹员可以审核。请先由系统管理员为另一名同事授予“数据统筹员”角色，再提交。"""


class ClearingForm(CaseForm):
    """Which request is handed in again: on the page of a case, once it was returned; it is begun on its own page."""

    request = forms.ChoiceField(label=_("上报任务"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        own = requests.returned_to(actor) if self.prefix else []
        self.fields["request"].choices = [(row.pk, row.title) for row in own]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        return typed if self.errors else queries.form_of(requests.standing(int(typed["request"])))


def _drafters(application: Application) -> Iterable[Seat]:
    """Who drafts at the authority: whoever of them has the draft hands it in, as `follow` sees to."""
    desk = queries.drafters_at(application.form["org"])
    return [Seat(desk.role, desk.path)]


def _officers(application: Application) -> Iterable[Seat]:
    return [Seat(queries.OFFICER, orgs.node(application.form["org"]).path)]


class Clearing(CaseType):
    """上报任务统筹审核."""

    code, label, prefix = actions.TYPE, gettext_noop("上报任务统筹审核"), "TC"
    begins = gettext_noop("提交统筹审核")
    form = ClearingForm
    apply = can.draft_requests
    handled = can.view_requests
    moved: ClassVar[Moved | None] = actions.follow
    wording = Wording(
        content=gettext_noop("上报任务"),
        author=gettext_noop("起草人"),
        begun=gettext_noop("提交时间"),
        cancel=gettext_noop("撤回任务"),
        yes={"clear": gettext_noop("准予下达")},
        no={"clear": gettext_noop("决定不予下达")},
        outcomes={
            Outcome.GRANTED: gettext_noop("已准予下达"),
            Outcome.REJECTED: gettext_noop("不予下达"),
            Outcome.CANCELLED: gettext_noop("已撤回"),
        },
    )
    route: ClassVar[Route] = Sequence(
        (
            Step(requests.DRAFTING, gettext_noop("起草"), "drafter", applies=True),
            Step("clear", gettext_noop("统筹审核"), "officer", days=DAYS, basis=BASIS, apart=True),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {
        "drafter": _drafters,
        "officer": _officers,
    }

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return str(form["title"])

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"collection.request:{form['request']}"

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        over = [(_("超出上限的理由"), form["why_over"])] if form["over"] else []
        return [
            (_("任务名称"), form["title"]),
            (_("用途"), form["purpose"]),
            (_("依据"), form["basis"]),
            (_("填报范围"), form["below"]),
            (_("填报单位"), dict(LEVEL_LABELS)[form["level"]]),
            (_("单位数"), form["units"]),
            (_("拟填报项数"), form["asked"]),
            *([(_("只问缺数据单位的项数"), form["filled"])] if form.get("filled") else []),
            (_("免填项数"), form["spared"]),
            (_("每单位每次（分钟）"), form["minutes"]),
            *over,
            (_("截止填报"), date.fromisoformat(form["due_on"])),
            (_("任务终止"), date.fromisoformat(form["ends_on"])),
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        return [
            (_("逐项审核"), reverse("collection:clearing", args=(case_id,))),
            (_("查看任务"), reverse("collection:request", args=(form["request"],))),
        ]

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        row = requests.standing(application.form["request"])
        if row.org_path != actor.path:
            raise NotFoundHere
        if row.sent_at is not None:
            raise actions.NotBeingCleared
        if not identity.others_hold(queries.OFFICER, row.org_path, *row.drafters):
            raise NobodyClears
        opening = row.opens_on or timezone.localdate()
        for fault in faults(requests.head_of(row), min(opening, timezone.localdate())):
            raise Incomplete(field=fault.field, why=sentence_of(fault.code))
        actions.refuse_unready(row)

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        del application
        actions.grant(actor=actor, case=Case.objects.within("").get(number=number))
