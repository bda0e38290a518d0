"""The record of a case: what people did, and what it changed."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import name_shown
from shuren.kernel.cases.declare import versions
from shuren.kernel.cases.reading import deed_of
from shuren.kernel.cases.route import Step, steps
from shuren.kernel.cases.state import End
from shuren.kernel.words import translated
from shuren.site.cases import words
from shuren.site.ui.formats import NOTHING, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shuren.kernel.cases.declare import CaseType
    from shuren.kernel.cases.models import Attachment, Entry
    from shuren.kernel.cases.state import State
    from shuren.site.cases.casepage import CaseView

NAMES_SEAT = frozenset({"Copied", "Escalated", "HandedOver", "Added"})
SENDS_BACK = frozenset({"Return", "AskCorrections"})


def told(view: CaseView) -> list[dict[str, Any]]:
    """Return the record as the timeline shows it to the reader, latest first."""
    known = [kind.route for kind in versions(view.kind.code) if kind.version <= view.kind.version]
    named = {step.code: step for route in (*known, view.route) for step in steps(route)}
    rows = [row for item in view.materials for row in (*item.before, *item.now)]
    after = view.case.form
    entries = []
    for row in reversed(view.log):
        changed = [
            *_draws(view, row), *_form_changes(view, row.replaced, after), *_file_changes(view.kind, rows, row.number),
        ]  # fmt: skip
        after = row.replaced or after
        deed = deed_of(row)
        if row.verb != "Open" and view.reader.follows(deed):
            note = row.comment if view.reader.reads(deed) else ""
            entries.append(_entry(view, row, _step_of(row, view.state, named)) | {"note": note, "lines": changed})
    return entries


def _entry(view: CaseView, row: Entry, step: Step | None) -> dict[str, Any]:
    to = gettext("、").join(_aims(view, row))
    verb = words.verb_at(view.kind, row.verb, step.code if step else "")
    done = _("提交") if step and step.applies and row.verb == "Agree" else verb
    return {
        "when": timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M"),
        "who": who(view, row),
        "what": (f"{gettext(step.label)} · {done}" if step else str(done)) + (f" → {to}" if to else ""),
    }


def _aims(view: CaseView, row: Entry) -> list[str]:
    """Return to whom a deed went, or to which steps it sent the case back."""
    if row.verb in SENDS_BACK:
        return [view.label_of(fields["step"]) for name, fields in row.facts if name == "Entered"]
    return [view.names[fields["seat"]] for name, fields in row.facts if name in NAMES_SEAT]


def _draws(view: CaseView, row: Entry) -> list[str]:
    """Return who was drawn, from among how many and by which seed."""
    told = gettext("系统从 {count} 个单位中随机抽取：{names}（随机种子 {seed}）")
    return [
        told.format(
            count=len(fields["among"]),
            names=gettext("、").join(view.names[seat] for seat in fields["seats"]),
            seed=fields["seed"],
        )
        for name, fields in row.facts
        if name == "Drawn" and not view.reader.applies
    ]


def who(view: CaseView, row: Entry) -> str:
    """Return who did it: by unit, post and name; for a reader who holds no office, without the name."""
    office = view.names.get(view.office_of(row), "")
    if view.reader.is_outside and row.actor_key != view.actor.id and office:
        return office
    name = name_shown(row.actor_name)
    if row.absent_name:
        name = gettext("{who} 代 {absent}").format(who=name, absent=row.absent_name)
    return f"{office} · {name}" if office else name


def _step_of(row: Entry, state: State, named: dict[str, Step]) -> Step | None:
    for name, fields in row.facts:
        number = fields.get("visit") or (fields.get("task") and state.tasks[fields["task"]].visit)
        if number and name != "Entered":
            return named[state.visits[number].step]
    return None


def _form_changes(view: CaseView, before: dict[str, Any] | None, after: dict[str, Any]) -> list[str]:
    """Return what of the form reads differently, by label; of what is hidden from the reader, that it does."""
    if before is None:
        return []
    old, new = ({str(line[0]): line for line in view.kind.shown(form)} for form in (before, after))
    told: list[str] = []
    for label in dict.fromkeys([*new, *old]):
        was, now = (str(shown(lines[label][1])) if label in lines else NOTHING for lines in (old, new))
        if was == now:
            continue
        if all(view.reader.sees(lines[label]) for lines in (old, new) if label in lines):
            told += _change(label, was, now)
        else:
            told.append(gettext("{label}：有改动，内容不公开").format(label=label))
    return told


def _change(label: str, old: str, new: str) -> list[str]:
    """Return how a value changed: both of them, or, of a longer text, the lines struck out and put in."""
    if old == NOTHING and "\n" not in new:
        return [gettext("{label}：{value}").format(label=label, value=new)]
    if "\n" not in old + new:
        return [gettext("{label}：{old} → {new}").format(label=label, old=old, new=new)]
    words = {"- ": gettext("{label}，删去：{line}"), "+ ": gettext("{label}，写入：{line}")}
    lines = difflib.ndiff(old.splitlines(), new.splitlines())
    return [words[line[:2]].format(label=label, line=line[2:]) for line in lines if line[:2] in words and line[2:]]


def _file_changes(kind: type[CaseType], rows: list[Attachment], number: int) -> list[str]:
    """Return which materials an entry brought and replaced."""
    labels = {material.code: translated(material.label) for material in kind.materials}
    brought = [row for row in rows if row.since == number]
    gone = [row for row in rows if row.until == number]
    told = [(gettext("补充“{material}”：{name}"), row) for row in brought]
    told += [(gettext("撤下“{material}”：{name}"), row) for row in gone]
    return [line.format(material=labels[row.material], name=row.file or gettext("承诺")) for line, row in told]


def sent_back(log: Sequence[Entry], state: State, visit: int) -> list[Entry]:
    """Return the entries that sent the case back to this visit: a return, or the objections heard at a step."""
    for row in log:
        facts = [(name, fields) for name, fields in row.facts]
        if not any(name == "Entered" and fields["visit"] == visit for name, fields in facts):
            continue
        if row.verb in SENDS_BACK:
            return [row]
        left = {fields["visit"] for name, fields in facts if name == "Left" and fields["how"] == End.RETURNED}
        return [each for each in log if each.verb == "Disagree" and _visits_signed(each, state) & left]
    return []


def _visits_signed(row: Entry, state: State) -> set[int]:
    return {state.tasks[fields["task"]].visit for name, fields in row.facts if name == "Signed"}
