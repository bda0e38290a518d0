"""销号: a child leaves the ledger of 控辍保学. The school applies with proof, the county decides.

教基厅函〔2024〕15号: the ledgers are the county's, and are kept up to date by taking off who is back (动态销号管理).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Who
from shuren.kernel.cases.materials import Material
from shuren.kernel.cases.route import Sequence, Step
from shuren.kernel.cases.sight import Lines
from shuren.kernel.messages import Message
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.words import Words
from shuren.modules.registry import permissions
from shuren.modules.registry.actions import watch as actions
from shuren.modules.registry.cases.own import PARTY_DAYS, SIGNERS, authority, city, day, day_field, refuse, school
from shuren.modules.registry.models import WatchChild
from shuren.modules.registry.models.watch import CATEGORY_LABELS, OUTCOME_LABELS
from shuren.modules.registry.queries import watch as queries
from shuren.modules.registry.rules.watch import Category, Outcome
from shuren.spine.people import api as people

BASIS = "教基厅函〔2024〕15号"
ASKED = [(one.value, OUTCOME_LABELS[one]) for one in Outcome if one is not Outcome.FINISHED]


class RemovalForm(CaseForm):
    """Which child, why it leaves the ledger, since when."""

    child = forms.ChoiceField(label=_("学生姓名"))
    outcome = forms.ChoiceField(label=_("销号原因"), choices=[("", _("请选择")), *ASKED])
    on = day_field(_("日期"), _("返校、转入或其他情况发生的日期"))
    told = forms.CharField(
        label=_("核实情况"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("返校的写明编入班级和现在的情况；其他的写明怎样核实"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["child"].choices = [("", _("请选择")), *queries.open_at(actor.path)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors:
            return typed
        row = WatchChild.objects.within(self.actor.path).select_related("school").get(pk=int(typed["child"]))
        if not row.since <= typed["on"] <= timezone.localdate():
            raise forms.ValidationError({"on": _("日期应在离校日期之后，且不能晚于今天。")})
        return {
            "child": row.pk, "person": row.person_id, "name": row.name, "school": row.school_id,
            "school_name": row.school.name, "category": row.category, "since": row.since.isoformat(),
            "outcome": typed["outcome"], "on": typed["on"].isoformat(), "told": typed["told"],
        }  # fmt: skip


class WatchRemoval(CaseType):
    """控辍保学销号: decided by the authority; the ledger keeps the child's log."""

    code, label, prefix = "registry.watch_removal", gettext_noop("控辍保学销号"), "XH"
    order = 60
    form = RemovalForm
    apply = permissions.apply_events
    handled = permissions.handle_cases
    route = Sequence(
        (
            Step("apply", gettext_noop("学校申请"), "registrar", applies=True),
            Step("school", gettext_noop("校长审核"), "principal", days=PARTY_DAYS, basis=BASIS, accepts=True),
            Step("authority", gettext_noop("主管部门核准销号"), "authority", days=PARTY_DAYS, basis=BASIS),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {
        "registrar": school("registrar", "school"),
        "principal": school("principal", "school"),
        "authority": authority("school"),
        "city": city("school"),
    }
    superiors = ("authority", "city")
    materials = (
        Material(
            "proof",
            gettext_noop("证明材料"),
            basis=BASIS,
            hint=gettext_noop("返校上课照片、接收学校的在读证明、送教记录、休学批准等"),
        ),
    )
    seen: ClassVar = dict.fromkeys(("outcome", "told", "proof"), SIGNERS)

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"{form['name']} · {form['school_name']}"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"watch:{form['child']}"

    @classmethod
    def barred(cls, application: Application) -> frozenset[str]:
        return people.accounts_close_to(application.form["person"])

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        with scope_of(actions.KEEPER):
            row = WatchChild.objects.within("").filter(pk=application.form["child"], closed_on=None).first()
        if row is None:
            refuse([Message("该生已经销号。")])

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> Lines:
        return [
            (_("学生姓名"), form["name"]),
            (_("学校"), form["school_name"]),
            (_("离校日期"), day(form["since"])),
            (_("离校原因"), CATEGORY_LABELS[Category(form["category"])], "outcome"),
            (_("销号原因"), OUTCOME_LABELS[Outcome(form["outcome"])], "outcome"),
            (_("日期"), day(form["on"])),
            (_("核实情况"), form["told"], "told"),
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        del case_id
        return [(_("控辍保学台账"), reverse("registry:watch_child", args=(form["child"],)))]

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        form = application.form
        outcome, on = Outcome(form["outcome"]), day(form["on"])
        actions.close(actor=actor, child_id=form["child"], outcome=outcome, on=on, number=number)
