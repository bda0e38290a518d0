"""休学, its extension, 复学."""

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
from shuren.modules.registry.cases.own import (
    HEARD,
    LAW,
    SIGNERS,
    ClassForm,
    OfOwnPupil,
    OwnPupilForm,
    about,
    class_of,
    day,
    day_field,
    own_route,
    ruled,
)
from shuren.modules.registry.rules import leave as rules
from shuren.spine.people import api as people
from shuren.spine.people.queries.words import code_choices, code_name

REASONS = ("11", "12", "19", "26", "28", "99")  # of JY/T 1001-2012 XJYDYY, those for which a pupil stays away
APPLICATION = Material(
    "application", gettext_noop("监护人签字的申请"), basis=LAW, hint=gettext_noop("写明原因和起止日期，扫描或拍照")
)
HOSPITAL = Material(
    "hospital",
    gettext_noop("县级以上医院的诊断证明"),
    basis=LAW,
    hint=gettext_noop("因病办理的须提供，由县级及以上医院出具"),
    needed="ill",
)


def _is_ill(application: Application) -> bool:
    return application.form["reason"] in rules.ILLNESS


def _leave(pupil: people.Pupil) -> rules.Leave | None:
    """Return the latest suspension as the rules look at it."""
    leave = people.leave_of(pupil.person_id)
    return rules.Leave(leave.since, leave.until, leave.extended) if leave else None


