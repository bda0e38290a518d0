"""建籍 of a single pupil, and 转学 from a school of another region: a registration that begins here."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType
from shuren.kernel.cases.materials import Material
from shuren.kernel.cases.sight import Lines
from shuren.kernel.identifiers import read_resident_id, tidy
from shuren.kernel.messages import Message
from shuren.kernel.sensitive import index_of, mask
from shuren.modules.registry.cases import classes, own
from shuren.modules.registry.cases.identity import choices, opened, sealed
from shuren.modules.registry.cases.own import LAW, SIGNERS, OfOwnPupil, class_of, day, day_field, refuse
from shuren.modules.registry.cases.sitting import beginning, begun, id_number, number_help, registry_number
from shuren.modules.registry.rules import identity as rules
from shuren.modules.registry.rules import transfer as transfers
from shuren.modules.registry.rules.pupils import Pupil
from shuren.spine.orgs import api as orgs
from shuren.spine.people import api as people
from shuren.spine.people.queries.words import code_choices, code_name
from shuren.spine.standards import api as standards

PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}")  # as the workbook of pupils takes it
NUMBERS = ("id_no", "guardian_id_no", "guardian_phone")
TABLES = {
    "sex": "sex", "id_type": "id_type", "ethnic": "ethnic", "nationality": "country", "study_mode": "study_mode",
}  # fmt: skip
PLAIN = ("name", "sex", "id_type", "ethnic", "nationality", "school_no", "study_mode", "guardian_name", "relation")


class NewcomerForm(CaseForm):
    """Who the pupil is, who is responsible for them, and where they are put."""

    sealed = frozenset(NUMBERS)
    unlisted = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("姓名"), max_length=36, help_text=_("与户口簿一致；间隔号写作“·”"))
    sex = forms.ChoiceField(label=_("性别"))
    born_on = day_field(_("出生日期"))
    id_type = forms.ChoiceField(label=_("身份证件类型"), help_text=_("没有证件的选“其他”，并上传学校签章的情况说明"))
    id_no = forms.CharField(label=_("身份证件号"), max_length=20, required=False, help_text=_("号码加密保存"))
    ethnic = forms.ChoiceField(label=_("民族"))
    nationality = forms.ChoiceField(label=_("国籍/地区"), initial="CHN")
    guardian_name = forms.CharField(label=_("监护人姓名"), max_length=36)
    relation = forms.ChoiceField(label=_("与学生关系"))
    guardian_id_no = forms.CharField(
        label=_("监护人身份证件号"), max_length=20, required=False, help_text=_("填了才能识别同一监护人的多个孩子")
    )
    guardian_phone = forms.CharField(label=_("监护人联系电话"), max_length=20)
    to_class = forms.ChoiceField(label=_("拟编入班级"), help_text=_("班级决定年级"), widget=classes.ClassSelect)
    school_no = forms.CharField(label=_("校内学号"), max_length=20)
    study_mode = forms.ChoiceField(label=_("就读方式"))
    on = day_field(_("入校日期"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.school = orgs.own_node(actor)
        for name, table in TABLES.items():
            self.fields[name].choices = choices(table, _("请选择"))  # type: ignore[attr-defined]
        relations = [one for one in code_choices("family") if one[0] in rules.GUARDIAN_RELATIONS]
        self.fields["relation"].choices = [("", _("请选择")), *relations]  # type: ignore[attr-defined]
        classes.offer(self.fields["to_class"], self.school.pk, blank=("", _("请选择")))
        self.fields["on"].initial = timezone.localdate()
        self.begun = begun(actor, self["unlisted"].value())
        if self.begun:
            self.initial = {**beginning(self.begun), **self.initial}
        if self.begun and self.begun.number:
            self.fields["id_no"].help_text = number_help(self.begun)

    def clean_guardian_id_no(self) -> str:
        typed = str(self.cleaned_data["guardian_id_no"])
        if problem := standards.check_resident_id(typed):
            raise forms.ValidationError(problem.sentence)
        return typed

    def clean_guardian_phone(self) -> str:
        typed = tidy(self.cleaned_data["guardian_phone"])
        if not PHONE.fullmatch(typed):
            raise forms.ValidationError(_("请填写 11 位手机号，或带区号的固定电话。"))
        return typed

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        number = typed.get("id_no", "") if typed.get("id_type") == rules.RESIDENT else ""
        if number and (problem := standards.check_resident_id(number)):
            self.add_error("id_no", problem.sentence)
        if self.errors:
            return typed
        if self.begun and not typed["id_no"]:
            typed["id_no"] = id_number(self.begun)
        numbers = {name: sealed(typed[name]) for name in NUMBERS}
        return {
            **{name: typed[name] for name in PLAIN}, **numbers,
            "born_on": typed["born_on"].isoformat(), "on": typed["on"].isoformat(),
            "to_class": int(typed["to_class"]), "to_name": people.group(int(typed["to_class"])).name,
            "school": self.school.pk, "school_name": self.school.name,
            "key": index_of(typed["id_no"], "people.person.id_no") or f"{typed['name']}.{typed['born_on']:%Y%m%d}",
        }  # fmt: skip


class OfNewcomer(OfOwnPupil):
    """Mixed into a CaseType: a case by whose end somebody is enrolled who was not."""

    kind: ClassVar[people.MovementKind]
    named_by: ClassVar[str] = "name"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"newcomer:{form['key']}"

    @classmethod
    def barred(cls, application: Application) -> frozenset[str]:
        return people.accounts_under(opened(application.form["guardian_id_no"]))

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        refuse(cls.reasons(application.form))

    @classmethod
    def reasons(cls, form: Mapping[str, Any]) -> list[Message]:
        """Return why somebody cannot be enrolled, as things are now."""
        number, to = opened(form["id_no"]), people.group(form["to_class"])
        born_on = day(form["born_on"])
        found = rules.documents(id_type=form["id_type"], id_no=number, born_on=born_on, sex=form["sex"])
        is_read = form["id_type"] == rules.RESIDENT and read_resident_id(number) is not None  # else it is told already
        if is_read and (problem := standards.check_resident_id(number)):
            found.append(Message(problem.sentence, about="id_no"))
        elsewhere = people.enrolled_under(number)
        if elsewhere is not None:
            told = {"school": elsewhere.school_name}
            found.append(Message("该身份证件号已在{school}在籍，一人只能有一个学籍；请改办转学。", told, about="id_no"))
        if people.number_is_taken(form["school"], form["school_no"]):
            found.append(Message("校内学号已由另一名在籍学生使用，请改用其他学号。", about="school_no"))
        found += transfers.room(to.stage, people.class_size(to.pk))
        return found

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        doubles = people.doubles_of(name=form["name"], sex=form["sex"], born_on=day(form["born_on"]))
        same = gettext("、").join(f"{pupil.school_name} {pupil.class_name}" for pupil in doubles)
        return [
            (_("姓名"), form["name"]),
            (_("性别"), code_name("sex", form["sex"])),
            (_("出生日期"), day(form["born_on"])),
            (_("身份证件类型"), code_name("id_type", form["id_type"])),
            (_("身份证件号"), mask("id_number", opened(form["id_no"])), "id_no"),
            (_("查重：姓名、性别、出生日期相同的在籍学生"), same or _("没有")),
            (_("民族"), code_name("ethnic", form["ethnic"])),
            (_("监护人姓名"), form["guardian_name"], "guardian_name"),
            (_("与学生关系"), code_name("family", form["relation"]), "relation"),
            (_("监护人联系电话"), mask("phone", opened(form["guardian_phone"])), "guardian_phone"),
            (_("学校"), form["school_name"]),
            (_("拟编入班级"), form["to_name"]),
            (_("校内学号"), form["school_no"]),
            (_("入校日期"), day(form["on"])),
        ]

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        form, to = application.form, class_of(application.form)
        born_on = day(form["born_on"])
        pupil = people.Human(
            form["name"], opened(form["id_no"]), form["id_type"], form["sex"], born_on, form["ethnic"],
            form["nationality"],
        )  # fmt: skip
        adult_no = opened(form["guardian_id_no"])
        adult = people.Human(form["guardian_name"], adult_no, rules.RESIDENT if adult_no else "")
        guardian = people.Responsible(adult, form["relation"], opened(form["guardian_phone"]))
        place = people.Place(
            form["school"], form["to_class"], to.stage, to.entry_year, form["school_no"],
            cls.number_for(form, number), form["study_mode"],
        )  # fmt: skip
        people.enrol(people.Deed(actor, day(form["on"]), number, cls.told(form)), pupil, guardian, place, cls.kind)

    @classmethod
    def number_for(cls, form: Mapping[str, Any], case_number: str) -> str:
        """Return the registry number: a temporary one until the population register has confirmed it."""
        return rules.temporary_number(id_no=opened(form["id_no"]), case_number=case_number)

    @classmethod
    def told(cls, form: Mapping[str, Any]) -> str:
        """Return what the pupil's history says."""
        return f"{form['school_name']} {form['to_name']}"


