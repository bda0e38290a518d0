"""跳级 and 留级."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseType
from shuren.kernel.cases.materials import Material
from shuren.kernel.messages import Message
from shuren.kernel.words import Words
from shuren.modules.registry.cases import own
from shuren.modules.registry.cases.leave import APPLICATION
from shuren.modules.registry.cases.own import (
    HEARD,
    LAW,
    ClassForm,
    OfOwnPupil,
    about,
    class_of,
    own_route,
    ruled,
)
from shuren.modules.registry.rules import grades as rules
from shuren.spine.people import api as people

ASKED_BY = ((rules.GUARDIAN, _("监护人申请")), (rules.SCHOOL, _("学校提出")))


class SkippingForm(ClassForm):
    """The class one grade up."""


class Skipping(OfOwnPupil, CaseType):
    """跳级: on application, after a test of ability, one grade."""

    code, label, prefix = "registry.skipping", gettext_noop("跳级"), "TJ"
    group, brief = own.CHANGES, gettext_noop("学业水平明显超出所在年级，经测评升入高一年级。")
    order = 40
    form = SkippingForm
    route = own_route(homeroom=True)
    materials = (
        APPLICATION,
        Material("test", gettext_noop("学业能力测评材料"), basis=LAW, hint=gettext_noop("学校组织的测评结果和结论")),
    )
    seen: ClassVar = {"application": HEARD, "test": HEARD}

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        return [*about(form), (_("拟编入班级"), form["to_name"])]

    @classmethod
    def hindered(cls, pupil: people.Pupil) -> list[Message]:
        return rules.absent(ruled(pupil))

    @classmethod
    def obstacles(cls, form: Mapping[str, Any], pupil: people.Pupil) -> Iterable[Message]:
        return rules.skipping(ruled(pupil), class_of(form))

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        _regrade(actor, application.form, number, people.MovementKind.SKIPPED)


class RepeatingForm(ClassForm):
    asked_by = forms.ChoiceField(
        label=_("由谁提出"), choices=ASKED_BY, help_text=_("义务教育阶段学校不得要求学生留级"), widget=forms.RadioSelect
    )

    def told(self, pupil: people.Pupil, typed: Mapping[str, Any]) -> dict[str, Any]:
        return super().told(pupil, typed) | {"asked_by": typed["asked_by"]}


class Repeating(OfOwnPupil, CaseType):
    """留级: in compulsory education on the guardian's application alone."""

    code, label, prefix = "registry.repeating", gettext_noop("留级"), "LJ"
    group, brief = own.CHANGES, gettext_noop("须在低一年级重读；义务教育阶段只能由监护人提出。")
    order = 42
    form = RepeatingForm
    route = own_route(homeroom=True)
    conditions: ClassVar = {
        **OfOwnPupil.conditions, "guardian": lambda application: application.form["asked_by"] == rules.GUARDIAN,
    }  # fmt: skip
    materials = (
        Material(
            APPLICATION.code, APPLICATION.label, basis=LAW, hint=gettext_noop("写明留级的原因"), needed="guardian"
        ),
    )
    seen: ClassVar = {"application": HEARD}

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        return [*about(form), (_("拟编入班级"), form["to_name"]), (_("由谁提出"), dict(ASKED_BY)[form["asked_by"]])]

    @classmethod
    def hindered(cls, pupil: people.Pupil) -> list[Message]:
        return rules.absent(ruled(pupil))

    @classmethod
    def obstacles(cls, form: Mapping[str, Any], pupil: people.Pupil) -> Iterable[Message]:
        return rules.repeating(ruled(pupil), class_of(form), asked_by=form["asked_by"])

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        _regrade(actor, application.form, number, people.MovementKind.REPEATED)


def _regrade(actor: Actor, form: Mapping[str, Any], number: str, kind: people.MovementKind) -> None:
    told = f"{form['class_name']} → {form['to_name']}"
    deed = people.Deed(actor, timezone.localdate(), number, told)
    people.regrade(deed, form["enrolment"], kind, class_id=form["to_class"], entry_year=class_of(form).entry_year)
