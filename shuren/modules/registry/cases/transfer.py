"""转学 within the region: the receiving school applies, or a guardian asks and the receiving school takes it up.

School and authority of both sides decide in turn; then the receiving school fetches the file (调档), and with that the
enrolment moves. Ten working days for each (教基一司函〔2016〕48号 counts what is 未核办 or 未调档 after them).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, StepForm, Who, applicant
from shuren.kernel.cases.materials import Material
from shuren.kernel.cases.route import Parallel, Route, Sequence, Step
from shuren.kernel.cases.sight import Lines, Seen, at
from shuren.kernel.cases.wording import Wording
from shuren.kernel.messages import Message
from shuren.kernel.refusals import Hindered
from shuren.kernel.words import Words
from shuren.modules.registry import permissions
from shuren.modules.registry.cases import classes, own, packet, sitting
from shuren.modules.registry.cases.own import (
    BASIS,
    LAW,
    PARTY_DAYS,
    authority,
    city,
    class_of,
    day_field,
    ruled,
    school,
)
from shuren.modules.registry.queries.papers import papers_of
from shuren.modules.registry.queries.schools import OFFERED, schools_named
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
NO_CLASS = ("", _("到校后再编班"))


def _between(pupil: people.Pupil, to: orgs.Node) -> dict[str, Any]:
    """Return what a transfer is decided by: who, from where, to where."""
    return {
        "enrolment": pupil.enrolment_id, "person": pupil.person_id, "name": pupil.name,
        "from_school": pupil.school_id, "from_name": pupil.school_name, "to_school": to.pk, "to_name": to.name,
    }  # fmt: skip


class TransferForm(CaseForm):
    """A pupil is named by number and name, so that nobody leafs through other schools' rolls."""

    sealed = frozenset({"national_no"})
    unlisted = forms.CharField(required=False, widget=forms.HiddenInput)
    national_no = forms.CharField(label=_("学籍号"), max_length=20, help_text=_("G 或 L 开头；由家长提供"))
    name = forms.CharField(label=_("姓名"), max_length=36)
    to_class = forms.ChoiceField(label=_("拟转入班级"), required=False, widget=classes.ClassSelect)
    school_no = forms.CharField(label=_("校内学号"), max_length=20)
    entered_on = day_field(_("拟转入日期"))
    reason = forms.ChoiceField(label=_("转学原因"), choices=REASONS)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.school = orgs.own_node(actor)
        classes.offer(self.fields["to_class"], self.school.pk, blank=NO_CLASS)
        self.fields["entered_on"].initial = timezone.localdate()
        self.begun = sitting.begun(actor, self["unlisted"].value())
        if self.begun:
            self.initial = {"to_class": self.begun.school_class_id, **self.initial, "name": self.begun.name}
            self.fields["name"].disabled = True
            self.fields["national_no"].required = False
            self.fields["national_no"].help_text = sitting.number_help(self.begun)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.errors:
            return told
        if self.begun and not told["national_no"]:
            found = sitting.enrolled(self.begun)
        else:
            found = people.find_pupil(national_no=told["national_no"], name=told["name"])
        if found is None:
            raise forms.ValidationError(_("没有找到学籍号和姓名都相符的在籍学生。请与家长核对，须与原学校登记的一致。"))
        if found.school_id == self.school.pk:
            raise forms.ValidationError(_("该生的学籍已在本校，不需要转入；调整班级请在学生名册中办理。"))
        return _between(found, self.school) | {
            "to_class": int(told["to_class"]) if told["to_class"] else None,
            "school_no": told["school_no"],
            "entered_on": told["entered_on"].isoformat(),
            "reason": told["reason"],
        }


class NotTransferable(Hindered):
    """不能办理转学：{reasons}"""


def _same_authority(form: Mapping[str, Any]) -> bool:
    return orgs.node(form["from_school"]).authority_path == orgs.node(form["to_school"]).authority_path


