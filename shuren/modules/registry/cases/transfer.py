"""转学: a transfer within the region."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType
from shuren.kernel.cases.route import Sequence, Step
from shuren.kernel.messages import Message
from shuren.kernel.refusals import Refused
from shuren.kernel.words import Words
from shuren.modules.registry import permissions
from shuren.modules.registry.cases.own import BASIS, PARTY_DAYS, authority, class_of, ruled, school
from shuren.modules.registry.rules import transfer as rules
from shuren.spine.orgs import api as orgs
from shuren.spine.people import api as people

REASONS = (
    ("moved", _("户籍或居住地迁移")),
    ("work", _("父母工作调动")),
    ("migrant", _("进城务工人员随迁子女就学")),
    ("return", _("返回户籍地就学")),
    ("other", _("其他")),
)


class TransferForm(CaseForm):
    """A pupil is named by number and name, so that nobody leafs through other schools' rolls."""

    national_no = forms.CharField(label=_("学籍号"), max_length=20, help_text=_("G 或 L 开头；由家长提供"))
    name = forms.CharField(label=_("姓名"), max_length=36)
    to_class = forms.ChoiceField(label=_("拟转入班级"), required=False)
    school_no = forms.CharField(label=_("校内学号"), max_length=20)
    entered_on = forms.DateField(label=_("转入日期"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.ChoiceField(label=_("转学原因"), choices=REASONS)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.school = orgs.own_node(actor)
        blank = ("", _("到校后再编班"))
        self.fields["to_class"].choices = [blank, *orgs.classes_at(self.school.pk)]  # type: ignore[attr-defined]
        self.fields["entered_on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.errors:
            return told
        found = people.find_pupil(national_no=told["national_no"], name=told["name"])
        if found is None:
            raise forms.ValidationError(_("没有找到学籍号和姓名都相符的在籍学生。请与家长核对，须与原学校登记的一致。"))
        if found.school_id == self.school.pk:
            raise forms.ValidationError(_("该生的学籍已在本校，不需要转入；调整班级请在学生名册中办理。"))
        return {
            "enrolment": found.enrolment_id,
            "name": found.name,
            "from_school": found.school_id,
            "from_name": found.school_name,
            "to_school": self.school.pk,
            "to_name": self.school.name,
            "to_class": int(told["to_class"]) if told["to_class"] else None,
            "school_no": told["school_no"],
            "entered_on": told["entered_on"].isoformat(),
            "reason": told["reason"],
        }


class NotTransferable(Refused):
    """不能办理转学：{reasons}"""


def _same_authority(form: Mapping[str, Any]) -> bool:
    return orgs.node(form["from_school"]).authority_path == orgs.node(form["to_school"]).authority_path


class Transfer(CaseType):
    """转学 within the region: the receiving school applies; school and authority of both sides decide in turn."""

    code, label, prefix = "registry.transfer", gettext_noop("转学"), "ZX"
    form = TransferForm
    apply = permissions.apply_transfer
    route = Sequence(
        (
            Step("apply", gettext_noop("转入学校申请"), "receiving_registrar", applies=True),
            Step(
                "receiving_school",
                gettext_noop("转入学校审核"),
                "receiving_principal",
                days=PARTY_DAYS,
                basis=BASIS,
                accepts=True,
            ),
            Step(
                "receiving_authority",
                gettext_noop("转入主管部门核办"),
                "receiving_authority",
                days=PARTY_DAYS,
                basis=BASIS,
            ),
            Step("sending_school", gettext_noop("转出学校核办"), "sending_registrar", days=PARTY_DAYS, basis=BASIS),
            Step(
                "sending_authority", gettext_noop("转出主管部门核办"), "sending_authority", days=PARTY_DAYS, basis=BASIS
            ),
        )
    )
    who: ClassVar = {
        "receiving_registrar": school("registrar", "to_school"),
        "receiving_principal": school("principal", "to_school"),
        "receiving_authority": authority("to_school"),
        "sending_registrar": school("registrar", "from_school"),
        "sending_authority": authority("from_school"),
    }

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['name']} · {form['from_name']} → {form['to_name']}"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"enrolment:{form['enrolment']}"

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        labels = dict(orgs.classes_at(form["to_school"]))
        return [
            (_("学生"), form["name"]),
            (_("转出学校"), form["from_name"]),
            (_("转入学校"), form["to_name"]),
            (_("拟转入班级"), labels.get(str(form["to_class"])) or _("到校后再编班")),
            (_("校内学号"), form["school_no"]),
            (_("转入日期"), date.fromisoformat(form["entered_on"])),
            (_("转学原因"), dict(REASONS)[form["reason"]]),
        ]

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        reasons = list(cls._obstacles(application.form))
        if reasons:
            raise NotTransferable(reasons=" ".join(reason.told(gettext) for reason in reasons))

    @classmethod
    def _obstacles(cls, form: Mapping[str, Any]) -> Iterable[Message]:
        pupil = people.pupil(form["enrolment"])
        size = people.class_size(form["to_class"]) if form.get("to_class") else None
        return rules.obstacles(
            ruled(pupil),
            on=date.fromisoformat(form["entered_on"]),
            stages=orgs.stages_at(form["to_school"]),
            class_size=size,
            same_county=_same_authority(form),
            to_class=class_of(form) if form.get("to_class") else None,
        )

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        form = application.form
        to = people.Seat(form["to_school"], form.get("to_class"), form["school_no"], f"转学（{number}）")
        on = max(date.fromisoformat(form["entered_on"]), timezone.localdate())
        told = f"{form['from_name']} → {form['to_name']}"
        people.transfer(people.Deed(actor, on, number, told), form["enrolment"], to)
