"""关键信息变更: name, sex, day of birth, identity number, as the household registration office has them.

《全国学籍系统关键业务应用指南》（教基一〔2014〕8号）: a proof of the household registration office is uploaded;
school and authority have ten working days each. Numbers are sealed in the case and masked wherever they are shown.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseType
from shuren.kernel.cases.materials import Material
from shuren.kernel.cases.sight import Lines
from shuren.kernel.identifiers import tidy
from shuren.kernel.messages import Message
from shuren.kernel.sensitive import mask, open_token, seal
from shuren.kernel.words import Words
from shuren.modules.registry.cases import own
from shuren.modules.registry.cases.own import DAY, SIGNERS, OfOwnPupil, OwnPupilForm, about
from shuren.modules.registry.rules import identity as rules
from shuren.spine.people import api as people
from shuren.spine.people.queries.words import code_choices, code_name

GUIDE = "教基一〔2014〕8号"
PURPOSE = "registry.case.number"  # identity numbers and phones inside the forms of cases
ITEMS = ("name", "sex", "born_on", "id_type", "id_no")
LABELS = {
    "name": gettext_noop("姓名"),
    "sex": gettext_noop("性别"),
    "born_on": gettext_noop("出生日期"),
    "id_type": gettext_noop("身份证件类型"),
    "id_no": gettext_noop("身份证件号"),
}


def sealed(number: str) -> str:
    """Return a number as a case keeps it; nothing for nothing."""
    return seal(tidy(number), PURPOSE) if number else ""


def opened(token: str) -> str:
    return open_token(token, PURPOSE) if token else ""


def choices(table: str, blank: Words) -> list[tuple[str, Any]]:
    return [("", blank), *code_choices(table)]


class KeyDataForm(OwnPupilForm):
    """Only what changes is filled in."""

    sealed = frozenset({"id_no"})
    name = forms.CharField(label=_("新姓名"), max_length=36, required=False)
    sex = forms.ChoiceField(label=_("新性别"), required=False)
    born_on = forms.DateField(label=_("新出生日期"), required=False, widget=forms.DateInput(attrs=DAY))
    id_type = forms.ChoiceField(label=_("新身份证件类型"), required=False)
    id_no = forms.CharField(
        label=_("新身份证件号"),
        max_length=20,
        required=False,
        help_text=_("只填要变更的项目，其余留空；号码加密保存"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        for table in ("sex", "id_type"):
            self.fields[table].choices = choices(table, _("不变更"))  # type: ignore[attr-defined]

    def told(self, pupil: people.Pupil, typed: Mapping[str, Any]) -> dict[str, Any]:
        held = people.key_data(pupil.enrolment_id)
        number = held.id_no.reveal() if held.id_no else ""
        before = {
            "name": held.name, "sex": held.sex, "born_on": held.born_on.isoformat() if held.born_on else "",
            "id_type": held.id_type, "id_no": sealed(number),
        }  # fmt: skip
        new = {item: typed[item] for item in ITEMS if typed[item]}
        changed = [item for item, value in new.items() if str(value) != (number if item == "id_no" else before[item])]
        if not changed:
            raise forms.ValidationError(_("没有需要变更的内容：请填写与现有登记不同的项目。"))
        after = before | {item: str(new[item]) for item in changed}
        if "id_no" in changed:
            after["id_no"] = sealed(typed["id_no"])
        return {"before": before, "after": after, "changed": changed}


class KeyData(OfOwnPupil, CaseType):
    """关键信息变更: what the documents say takes the place of what was registered; the history keeps both, masked."""

    code, label, prefix = "registry.key_data", gettext_noop("关键信息变更"), "BG"
    group, brief = own.CHANGES, gettext_noop("姓名、性别、出生日期、身份证件与户籍登记不一致，须更正。")
    order = 30
    form = KeyDataForm
    materials = (
        Material(
            "proof",
            gettext_noop("户籍管理部门出具的证明"),
            basis=GUIDE,
            hint=gettext_noop("公安派出所盖章的变更证明，或载明变更的户口簿页"),
        ),
    )
    seen: ClassVar = dict.fromkeys((*ITEMS[1:], "proof"), SIGNERS)  # the name is in the title

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        now = [(_(LABELS[item]), _change(form, item, _whole), item) for item in form["changed"]]
        return [*about(form), *now]

    @classmethod
    def obstacles(cls, form: Mapping[str, Any], pupil: people.Pupil) -> Iterable[Message]:
        after = form["after"]
        number = opened(after["id_no"])
        found = rules.documents(
            id_type=after["id_type"], id_no=number, sex=after["sex"], born_on=date.fromisoformat(after["born_on"])
        )
        if number and people.number_belongs_to_other(number, pupil.person_id):
            told = "该身份证件号已登记在另一人名下，请核对证件；同一人重复登记的按问题学籍处理。"
            found.append(Message(told, about="id_no"))
        return found

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        form, after = application.form, application.form["after"]
        changes = (f"{LABELS[item]} {_change(form, item, _masked)}" for item in form["changed"])
        deed = people.Deed(actor, timezone.localdate(), number, "；".join(changes))
        born_on = date.fromisoformat(after["born_on"])
        who = people.Human(after["name"], opened(after["id_no"]), after["id_type"], after["sex"], born_on)
        people.correct(deed, form["enrolment"], who)


def _change(form: Mapping[str, Any], item: str, shown: Any) -> str:
    none = gettext("无")
    return f"{shown(item, form['before'][item]) or none} → {shown(item, form['after'][item]) or none}"


def _whole(item: str, value: str) -> str:
    """Return a value as whoever decides compares it with the proof; of a number the day of birth stays hidden."""
    if item == "id_no":
        return mask("id_number", opened(value))
    return code_name(item, value) if item in {"sex", "id_type"} else value


def _masked(item: str, value: str) -> str:
    """Return a value as history and audit log keep it."""
    masks: dict[str, str] = {"name": "name", "born_on": "birth"}
    return mask(masks[item], value) if item in masks and value else _whole(item, value)
