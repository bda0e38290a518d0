"""The record of a case: what people did, and what it changed."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import name_shown
from shuren.kernel.cases import queries
from shuren.kernel.cases.declare import CaseType
from shuren.kernel.cases.models import Attachment, Case, Entry
from shuren.kernel.cases.route import Step, steps
from shuren.kernel.cases.state import End, State
from shuren.kernel.words import translated
from shuren.site.cases import words
from shuren.site.ui.formats import shown

NAMES_SEAT = frozenset({"Copied", "Escalated", "HandedOver", "Added"})
SENDS_BACK = frozenset({"Return", "AskCorrections"})


def told(
    kind: type[CaseType],
    case: Case,
    state: State,
    log: Sequence[Entry],
    attached: Iterable[Attachment],
    names: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Return the record as the timeline shows it, latest first.

    `attached` is all that was ever handed in, `names` what seats are called.
    """
    named = {step.code: step for step in steps(queries.route_of(case))}
    rows = list(attached)
    after = case.form
    entries = []
    for row in reversed(log):
        to = gettext("、").join(names[fields["seat"]] for name, fields in row.facts if name in NAMES_SEAT)
        changed = [
            *_draws(row, names), *_form_changes(kind, row.replaced, after), *_file_changes(kind, rows, row.number),
        ]  # fmt: skip
        after = row.replaced or after
        if row.verb != "Open":
            entries.append(_entry(kind, row, _step_of(row, state, named), to, changed))
    return entries


def _entry(kind: type[CaseType], row: Entry, step: Step | None, to: str, changed: list[str]) -> dict[str, Any]:
    verb = words.verb_at(kind, row.verb, step.code if step else "")
    done = _("提交") if step and step.applies and row.verb == "Agree" else verb
    return {
        "when": timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M"),
        "who": _who(row),
        "what": (f"{gettext(step.label)} · {done}" if step else str(done)) + (f" → {to}" if to else ""),
        "note": row.comment,
        "lines": changed,
    }


def _draws(row: Entry, names: Mapping[str, str]) -> list[str]:
    """Return who was drawn, from among how many and by which seed."""
    told = gettext("系统从 {count} 个单位中随机抽取：{names}（随机种子 {seed}）")
    return [
        told.format(
            count=len(fields["among"]),
            names=gettext("、").join(names[seat] for seat in fields["seats"]),
            seed=fields["seed"],
        )
        for name, fields in row.facts
        if name == "Drawn"
    ]


def _who(row: Entry) -> str:
    who = name_shown(row.actor_name)
    return gettext("{who} 代 {absent}").format(who=who, absent=row.absent_name) if row.absent_name else who


def _step_of(row: Entry, state: State, named: dict[str, Step]) -> Step | None:
    for name, fields in row.facts:
        number = fields.get("visit") or (fields.get("task") and state.tasks[fields["task"]].visit)
        if number and name != "Entered":
            return named[state.visits[number].step]
    return None


def _form_changes(kind: type[CaseType], before: dict[str, Any] | None, after: dict[str, Any]) -> list[str]:
    """Return what of the form reads differently, by label."""
    if before is None:
        return []
    old, new = ({str(label): shown(value) for label, value in kind.shown(form)} for form in (before, after))
    labels = dict.fromkeys([*new, *old])
    return [
        line
        for label in labels
        if old.get(label) != new.get(label)
        for line in _change(label, str(old.get(label, "—")), str(new.get(label, "—")))
    ]


def _change(label: str, old: str, new: str) -> list[str]:
    """Return how a value changed: both of them, or, of a longer text, the lines struck out and put in."""
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