def _placed(form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
    """Return where the pupil will sit, as the receiving school has said."""
    known = dict(orgs.classes_at(form["to_school"]))
    return [
        (_("拟转入班级"), known.get(str(form["to_class"])) or NO_CLASS[1]),
        (_("校内学号"), form["school_no"]),
        (_("拟转入日期"), date.fromisoformat(form["entered_on"])),
    ]


# Both sides decide at once (并联办理): neither needs the other's answer, and a family waits for the slower one only.
PARTIES = (
    Step(
        "receiving_school",
        gettext_noop("转入学校审核"),
        "receiving_principal",
        days=PARTY_DAYS,
        basis=BASIS,
        accepts=True,
    ),
    Parallel(
        (
            Step(
                "receiving_authority",
                gettext_noop("转入主管部门核办"),
                "receiving_authority",
                days=PARTY_DAYS,
                basis=BASIS,
            ),
            Sequence(
                (
                    Step(
                        "sending_school",
                        gettext_noop("转出学校核办"),
                        "sending_registrar",
                        days=PARTY_DAYS,
                        basis=BASIS,
                    ),
                    Step(
                        "sending_authority",
                        gettext_noop("转出主管部门核办"),
                        "sending_authority",
                        days=PARTY_DAYS,
                        basis=BASIS,
                        batch=True,
                    ),
                )
            ),
        )
    ),
    Step("receipt", gettext_noop("转入学校调档核收"), "receiving_registrar", days=PARTY_DAYS, basis=BASIS),
)


class OfTransfer:
    """Mixed into a CaseType: who signs for which side, what goes along, and what follows."""

    handled: ClassVar[Permission | None] = permissions.handle_cases
    asks: ClassVar[Mapping[str, type[StepForm]]] = {
        "sending_school": packet.SendingForm,
        "receipt": packet.ReceiptForm,
    }
    seen: ClassVar[Mapping[str, Seen]] = packet.seen()
    wording: ClassVar[Wording] = Wording(
        yes={
            "receiving_school": gettext_noop("同意接收"), "receiving_authority": gettext_noop("同意转入"),
            "sending_school": gettext_noop("同意转出"), "sending_authority": gettext_noop("同意转出"),
            "receipt": gettext_noop("确认核收"),
        },
        no={"receipt": gettext_noop("不予核收")},
    )  # fmt: skip

    who: ClassVar[Mapping[str, Who]] = {
        "guardian": applicant,
        "receiving_registrar": school("registrar", "to_school"),
        "receiving_principal": school("principal", "to_school"),
        "receiving_authority": authority("to_school"),
        "sending_registrar": school("registrar", "from_school"),
        "sending_authority": authority("from_school"),
        "receiving_city": city("to_school"),
        "sending_city": city("from_school"),
    }
    superiors: ClassVar[tuple[str, ...]] = (
        "receiving_authority",
        "sending_authority",
        "receiving_city",
        "sending_city",
    )

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['name']} · {form['from_name']} → {form['to_name']}"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"enrolment:{form['enrolment']}"

    @classmethod
    def barred(cls, application: Application) -> frozenset[str]:
        return people.accounts_close_to(application.form["person"])

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        return [
            (_("学生姓名"), form["name"]),
            (_("转出学校"), form["from_name"]),
            (_("转入学校"), form["to_name"]),
            *(_placed(form) if form.get("school_no") else ()),
            (_("转学原因"), dict(REASONS)[form["reason"]]),
            *packet.shown(form),
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        del form
        return papers_of(case_id)

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        reasons = list(cls._obstacles(application.form))
        if reasons:
            raise NotTransferable(reasons)

    @classmethod
    def _obstacles(cls, form: Mapping[str, Any]) -> Iterable[Message]:
        pupil = people.pupil(form["enrolment"])
        to_class, entered_on = form.get("to_class"), form.get("entered_on")
        yield from rules.obstacles(
            ruled(pupil),
            on=date.fromisoformat(entered_on) if entered_on else timezone.localdate(),
            stages=orgs.stages_at(form["to_school"]),
            class_size=people.class_size(to_class) if to_class else None,
            same_county=_same_authority(form),
            to_class=class_of(form) if to_class else None,
        )
        if people.number_is_taken(form["to_school"], form.get("school_no", "")):
            yield Message("校内学号已由另一名在籍学生使用，请改用其他学号。", about="school_no")

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        form = application.form
        to = people.Destination(form["to_school"], form.get("to_class"), form["school_no"], f"转学（{number}）")
        told = f"{form['from_name']} → {form['to_name']}"
        today = timezone.localdate()  # the registration moves when it is received, whenever the child was to come
        people.transfer(people.Deed(actor, today, number, told), form["enrolment"], to)


class Transfer(OfTransfer, CaseType):
    """转学 for which the receiving school applies."""

    code, label, prefix = "registry.transfer", gettext_noop("转学"), "ZX"
    group, brief = own.MOVING, gettext_noop("本地区其他学校的学生转入本校，须由家长提供学籍号和姓名。")
    order = 10
    form = TransferForm
    named_by: ClassVar[str] = "national_no"
    apply = permissions.apply_transfer
    route: ClassVar[Route] = Sequence(
        (Step("apply", gettext_noop("转入学校申请"), "receiving_registrar", applies=True), *PARTIES)
    )


class ChildTransferForm(CaseForm):
    """A guardian names the child, the school and the reason; the receiving school adds the rest."""

    child = forms.ChoiceField(label=_("孩子"), widget=forms.RadioSelect)
    to_school = forms.CharField(
        label=_("拟转入学校"), max_length=60, help_text=_("写学校全称，或名称中的几个字，例如“逍遥津”")
    )
    reason = forms.ChoiceField(label=_("转学原因"), choices=REASONS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.children = {str(pupil.enrolment_id): pupil for pupil in people.children_of(actor)}
        listed = [(key, f"{one.name} · {one.school_name} {one.class_name}") for key, one in self.children.items()]
        self.fields["child"].choices = listed  # type: ignore[attr-defined]
        self.fields["child"].initial = next(iter(self.children), None)
        if not self.children:
            self.fields["child"].help_text = _("您名下没有在籍的孩子。请联系孩子所在学校核对监护人登记。")

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        pupil = self.children[typed["child"]]
        found = schools_named(typed["to_school"].strip(), pupil.stage)
        if not found:
            told = _("没有找到设有该学段的这所学校。请核对名称；本地区以外的学校由对方发起。")
            raise forms.ValidationError({"to_school": told})
        if len(found) > 1:
            names = gettext("、").join(one.name for one in found[:OFFERED])
            raise forms.ValidationError({"to_school": _("有多所学校符合，请写全称：%(names)s。") % {"names": names}})
        if found[0].pk == pupil.school_id:
            raise forms.ValidationError({"to_school": _("孩子已经在这所学校就读。")})
        return _between(pupil, orgs.node(found[0].pk)) | {"reason": typed["reason"]}


class TakeUpForm(StepForm):
    """The receiving school says where the child will sit."""

    to_class = forms.ChoiceField(label=_("拟转入班级"), required=False, widget=classes.ClassSelect)
    school_no = forms.CharField(label=_("校内学号"), max_length=20)
    entered_on = day_field(_("拟转入日期"))

    def __init__(self, *args: Any, actor: Actor, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, application=application, **kwargs)
        pupil = people.pupil(application.form["enrolment"])
        cohort = (pupil.stage, pupil.entry_year)
        classes.offer(self.fields["to_class"], application.form["to_school"], blank=NO_CLASS, cohort=cohort)
        self.fields["entered_on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.errors:
            return told
        chosen = int(told["to_class"]) if told["to_class"] else None
        return {"to_class": chosen, "school_no": told["school_no"], "entered_on": told["entered_on"].isoformat()}


class ChildTransfer(OfTransfer, CaseType):
    """转学 that a guardian asks for: the receiving school takes it up, then it goes the usual way."""

    code, label, prefix = "registry.child_transfer", gettext_noop("子女转学"), "JZ"
    group, brief = own.MOVING, gettext_noop("孩子转到本地区的另一所学校，由转入学校受理。")
    order = 10
    form = ChildTransferForm
    named_by: ClassVar[str] = "child"
    apply = permissions.apply_for_child
    asks: ClassVar = {**OfTransfer.asks, "take_up": TakeUpForm}
    seen: ClassVar = {
        **packet.seen("apply"),
        "residence": at("apply", "take_up", "receiving_school", "receiving_authority"),
    }
    materials = (
        Material(
            "residence",
            gettext_noop("户籍或居住证明"),
            basis=LAW,
            hint=gettext_noop("迁移、返回户籍地的须上传；户口簿、居住证、房产或租房材料中的一种，拍照即可"),
            needed="has_moved",
        ),
    )
    wording: ClassVar[Wording] = replace(
        OfTransfer.wording,
        yes={**OfTransfer.wording.yes, "take_up": gettext_noop("受理")},
        no={**OfTransfer.wording.no, "take_up": gettext_noop("不予受理")},
    )
    conditions: ClassVar = {"has_moved": lambda application: application.form["reason"] in {"moved", "return"}}
    route: ClassVar[Route] = Sequence(
        (
            Step("apply", gettext_noop("家长申请"), "guardian", applies=True),
            Step(
                "take_up",
                gettext_noop("转入学校受理"),
                "receiving_registrar",
                days=PARTY_DAYS,
                basis=BASIS,
                accepts=True,
            ),
            *PARTIES,
        )
    )

    @classmethod
    def beginnings(cls, actor: Actor) -> list[tuple[str, Mapping[str, Any]]]:
        return [(child.name, {"child": child.enrolment_id}) for child in people.children_of(actor)]

    @classmethod
    def place(cls, application: Application) -> str:
        """Return the school the child is at: a guardian stands at no node that anybody audits."""
        return orgs.node(application.form["from_school"]).path
