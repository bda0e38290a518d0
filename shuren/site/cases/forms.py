"""Reading what the forms of the case pages ask for."""

from collections.abc import Callable, Container, Iterator, Mapping
from itertools import chain
from typing import Any

from django.forms import BoundField
from django.http import HttpRequest

from shuren.kernel.actors import Actor
from shuren.kernel.cases import commands
from shuren.kernel.cases.commands import Command
from shuren.kernel.cases.declare import Application, CaseType
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.state import Place
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.site.cases.materials import MaterialsForm, held_by


class ReasonMissing(Refused):
    """请写明理由或意见：申请人和其他办理人据此办理，内容会保留在办理记录中。"""


class NobodyChosen(Refused):
    """请选择要转办或加签的人员。"""


class SentForm:
    """An application on a page: the type's form and its materials, filled with what was typed or handed in before."""

    def __init__(self, kind: type[CaseType], actor: Actor, request: HttpRequest, case: Case | None = None) -> None:
        data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        self.actor, self.case = actor, case
        self.form = kind.form(data, actor=actor, initial=case.entered if case else None)
        held = held_by(case) if case else None
        self.materials = MaterialsForm(kind, actor, data, files, case=case, held=held)

    def submit(self, act: Callable[..., Case]) -> Case | None:
        """Call `act` with form, entered and materials where all is in order.

        None means that the page is to be shown (again), with what is wrong at its fields.
        """
        if not self.form.is_bound:
            return None
        given = self.materials.take()
        told = self.form.cleaned_data if self.form.is_valid() else {}
        if told:
            self.materials.tell_lacking(self._application(told))
        if self.errors:
            return None
        try:
            return act(form=told, entered=self._entered(), materials=given)
        except Refused as refusal:
            self._refuse(refusal)
            return None

    def _application(self, told: Mapping[str, Any]) -> Application:
        if self.case is None:
            return Application(told, self.actor.path, self.actor.id)
        return Application(told, self.case.org_path, self.case.applicant_key)

    def _entered(self) -> dict[str, Any]:
        return {name: self.form[name].data for name in self.form.fields}

    def _refuse(self, refusal: Refused) -> None:
        if refusal.field in self.materials.fields:
            self.materials.refuse(refusal)
        else:
            self.form.add_error(refusal.field if refusal.field in self.form.fields else None, refusal.sentence)

    @property
    def errors(self) -> dict[str, Any]:
        """What is wrong, by field, of the form and of the materials."""
        return {**self.form.errors, **self.materials.errors} if self.form.is_bound else {}

    def non_field_errors(self) -> list[Any]:
        return [*self.form.non_field_errors(), *self.materials.non_field_errors()]

    def __iter__(self) -> Iterator[BoundField]:
        return chain(self.form, self.materials)

    @property
    def status(self) -> int:
        """The HTTP status it is shown with: 422 where it was refused."""
        return 422 if self.errors else 200


WITH_REASON = frozenset({"Disagree", "Return", "AskCorrections", "Withdraw", "Suspend", "Cancel"})

MAKE: dict[str, Callable[[int, Mapping[str, str]], Command]] = {
    "Agree": lambda number, _: commands.Agree(number),
    "Disagree": lambda number, _: commands.Disagree(number),
    "Return": lambda number, told: commands.Return(number, told.get("to", ""), again=told.get("again") == "1"),
    "AskCorrections": lambda number, told: commands.AskCorrections(number, _lines(told.get("reason", ""))),
    "Withdraw": lambda number, _: commands.Withdraw(number),
    "AddSigner": lambda number, told: commands.AddSigner(
        number, told["seat"], Place.AFTER if told.get("place") == "after" else Place.BEFORE
    ),
    "HandOver": lambda number, told: commands.HandOver(number, told["seat"]),
    "Suspend": lambda number, _: commands.Suspend(number),
    "Resume": lambda number, _: commands.Resume(number),
    "Cancel": lambda _number, _: commands.Cancel(),
}


def command_of(verb: str, number: int, told: Mapping[str, str], colleagues: Container[str]) -> tuple[Command, str]:
    """Return the command of a sent form and the reason given. Raises ReasonMissing, NobodyChosen, NotFoundHere.

    `colleagues` are those whom the sender may ask instead or besides.
    """
    if verb not in MAKE:
        raise NotFoundHere
    if verb in {"AddSigner", "HandOver"} and told.get("seat") not in colleagues:
        raise NobodyChosen(field="seat")
    reason = told.get("reason", "").strip()
    if verb in WITH_REASON and not reason:
        raise ReasonMissing(field="reason")
    return MAKE[verb](number, told), reason


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
