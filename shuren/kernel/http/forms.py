"""The form page: what a person sent is read by a form and handed to one action; a refusal returns to its field."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms

from shuren.kernel.refusals import Refused

T = TypeVar("T")


class _ChosenFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        del data
        return files.getlist(name) if files else []


class SeveralFiles(forms.FileField):
    """Whatever has been chosen; what is wrong with it is said by the action. `attrs` are those of the input."""

    def __init__(self, *, attrs: dict[str, Any] | None = None, **more: Any) -> None:
        super().__init__(widget=_ChosenFiles(attrs=attrs), **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        del initial
        return data


def submitted(form: forms.Form, act: Callable[..., T]) -> T | None:
    """Call `act` with the cleaned values as keywords if the form was sent and is valid; return what it returns.

    None means that the form is to be shown (again); a refusal then stands at the field it names.
    """
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return act(**form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return None


def status_of(form: Any) -> int:
    """Return the HTTP status a form is shown with: 422 where it was refused."""
    return 422 if form.is_bound and form.errors else 200
