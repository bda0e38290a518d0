"""The pages on which bureaus see and set how the steps of case types go at their node."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases import adjustments
from shuren.kernel.cases.declare import CaseType, current
from shuren.kernel.cases.models import Adjustment
from shuren.kernel.cases.route import Step, steps
from shuren.spine.orgs.models import Org


class AdjustForm(forms.Form):
    """How a step is to go; a step that must be walked has no box to leave it out."""

    days = forms.IntegerField(label=_("办理时限"), required=False, min_value=1, max_value=250)
    label = forms.CharField(label=_("环节名称"), required=False, max_length=40)
    help = forms.CharField(
        label=_("办理提示"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    left_out = forms.BooleanField(label=_("不设这一环节"), required=False)
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("文件名称、文号和条款"))
    since = forms.DateField(label=_("起始日期"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, step: Step, now: Adjustment | None) -> None:
        held = {name: getattr(now, name) for name in ("days", "label", "help", "left_out", "basis")} if now else {}
        super().__init__(data, initial={"since": timezone.localdate(), **held})
        self.fields["label"].widget.attrs["placeholder"] = step.label
        days = step.days
        self.fields["days"].help_text = (
            _("工作日；规定为 %(days)s 个，只能缩短。不填即按规定。") % {"days": days}
            if days
            else _("工作日；没有规定时限。")
        )
        if not step.optional:
            del self.fields["left_out"]


@dataclass(frozen=True)
class StepRow:
    """A step as it is declared and as it goes at the reader's node today."""

    step: Step
    now: Adjustment | None
    at: str


@dataclass(frozen=True)
class TypeCard:
    kind: type[CaseType]
    rows: list[StepRow]


def cards_for(actor: Actor) -> list[TypeCard]:
    """Return all types with what holds for their steps at the actor's node."""
    held = adjustments.all_in_force(actor.path, timezone.localdate())
    names = names_at(held.values())
    return [
        TypeCard(kind, [_row(step, held.get((kind.code, step.code)), names) for step in steps(kind.route)])
        for kind in current()
    ]


def _row(step: Step, now: Adjustment | None, names: dict[str, str]) -> StepRow:
    return StepRow(step, now, names[now.org_path] if now else "")


def names_at(rows: Iterable[Adjustment]) -> dict[str, str]:
    """Return by path what the nodes of some settings are called."""
    paths = {row.org_path for row in rows}
    return dict(Org.objects.within("").filter(path__in=paths).values_list("path", "name")) if paths else {}


def history(kind: type[CaseType], step: str, actor: Actor) -> list[tuple[str, Adjustment]]:
    """Return what has been set for a step at, above and below the actor's node, latest first, with whose it is."""
    rows = [row for row in adjustments.around(kind, actor.path) if row.step == step]
    names = names_at(rows)
    return [(names.get(row.org_path, ""), row) for row in rows]