FORM_SIGNED = Material(
    "form",
    gettext_noop("监护人签字的学籍基本信息表"),
    basis=LAW,
    hint=gettext_noop("学校核对户口簿后由监护人签字"),
)
NO_DOCUMENT = Material(
    "statement",
    gettext_noop("无身份证件的情况说明"),
    basis=LAW,
    hint=gettext_noop("写明原因，由学校负责人签字、学校盖章"),
    needed="no_number",
)

# Numbers, whoever is responsible for the child, and the papers about both.
PRIVATE = {
    **dict.fromkeys((*NUMBERS, "relation", "form", "statement"), SIGNERS),
    "guardian_name": replace(SIGNERS, mask="name"),
}


class Opening(OfNewcomer, CaseType):
    """建籍 of one pupil."""

    code, label, prefix = "registry.opening", gettext_noop("建立学籍"), "JJ"
    group, brief = own.MOVING, gettext_noop("已入学而没有学籍的学生，逐人建籍。")
    order = 12
    form = NewcomerForm
    kind = people.MovementKind.OPENED
    conditions: ClassVar = {"no_number": lambda application: not application.form["id_no"]}
    materials = (FORM_SIGNED, NO_DOCUMENT)
    seen: ClassVar = PRIVATE

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['name']} · {form['school_name']}"

    @classmethod
    def reasons(cls, form: Mapping[str, Any]) -> list[Message]:
        to = people.group(form["to_class"])
        young = rules.age(stage=to.stage, grade=to.grade, born_on=day(form["born_on"]), entry_year=to.entry_year)
        return super().reasons(form) + young


