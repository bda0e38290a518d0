"""退学, death, and leaving for a school of another region."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseType
from shuren.kernel.cases.materials import Material
from shuren.kernel.cases.sight import Lines
from shuren.kernel.messages import Message
from shuren.kernel.words import Words
from shuren.modules.registry.actions import reminders
from shuren.modules.registry.cases import own
from shuren.modules.registry.cases.leave import APPLICATION
from shuren.modules.registry.cases.own import LAW, SIGNERS, OfOwnPupil, OwnPupilForm, about, day, day_field, ruled
from shuren.modules.registry.queries.papers import papers_of
from shuren.modules.registry.rules import leaving as rules
from shuren.spine.people import api as people
from shuren.spine.people.queries.words import code_choices, code_name

OUT, DIED, GONE = "03", "11", "10"  # JY/T 1001-2012 XSDQZT: 退学, 死亡, 转学(转出)
WITHDRAWAL_REASONS = ("21", "27", "29", "34", "39")  # of XJYDYY
DEATH_REASONS = ("40", "41", "42", "50", "60", "70", "81", "89")


class ReasonForm(OwnPupilForm):
    """Names a reason of XJYDYY beside the pupil."""

    reasons: ClassVar[tuple[str, ...]]
    reason = forms.ChoiceField(label=_("原因"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        known = dict(code_choices("change_reason"))
        choices = [("", _("请选择")), *((code, known[code]) for code in self.reasons)]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]


class WithdrawalForm(ReasonForm):
    reasons = WITHDRAWAL_REASONS

    def told(self, pupil: people.Pupil, typed: Mapping[str, Any]) -> dict[str, Any]:
        del pupil
        return {"reason": typed["reason"]}


class Withdrawal(OfOwnPupil, CaseType):
    """退学: after compulsory education only."""

    code, label, prefix = "registry.withdrawal", gettext_noop("退学"), "TX"
    group, brief = own.LEAVING, gettext_noop("高中阶段学生不再继续学业；义务教育阶段不得退学。")
    order = 52
    form = WithdrawalForm
    materials = (APPLICATION,)
    seen: ClassVar = {"reason": SIGNERS, "application": SIGNERS}

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        return [*about(form), (_("原因"), code_name("change_reason", form["reason"]), "reason")]

    @classmethod
    def hindered(cls, pupil: people.Pupil) -> list[Message]:
        return rules.withdrawal(ruled(pupil))

    @classmethod
    def obstacles(cls, form: Mapping[str, Any], pupil: people.Pupil) -> Iterable[Message]:
        del form
        return cls.hindered(pupil)

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        form = application.form
        deed = people.Deed(actor, timezone.localdate(), number, reason=form["reason"])
        kind = people.MovementKind.WITHDRAWN
        people.end(deed, form["enrolment"], kind, status=OUT, reason=f"退学（{number}）")
        reminders.settle(form["person"])


class DeathForm(ReasonForm):
    reasons = DEATH_REASONS
    on = day_field(_("死亡日期"), _("以医学证明上的日期为准"))

    def told(self, pupil: people.Pupil, typed: Mapping[str, Any]) -> dict[str, Any]:
        del pupil
        return {"reason": typed["reason"], "on": typed["on"].isoformat()}


class Death(OfOwnPupil, CaseType):
    """死亡: the school reports with the certificate within ten working days, the authority cancels the registration."""

    code, label, prefix = "registry.death", gettext_noop("死亡注销"), "SW"
    group, brief = own.LEAVING, gettext_noop("学生死亡，凭证明注销学籍。")
    order = 54
    form = DeathForm
    materials = (
        Material(
            "certificate",
            gettext_noop("死亡证明"),
            basis=LAW,
            hint=gettext_noop("居民死亡医学证明书，或公安机关、司法机关出具的证明"),
        ),
    )
    seen: ClassVar = {"reason": SIGNERS, "certificate": SIGNERS}

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        reason = code_name("change_reason", form["reason"])
        return [*about(form), (_("原因"), reason, "reason"), (_("死亡日期"), day(form["on"]))]

    @classmethod
    def obstacles(cls, form: Mapping[str, Any], pupil: people.Pupil) -> Iterable[Message]:
        del pupil
        return rules.death(died_on=day(form["on"]), today=timezone.localdate())

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        form = application.form
        deed = people.Deed(actor, day(form["on"]), number, reason=form["reason"])
        people.end(deed, form["enrolment"], people.MovementKind.DIED, status=DIED, reason=f"死亡（{number}）")
        reminders.settle(form["person"])


class DepartureForm(OwnPupilForm):
    to_place = forms.CharField(label=_("转往地区"), max_length=40, help_text=_("写到县（区）"))
    to_school = forms.CharField(label=_("转入学校"), max_length=60, help_text=_("对方接收函上的学校全称"))
    paper = forms.CharField(label=_("对方文号或业务编号"), max_length=60, help_text=_("接收函或全国学籍系统上的编号"))
    on = day_field(_("离校日期"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["on"].initial = timezone.localdate()

    def told(self, pupil: people.Pupil, typed: Mapping[str, Any]) -> dict[str, Any]:
        del pupil
        return {name: typed[name] for name in ("to_place", "to_school", "paper")} | {"on": typed["on"].isoformat()}


class Departure(OfOwnPupil, CaseType):
    """转学 to a school outside: the receiving side has agreed there; here the school and its authority let go."""

    code, label, prefix = "registry.departure", gettext_noop("转出本地区"), "ZC"
    group, brief = own.LEAVING, gettext_noop("转到外地学校，对方已经同意接收。")
    order = 50
    form = DepartureForm
    materials = (
        Material(
            "acceptance",
            gettext_noop("转入学校的接收函或调档通知"),
            basis=LAW,
            hint=gettext_noop("由对方学校及其主管部门盖章"),
        ),
    )

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        return [
            *about(form),
            (_("转往地区"), form["to_place"]),
            (_("转入学校"), form["to_school"]),
            (_("对方文号或业务编号"), form["paper"]),
            (_("离校日期"), day(form["on"])),
        ]

    @classmethod
    def hindered(cls, pupil: people.Pupil) -> list[Message]:
        return rules.departure(ruled(pupil), on=timezone.localdate())

    @classmethod
    def obstacles(cls, form: Mapping[str, Any], pupil: people.Pupil) -> Iterable[Message]:
        return rules.departure(ruled(pupil), on=day(form["on"]))

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        del form
        return papers_of(case_id)

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        form = application.form
        on = max(day(form["on"]), timezone.localdate())
        deed = people.Deed(actor, on, number, f"→ {form['to_place']} {form['to_school']}（{form['paper']}）")
        people.end(deed, form["enrolment"], people.MovementKind.LEFT, status=GONE, reason=f"转出（{number}）")