class SuspensionForm(OwnPupilForm):
    reason = forms.ChoiceField(label=_("休学原因"), help_text=_("因病休学一般指连续缺课超过一学期三分之一"))
    on = day_field(_("休学开始日期"))
    until = day_field(_("期满日期"), _("这一天起应当复学；一次不超过一学年"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        known = dict(code_choices("change_reason"))
        choices = [("", _("请选择")), *((code, known[code]) for code in REASONS)]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]
        self.fields["on"].initial = timezone.localdate()

    def told(self, pupil: people.Pupil, typed: Mapping[str, Any]) -> dict[str, Any]:
        del pupil
        return {"reason": typed["reason"], "on": typed["on"].isoformat(), "until": typed["until"].isoformat()}


class Suspension(OfOwnPupil, CaseType):
    """休学: the registration is kept, and no transfer is possible meanwhile."""

    code, label, prefix = "registry.suspension", gettext_noop("休学"), "XX"
    group, brief = own.LEAVE, gettext_noop("因病等原因须暂时离校，学籍保留。")
    order = 20
    form = SuspensionForm
    route = own_route(batch=True, homeroom=True)
    conditions: ClassVar = {**OfOwnPupil.conditions, "ill": _is_ill}
    materials = (APPLICATION, HOSPITAL)
    seen: ClassVar = {"reason": HEARD, "application": HEARD, "hospital": SIGNERS}

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        return [
            *about(form),
            (_("休学原因"), code_name("change_reason", form["reason"]), "reason"),
            (_("休学开始日期"), day(form["on"])),
            (_("期满日期"), day(form["until"])),
        ]

    @classmethod
    def hindered(cls, pupil: people.Pupil) -> list[Message]:
        today = timezone.localdate()
        return rules.suspension(ruled(pupil), on=today, until=rules.a_year_after(today))

    @classmethod
    def obstacles(cls, form: Mapping[str, Any], pupil: people.Pupil) -> Iterable[Message]:
        return rules.suspension(ruled(pupil), on=day(form["on"]), until=day(form["until"]))

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        form = application.form
        told = f"{form['on']} — {form['until']}"
        deed = people.Deed(actor, day(form["on"]), number, told, form["reason"])
        people.suspend(deed, form["enrolment"], until=day(form["until"]))


class ExtensionForm(OwnPupilForm):
    until = day_field(_("延长至"), _("这一天起应当复学；只能延长一次，不超过一学年"))
    reason = forms.ChoiceField(label=_("延长原因"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        known = dict(code_choices("change_reason"))
        choices = [("", _("请选择")), *((code, known[code]) for code in REASONS)]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]

    def told(self, pupil: people.Pupil, typed: Mapping[str, Any]) -> dict[str, Any]:
        leave = people.leave_of(pupil.person_id)
        ends = leave.until.isoformat() if leave else ""
        return {"reason": typed["reason"], "until": typed["until"].isoformat(), "ends": ends}


class Extension(OfOwnPupil, CaseType):
    """延长休学: once, by one school year at most."""

    code, label, prefix = "registry.extension", gettext_noop("延长休学"), "YX"
    group, brief = own.LEAVE, gettext_noop("休学期满仍不能到校的，可以延长一次。")
    order = 22
    form = ExtensionForm
    route = own_route(batch=True, homeroom=True)
    conditions: ClassVar = {**OfOwnPupil.conditions, "ill": _is_ill}
    materials = (APPLICATION, HOSPITAL)
    seen: ClassVar = {"reason": HEARD, "application": HEARD, "hospital": SIGNERS}

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        return [
            *about(form),
            (_("延长原因"), code_name("change_reason", form["reason"]), "reason"),
            (_("原期满日期"), day(form["ends"]) if form["ends"] else "—"),
            (_("延长至"), day(form["until"])),
        ]

    @classmethod
    def hindered(cls, pupil: people.Pupil) -> list[Message]:
        return rules.not_on_leave(ruled(pupil))

    @classmethod
    def obstacles(cls, form: Mapping[str, Any], pupil: people.Pupil) -> Iterable[Message]:
        return rules.extension(ruled(pupil), _leave(pupil), until=day(form["until"]))

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        form = application.form
        deed = people.Deed(actor, timezone.localdate(), number, f"{form['ends']} → {form['until']}", form["reason"])
        people.suspend(deed, form["enrolment"], until=day(form["until"]), extends=True)
        reminders.settle(form["person"])


class ResumptionForm(ClassForm):
    on = day_field(_("复学日期"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["to_class"].help_text = _("按学生的实际水平编入，不能高于原来的年级")
        self.fields["on"].initial = timezone.localdate()

    def told(self, pupil: people.Pupil, typed: Mapping[str, Any]) -> dict[str, Any]:
        leave = people.leave_of(pupil.person_id)
        return super().told(pupil, typed) | {
            "on": typed["on"].isoformat(),
            "ends": leave.until.isoformat() if leave else "",
            "ill": leave is not None and leave.reason in rules.ILLNESS,
        }


class Resumption(OfOwnPupil, CaseType):
    """复学: into the grade that fits the actual level."""

    code, label, prefix = "registry.resumption", gettext_noop("复学"), "FX"
    group, brief = own.LEAVE, gettext_noop("休学的学生回校上课，按实际水平编入年级。")
    order = 24
    form = ResumptionForm
    route = own_route(batch=True)
    conditions: ClassVar = {"ill": lambda application: bool(application.form["ill"])}
    materials = (
        APPLICATION,
        Material(
            "hospital",
            gettext_noop("县级以上医院的康复证明"),
            basis=LAW,
            hint=gettext_noop("因病休学的须提供，证明可以正常上学"),
            needed="ill",
        ),
    )
    seen: ClassVar = {"application": SIGNERS, "hospital": SIGNERS}

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        return [
            *about(form),
            (_("休学期满日期"), day(form["ends"]) if form["ends"] else "—"),
            (_("复学日期"), day(form["on"])),
            (_("拟编入班级"), form["to_name"]),
        ]

    @classmethod
    def hindered(cls, pupil: people.Pupil) -> list[Message]:
        return rules.not_on_leave(ruled(pupil))

    @classmethod
    def obstacles(cls, form: Mapping[str, Any], pupil: people.Pupil) -> Iterable[Message]:
        return rules.resumption(ruled(pupil), _leave(pupil), class_of(form), on=day(form["on"]))

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        form, to = application.form, class_of(application.form)
        deed = people.Deed(actor, day(form["on"]), number, f"→ {form['to_name']}")
        people.resume(deed, form["enrolment"], class_id=form["to_class"], entry_year=to.entry_year)
        reminders.settle(form["person"])
