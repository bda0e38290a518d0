"""A letter of supervision as paper, in Chinese whatever the reader's language: it goes to the unit and is filed."""

from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from shuren.kernel import documents
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.cases.models import Result
from shuren.modules.planning import events
from shuren.modules.planning.queries.letters import Letter

SOURCE = Path(__file__).resolve().parent.parent / "templates" / "planning" / "letter.typ"
FIELDS = {"title": "督办事项", "unit": "牵头单位", "due": "完成期限", "stood": "发出时进展"}
WORDS = {
    "demand": "督办要求", "reply": "办理情况", "review": "核实意见", "deeds": "办理过程",
    "sign": "签字（盖章）：　　　　　　　年　　月　　日",
}  # fmt: skip
OUTCOMES = {Result.GRANTED: "已核实，同意办结。", Result.CANCELLED: "督办已撤回。"}


@transaction.atomic
def printed(*, actor: Actor, letter: Letter) -> bytes:
    """Return a letter as PDF/A and leave a trace of who took it out."""
    details = {"number": letter.case.number, "unit": letter.case.form["unit"]}
    subject = ("planning.task", letter.task.pk)
    record(actor=actor, label=events.LETTER_PRINTED, org_path=letter.task.org_path, subject=subject, details=details)
    with override("zh-hans"):
        return typeset(letter, actor.name)


def typeset(letter: Letter, printer: str) -> bytes:
    """Return the PDF of a letter; what is not answered yet is left open to be written by hand."""
    issued = timezone.localdate(letter.case.opened_at)
    data = {
        "agency": letter.agency,
        "heading": "督办单",
        "number": f"编号：{letter.case.number}",
        "issued": _written(issued),
        "fields": [(FIELDS[name], _written(value)) for name, value in letter.fields],
        "words": WORDS,
        "demand": letter.demand,
        "reply_by": f"请于{_written(letter.reply_by)}前反馈。",
        "reply": letter.reply,
        "promised": f"承诺完成日期：{_written(letter.promised)}" if letter.promised else "",
        "outcome": OUTCOMES.get(Result(letter.outcome), Result(letter.outcome).label) if letter.outcome else "",
        "deeds": [(f"{timezone.localtime(one.at):%Y-%m-%d %H:%M}", one.unit, one.who, one.word, one.text)
                  for one in letter.deeds],
        "printed": f"{printer} {_written(timezone.localdate())}打印",
    }  # fmt: skip
    return documents.pdf(SOURCE, data)


def _written(value: date | str) -> str:
    """Write a day as official papers do; a text as it is."""
    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else value