class ArrivalForm(NewcomerForm):
    """A newcomer who brings a registry number from another region."""

    sealed = NewcomerForm.sealed | {"national_no"}
    national_no = forms.CharField(label=_("学籍号"), max_length=24, help_text=_("G 或 L 开头，学籍号终身不变"))
    from_place = forms.CharField(label=_("转出地区"), max_length=40, help_text=_("写到县（区）"))
    from_school = forms.CharField(label=_("转出学校"), max_length=60)
    paper = forms.CharField(
        label=_("对方文号或业务编号"),
        max_length=60,
        help_text=_("同意转出的文号，或全国学籍系统上的编号"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        if self.begun and registry_number(self.begun):
            self.fields["national_no"].required = False
            self.fields["national_no"].help_text = self.fields["id_no"].help_text

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if self.errors:
            return told
        number = tidy(self.cleaned_data["national_no"]) or (registry_number(self.begun) if self.begun else "")
        if not number:
            raise forms.ValidationError({"national_no": self.fields["national_no"].error_messages["required"]})
        if problem := standards.check_student_number(number):
            raise forms.ValidationError({"national_no": problem.sentence})
        typed = {name: self.cleaned_data[name] for name in ("from_place", "from_school", "paper")}
        return told | typed | {"national_no": sealed(number)}


class Arrival(OfNewcomer, CaseType):
    """转学 from outside: the other side has agreed, its paper is named; school and authority here decide."""

    code, label, prefix = "registry.arrival", gettext_noop("外地转入"), "ZR"
    group, brief = own.MOVING, gettext_noop("从外地学校转来，对方学校和主管部门已经同意。")
    order = 14
    form = ArrivalForm
    kind = people.MovementKind.ARRIVED
    conditions: ClassVar = {"no_number": lambda application: not application.form["id_no"]}
    materials = (
        FORM_SIGNED,
        Material(
            "consent",
            gettext_noop("转出学校及其主管部门的同意材料"),
            basis=LAW,
            hint=gettext_noop("转学申请表或全国学籍系统的办结页面"),
        ),
        NO_DOCUMENT,
    )
    seen: ClassVar = {**PRIVATE, "national_no": SIGNERS, "consent": SIGNERS}

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        return [
            *super().shown(form),
            (_("学籍号"), mask("tail", opened(form["national_no"])), "national_no"),
            (_("转出地区"), form["from_place"]),
            (_("转出学校"), form["from_school"]),
            (_("对方文号或业务编号"), form["paper"]),
        ]

    @classmethod
    def reasons(cls, form: Mapping[str, Any]) -> list[Message]:
        to = people.group(form["to_class"])
        newcomer = Pupil("01", to.stage, to.entry_year, to.grade, to.grades)
        return super().reasons(form) + transfers.season(newcomer, on=day(form["on"]))

    @classmethod
    def number_for(cls, form: Mapping[str, Any], case_number: str) -> str:
        del case_number
        return opened(form["national_no"])

    @classmethod
    def told(cls, form: Mapping[str, Any]) -> str:
        return f"{form['from_place']} {form['from_school']} → {form['school_name']}（{form['paper']}）"
