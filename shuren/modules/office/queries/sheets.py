"""The processing sheet of an office case (文件处理单): what it is about, who said what at each step, how long it took.

《党政机关公文处理工作条例》（中办发〔2012〕14号）第二十四条、第二十五条.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import name_shown
from shuren.kernel.cases import attachments
from shuren.kernel.cases import queries as cases
from shuren.kernel.cases.declare import CaseType
from shuren.kernel.cases.models import Case, Entry, Stay
from shuren.kernel.cases.route import Step, steps
from shuren.kernel.cases.state import State
from shuren.kernel.cases.verbs import LABELS
from shuren.kernel.periods import WorkCalendar
from shuren.kernel.words import Words, translated
from shuren.kernel.workdays.queries import calendars_at
from shuren.modules.office.models import Delivery, Paper
from shuren.modules.office.queries import units

HEADINGS = {
    "office.outgoing": gettext_noop("发文处理单"),
    "office.incoming": gettext_noop("收文处理单"),
    "office.publishing": gettext_noop("信息发布审核单"),
    "office.ending": gettext_noop("公文撤销、废止审批单"),
    "office.loan": gettext_noop("档案借阅单"),
}
SUBMITTED = gettext_noop("提交")
ONE_DAY = timedelta(days=1)
WRITTEN = {"propose": "proposal", "direct": "instruction", "handle": "result"}  # opinions that a form holds, by step


@dataclass(frozen=True)
class Opinion:
    """What one person said at a step: `word` is what the signature is called."""

    unit: str
    who: str
    word: str
    text: str
    at: datetime
    is_yes: bool


@dataclass(frozen=True)
class Stage:
    """One stay at a step; `days` are working days, none while it lasts."""

    code: str
    label: str
    since: datetime
    until: datetime | None
    days: int | None
    opinions: Sequence[Opinion]


@dataclass(frozen=True)
class Sheet:
    """`fields` are labels and values; `boxes` the last stay at each step, in the order of the route; `stages` all."""

    heading: str
    agency: str
    number: str
    fields: Sequence[tuple[Words, Any]]
    boxes: Sequence[Stage]
    stages: Sequence[Stage]


def sheet_of(case: Case) -> Sheet:
    """Return the sheet of a case of one of the types in HEADINGS."""
    kind = cases.type_of(case)
    stages = stages_of(case)
    last = {stage.code: stage for stage in stages}
    order = [step.code for step in steps(cases.route_of(case))]
    boxes = [_with_written(last[code], case) for code in order if code in last]
    agency = units.agencies_at([case.org_path]).get(case.org_path, "")
    fields = [*_registered(case), *_of_form(kind, case)]
    return Sheet(gettext(HEADINGS[case.type]), agency, case.number, fields, boxes, stages)


def stages_of(case: Case) -> list[Stage]:
    """Return every stay of a case at a step, in their order, with what was said in each."""
    kind, log = cases.type_of(case), cases.log_of(case)
    state = cases.added_up(row.facts for row in log)
    named = {step.code: step for step in steps(cases.route_of(case))}
    called = units.agencies_at({row.org_path for row in log})
    stays = {stay.visit: stay for stay in Stay.objects.within("").filter(case=case)}
    calendars = calendars_at({stay.org_path for stay in stays.values()})
    found = []
    for visit in state.visits.values():
        if visit.step not in named or visit.number not in stays:
            continue
        step, stay = named[visit.step], stays[visit.number]
        said = [_opinion(kind, step, row, called) for row in _said(log, state, visit.number)]
        days = _days(calendars[stay.org_path], stay.entered_at, stay.left_at)
        found.append(Stage(step.code, translated(step.label), stay.entered_at, stay.left_at, days, said))
    return found


def _days(calendar: WorkCalendar, since: datetime, until: datetime | None) -> int | None:
    """Return the working days from the day after `since` on, as limits count them."""
    if until is None:
        return None
    return calendar.between(timezone.localdate(since) + ONE_DAY, timezone.localdate(until) + ONE_DAY)


def _said(log: Sequence[Entry], state: State, visit: int) -> list[Entry]:
    """Return the entries by which a visit was signed or sent back, without signatures taken back."""
    found: dict[object, Entry] = {}
    for row in log:
        for name, told in row.facts:
            if name in {"Signed", "Unsigned"} and state.tasks[told["task"]].visit == visit:
                found.pop(told["task"], None)
                if name == "Signed":
                    found[told["task"]] = row
            elif name == "Left" and row.verb == "Return" and told["visit"] == visit:
                found["returned"] = row
    return list(found.values())


def _opinion(kind: type[CaseType], step: Step, row: Entry, called: dict[str, str]) -> Opinion:
    words = {"Agree": kind.wording.yes, "Disagree": kind.wording.no}.get(row.verb, {})
    word = SUBMITTED if step.applies and row.verb == "Agree" else words.get(step.code) or LABELS[row.verb]
    who = name_shown(row.actor_name)
    if row.absent_name:
        who = gettext("{who} 代 {absent}").format(who=who, absent=row.absent_name)
    return Opinion(called.get(row.org_path, ""), who, translated(word), row.comment, row.at, row.verb == "Agree")


def _with_written(stage: Stage, case: Case) -> Stage:
    """Add what the last signer of a step wrote into the form to what he said."""
    written = case.form.get(WRITTEN.get(stage.code, ""), "")
    if not written or not stage.opinions:
        return stage
    *before, last = stage.opinions
    said = replace(last, text="\n".join(filter(None, (written, last.text))))
    return replace(stage, opinions=[*before, said])


def _of_form(kind: type[CaseType], case: Case) -> Iterator[tuple[Words, Any]]:
    """Yield the lines of the form but for opinions, which have their boxes, and the text itself."""
    apart = {case.form[name] for name in WRITTEN.values() if case.form.get(name)}
    for label, value, *_name in kind.shown(case.form):
        is_text = isinstance(value, str) and ("\n" in value or value in apart)
        if value not in ("", None) and not is_text:
            yield label, value
    annexes = [row.file.name for row in attachments.held(case) if row.file]
    if annexes:
        yield _("附件"), "、".join(annexes)


def _registered(case: Case) -> Iterator[tuple[Words, Any]]:
    """Yield what the register adds: the number of a paper issued, the receipt of one received."""
    paper = Paper.objects.within("").filter(case_id=case.pk).first()
    if paper:
        yield _("发文字号"), paper.number
        yield _("印发日期"), timezone.localdate(paper.signed_at)
        yield _("页数"), paper.pages
    received = Delivery.objects.within("").filter(pk=case.form.get("delivery")).first()
    if received:
        yield _("收文时间"), received.sent_at
        yield _("签收"), received.read_by
