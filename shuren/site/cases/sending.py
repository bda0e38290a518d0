"""What is filled in on a page of cases: an application with its materials, or what a step asks of its signer."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any

from django.forms import BoundField, Form
from django.http import HttpRequest

from shuren.kernel.actors import Actor
from shuren.kernel.cases import queries
from shuren.kernel.cases.declare import Application, CaseType
from shuren.kernel.cases.materials import Given
from shuren.kernel.cases.models import Case
from shuren.kernel.refusals import Refused
from shuren.site.cases.materials import MaterialsForm, held_by


class SentForm:
    """A form and, where it has any, its materials, filled with what was typed or handed in before."""

    def __init__(
        self,
        form: Form,
        application: Callable[[Mapping[str, Any]], Application],
        materials: MaterialsForm | None,
        check: Callable[[Application], None] | None = None,
    ) -> None:
        self.form, self.application, self.materials, self.check = form, application, materials, check

    def submit(self, act: Callable[..., Case]) -> Case | None:
        """Call `act` with form, entered and materials where all is in order.

        None means that the page is to be shown (again), with what is wrong at its fields.
        """
        if not self.form.is_bound:
            return None
        given = self.materials.take() if self.materials else None
        application = self.application(self.form.cleaned_data) if self.form.is_valid() else None
        if self.materials:
            self.materials.tell_lacking(application)
        if self.errors:
            self._tell_wrong(application)
            return None
        try:
            return act(form=self.form.cleaned_data, entered=self.entered, materials=given)
        except Refused as refusal:
            self._refuse(refusal)
            return None

    def _tell_wrong(self, application: Application | None) -> None:
        """Say what speaks against an application for which materials lack, so that one hears of all at once."""
        if application is None or self.check is None:
            return
        try:
            self.check(application)
        except Refused as refusal:
            self._refuse(refusal)

    @property
    def entered(self) -> dict[str, Any]:
        """What was typed, by field, without what is not to be kept."""
        kept = set(self.form.fields) - getattr(self.form, "sealed", frozenset())
        return {name: _storable(self.form[name].data) for name in self.form.fields if name in kept}

    def _refuse(self, refusal: Refused) -> None:
        if self.materials and refusal.field in self.materials.fields:
            self.materials.refuse(refusal)
            return
        for field, sentence in refusal.by_field:
            self.form.add_error(field if field in self.form.fields else None, sentence)

    @property
    def errors(self) -> dict[str, Any]:
        """What is wrong, by field, of the form and of the materials."""
        if not self.form.is_bound:
            return {}
        return {**self.form.errors, **(self.materials.errors if self.materials else {})}

    def non_field_errors(self) -> list[Any]:
        return [*self.form.non_field_errors(), *(self.materials.non_field_errors() if self.materials else ())]

    def __iter__(self) -> Iterator[BoundField]:
        return chain(self.form, self.materials or ())

    @property
    def status(self) -> int:
        """The HTTP status it is shown with: 422 where it was refused."""
        return 422 if self.errors else 200


def application_form(
    kind: type[CaseType],
    actor: Actor,
    request: HttpRequest | None,
    case: Case | None = None,
    begun: tuple[dict[str, Any], dict[str, Given]] | None = None,
    typed: Mapping[str, Any] | None = None,
) -> SentForm:
    """Return the form to apply with, or to hand in again for a case; `request` is what was sent, if anything.

    `begun` are values and materials to start from, `typed` values that were typed for a case and not sent.
    """
    data, files = _sent(request)
    named = request.GET.dict() if request is not None else None  # a link may name whom it is about
    prefix = "form" if case else None  # a case's page has other fields too
    entered = {**case.entered, **(typed or {})} if case else named
    if begun is not None:
        entered, held = dict(begun[0]), begun[1]
    else:
        held = held_by(case) if case and kind.materials else {}
    form = kind.form(data, actor=actor, initial=entered, prefix=prefix)
    materials = MaterialsForm(kind, actor, data, files, case=case, held=held) if kind.materials else None
    path, applicant = (case.org_path, case.applicant_key) if case else (actor.path, actor.id)
    check = partial(kind.check, actor)
    return SentForm(form, lambda told: Application(told, path, applicant), materials, check)


def step_form(
    case: Case, step: str, actor: Actor, request: HttpRequest | None, typed: Mapping[str, Any] | None = None
) -> SentForm | None:
    """Return what a step asks of its signer, None where it asks nothing; `typed` was typed and not sent."""
    asked, application = queries.type_of(case).asks.get(step), queries.application_of(case)
    if asked is None:
        return None
    before = {name: case.form[name] for name in asked.base_fields if name in case.form}
    form = asked(
        _sent(request)[0], actor=actor, application=application, initial={**before, **(typed or {})}, prefix=step
    )
    return SentForm(form, lambda told: Application({**case.form, **told}, case.org_path, case.applicant_key), None)


def _storable(value: Any) -> Any:
    """Return what was typed without the one character that the database holds in no text."""
    if isinstance(value, list):
        return [_storable(each) for each in value]
    return value.replace("\0", "") if isinstance(value, str) else value


def _sent(request: HttpRequest | None) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request is not None and request.method == "POST" else (None, None)
