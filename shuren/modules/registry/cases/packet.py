"""The packet of a transfer, filled in with two signatures: the sending school's and the receiving school's."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, StepForm
from shuren.kernel.cases.sight import Line, Lines, Seen, at
from shuren.kernel.words import Words
from shuren.modules.marks import api as marks
from shuren.modules.registry.rules import packet as rules

NOTE = 300  # characters
PRIVATE = ("fitness", "health", "awards", "aid")  # items that concern nobody but the two schools and the family


def _choices(*answers: str) -> list[tuple[str, Any]]:
    return [(answer, _(rules.WORDS[answer].sentence)) for answer in answers]


class SendingForm(StepForm):
    """What the sending school encloses; what the platform holds is not asked."""

    def __init__(self, *args: Any, actor: Actor, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, application=application, **kwargs)
        if marks.held_of(application.form["enrolment"]).marks:
            del self.fields[rules.MARKS.field]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        owed = [item for item in rules.ITEMS if told.get(item.field) == rules.OWED]
        if owed and not told.get("packet_note"):
            raise forms.ValidationError({"packet_note": _("请写明没有归还的图书、设备，以便转入学校督促归还。")})
        return told


class ReceiptForm(StepForm):
    """What has come; only what was enclosed is asked about."""

    def __init__(self, *args: Any, actor: Actor, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, application=application, **kwargs)
        enclosed = {line.item.receipt for line in rules.lines(application.form) if line.given == rules.ENCLOSED}
        for item in rules.ITEMS:
            if item.receipt not in enclosed:
                del self.fields[item.receipt]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if rules.missing({**self.application.form, **told}) and not told.get("receipt_note"):
            raise forms.ValidationError({"receipt_note": _("请写明缺少的内容，转出学校据此补送。")})
        return told


def _asked(item: rules.Item, *answers: str) -> forms.ChoiceField:
    """Return a question without an answer given beforehand: each item is looked at."""
    return forms.ChoiceField(label=_(item.label.sentence), choices=_choices(*answers), widget=forms.RadioSelect)


def _note(label: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, required=False, max_length=NOTE, widget=area)


for _item in rules.ITEMS:
    SendingForm.base_fields[_item.field] = _asked(_item, *_item.answers)
    ReceiptForm.base_fields[_item.receipt] = _asked(_item, rules.RECEIVED, rules.MISSING)
SendingForm.base_fields["packet_note"] = _note(_("随转材料说明"))
ReceiptForm.base_fields["receipt_note"] = _note(_("核收说明"))


def shown(form: Mapping[str, Any]) -> Lines:
    """Return the checklist as a case's page shows it, as far as it has been filled in."""
    told: list[Line] = []
    for line in rules.lines(form):
        words = [rules.WORDS[word].told(gettext) for word in (line.given, line.received) if word]
        told.append((_(line.item.label.sentence), " · ".join(words), line.item.field))
    if not told:
        return []
    held: tuple[Words, Any] = (_("随学籍转移"), gettext("、").join(label.told(gettext) for label in rules.HELD))
    if rules.MARKS.field not in form and (known := marks.held_of(form["enrolment"])).marks:
        count = gettext("%(terms)s 个学期，%(marks)s 条") % {"terms": known.terms, "marks": known.marks}
        told.insert(0, (_("学业成绩（随学籍转移）"), count))
    notes = ((_("随转材料说明"), "packet_note"), (_("核收说明"), "receipt_note"))
    return [held, *told, *((label, form[name], name) for label, name in notes if form.get(name))]


def seen(*applicant: str) -> dict[str, Seen]:
    """Return who sees the items that are private, and the notes: both schools; `applicant` is a guardian's step."""
    private = (f"{part}_{code}" for part in ("packet", "receipt") for code in (*PRIVATE, "note"))
    return dict.fromkeys(private, at("sending_school", "receipt", *applicant))
