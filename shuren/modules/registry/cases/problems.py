"""问题学籍: 佐证 (nothing is wrong, with proof) and 删除 (one of two registrations of the same pupil).

《全国中小学生学籍信息管理系统问题学籍处理流程帮助》(2017): the school hands in, the authority decides; what was removed
stays in sight of both. 变更 is the change of key data.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseType
from shuren.kernel.cases.materials import Material
from shuren.kernel.cases.sight import Lines
from shuren.kernel.messages import Message
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.registry.actions import problems as actions
from shuren.modules.registry.cases.own import SIGNERS, OfOwnPupil, OwnPupilForm, about
from shuren.modules.registry.models.problems import LABELS
from shuren.modules.registry.queries import problems as queries
from shuren.modules.registry.rules import problems as rules
from shuren.modules.registry.rules.problems import Problem
from shuren.spine.people import api as people

BASIS = "《中小学生学籍管理办法》（教基〔2025〕1号）"
PROVABLE = [(problem.value, LABELS[problem]) for problem in rules.PROVABLE]
REMOVED = "99"  # JY/T 1001-2012 XSDQZT 其他: the register of movements says 取消学籍


class ProofForm(OwnPupilForm):
    """Which of a pupil's problems is none, and why."""

    problem = forms.ChoiceField(label=_("问题"), choices=[("", _("请选择")), *PROVABLE])
    why = forms.CharField(
        label=_("核实情况"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明怎样核实、结论是什么；同样的情况今后不再列为问题"),
    )

    def told(self, pupil: people.Pupil, typed: Mapping[str, Any]) -> dict[str, Any]:
        found = _open(pupil.enrolment_id, Problem(typed["problem"]))
        if found is None:
            raise forms.ValidationError({"problem": _("该生没有这一类待处理的问题。")})
        return {"problem": found, "kind": typed["problem"], "why": typed["why"]}


def _open(enrolment_id: int, kind: Problem) -> int | None:
    """Return the number of a pupil's open problem of a kind."""
    with scope_of(actions.FINDER):
        found = queries.of_enrolment(enrolment_id, kind)
    return found.pk if found else None


class Proof(OfOwnPupil, CaseType):
    """佐证: the registration is right as it is; the same facts are not found again."""

    code, label, prefix = "registry.proof", gettext_noop("问题学籍佐证"), "ZZ"
    order = 32
    form = ProofForm
    materials = (
        Material(
            "proof",
            gettext_noop("佐证材料"),
            basis=BASIS,
            hint=gettext_noop("户口簿本人页、身份证、学生照片、班主任签字的在校证明等，能够说明情况属实的材料"),
        ),
    )
    seen: ClassVar = {"why": SIGNERS, "proof": SIGNERS}

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        return [*about(form), (_("问题"), LABELS[Problem(form["kind"])]), (_("核实情况"), form["why"], "why")]

    @classmethod
    def obstacles(cls, form: Mapping[str, Any], pupil: people.Pupil) -> Iterable[Message]:
        if _open(pupil.enrolment_id, Problem(form["kind"])) != form["problem"]:
            return [Message("该问题已经消除，或者登记的情况已有变化，不必再按原来的情况佐证。")]
        return []

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        actions.clear(actor=actor, problem_id=application.form["problem"], number=number)


class RemovalForm(OwnPupilForm):
    """Which other registration is kept."""

    kept_at = forms.CharField(
        label=_("保留学籍的学校"),
        max_length=100,
        required=False,
        help_text=_("只有一处相同的学籍时可以不填"),
    )
    why = forms.CharField(
        label=_("核实情况"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明怎样认定是同一名学生、现在实际在哪所学校就读"),
    )

    def told(self, pupil: people.Pupil, typed: Mapping[str, Any]) -> dict[str, Any]:
        same = _others(pupil.enrolment_id)
        named = typed["kept_at"].strip()
        fitting = [other for other in same if not named or other.school_name == named]
        if not same:
            raise forms.ValidationError(
                {"pupil": _("没有发现该生的另一处学籍，不能删除。不在校的列入控辍保学，登记有误的办理变更。")}
            )
        if len(fitting) != 1:
            where = gettext("、").join(f"{other.school_name} {other.class_name}" for other in same)
            raise forms.ValidationError({"kept_at": _("请填写其中一所：%(where)s。") % {"where": where}})
        kept = fitting[0]
        return {
            "kept": kept.enrolment_id,
            "kept_school": kept.school_name,
            "kept_class": kept.class_name,
            "why": typed["why"],
        }


def _others(enrolment_id: int) -> list[people.Pupil]:
    with scope_of(actions.FINDER):
        found = queries.of_enrolment(enrolment_id, Problem.DOUBLE)
    return queries.others(found) if found else []


class Removal(OfOwnPupil, CaseType):
    """删除: the double registration ends, the other one is the pupil's; what was removed stays in the history."""

    code, label, prefix = "registry.removal", gettext_noop("重复学籍删除"), "SC"
    order = 34
    form = RemovalForm
    materials = (
        Material(
            "proof",
            gettext_noop("同一人的证明"),
            basis=BASIS,
            hint=gettext_noop("两校核对一致的证明、户口簿本人页，或公安机关出具的证明"),
        ),
    )
    seen: ClassVar = {"why": SIGNERS, "proof": SIGNERS}

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        kept = f"{form['kept_school']} {form['kept_class']}"
        return [*about(form), (_("保留的学籍"), kept), (_("核实情况"), form["why"], "why")]

    @classmethod
    def obstacles(cls, form: Mapping[str, Any], pupil: people.Pupil) -> Iterable[Message]:
        if form["kept"] not in {other.enrolment_id for other in _others(pupil.enrolment_id)}:
            return [Message("要保留的那处学籍已经变动，请重新核对后再申请。")]
        marks = people.number_marks([pupil.enrolment_id, form["kept"]])
        if not rules.may_remove(marks[pupil.enrolment_id], marks[form["kept"]]):
            return [Message("本处是正式学籍号（G），另一处是临时学籍号（L），应当保留正式的一处。")]
        return []

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        form = application.form
        deed = people.Deed(actor, timezone.localdate(), number, f"重复学籍，保留{form['kept_school']}的学籍")
        kind = people.MovementKind.REMOVED
        people.end(deed, form["enrolment"], kind, status=REMOVED, reason=f"删除重复学籍（{number}）")
