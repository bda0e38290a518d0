"""What is asked of a receiving school."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import CaseForm
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
