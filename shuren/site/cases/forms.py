"""Reading which verb a form of the case page asks for."""

from collections.abc import Callable

from django.http import QueryDict

from shuren.kernel.cases import commands
from shuren.kernel.cases.commands import Command
from shuren.kernel.cases.state import Place
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.site.cases.casepage import CaseView


class ReasonMissing(Refused):
    """请写明理由或意见：申请人和其他办理人据此办理，内容会保留在办理记录中。"""


class ReasonTooLong(Refused):
    """理由或意见不能超过 {longest} 字。请精简后重新提交，较长的说明可以作为材料上传。"""


class NobodyChosen(Refused):
    """请选择单位或人员。"""


LONGEST = 1_000  # characters of a reason
WITH_REASON = frozenset({"Disagree", "Return", "AskCorrections", "Withdraw", "Suspend", "Cancel", "Escalate", "Reopen"})

MAKE: dict[str, Callable[[int, QueryDict], Command]] = {
    "Agree": lambda number, _: commands.Agree(number),
    "Disagree": lambda number, _: commands.Disagree(number),
    "Return": lambda number, told: commands.Return(number, told.get("to", ""), again=told.get("again") == "1"),
    "AskCorrections": lambda number, told: commands.AskCorrections(number, _lines(told.get("reason", ""))),
    "Withdraw": lambda number, _: commands.Withdraw(number),
    "AddSigner": lambda number, told: commands.AddSigner(
        number, told.get("seat", ""), Place.AFTER if told.get("place") == "after" else Place.BEFORE
    ),
    "HandOver": lambda number, told: commands.HandOver(number, told.get("seat", "")),
    "Copy": lambda _number, told: commands.Copy(frozenset(told.getlist("seats"))),
    "Read": lambda _number, _: commands.Read(),
    "Urge": lambda number, _: commands.Urge(number),
    "Escalate": lambda number, told: commands.Escalate(number, told.get("seat", "")),
    "Reopen": lambda _number, told: commands.Reopen(told.get("to", "")),
    "Suspend": lambda number, _: commands.Suspend(number),
    "Resume": lambda number, _: commands.Resume(number),
    "Cancel": lambda _number, _: commands.Cancel(),
}


def command_of(verb: str, number: int, told: QueryDict, view: CaseView) -> tuple[Command, str]:
    """Return the command of a sent form and the reason given. Raises ReasonMissing, NobodyChosen, NotFoundHere.

    Only who is offered on the page can be chosen.
    """
    if verb not in MAKE:
        raise NotFoundHere
    if verb in {"AddSigner", "HandOver"} and told.get("seat") not in dict(view.colleagues):
        raise NobodyChosen(field="seat")
    seats = set(told.getlist("seats"))
    if verb == "Copy" and not (seats and seats <= set(dict(view.copy_to))):
        raise NobodyChosen(field="seats")
    reason = told.get("reason", "").replace("\0", "").strip()
    if len(reason) > LONGEST:
        raise ReasonTooLong(field="reason", longest=LONGEST)
    if verb in WITH_REASON and not reason:
        raise ReasonMissing(field="reason")
    return MAKE[verb](number, told), reason


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
