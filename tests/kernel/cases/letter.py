"""A case type for tests: a text that its checker may correct, and that two other persons release."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms

from shuren.kernel.access import permission
from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Seat, StepForm
from shuren.kernel.cases.route import Sequence, Step
from tests.kernel.cases.leave import ask_leave

read_letters = permission("tests.read_letters", "查看测试信函", holders=("registrar", "principal"), why="仅供测试。")


class LetterForm(CaseForm):
    text = forms.CharField(label="正文", widget=forms.Textarea)
    by = forms.CharField(label="期限", required=False)


class CheckForm(StepForm):
    text = forms.CharField(label="正文", widget=forms.Textarea)


class Letter(CaseType):
    """Whoever applies or checks does not release; a return has all walked again."""

    code, label, prefix = "tests.letter", "测试信函", "XH"
    form = LetterForm
    apply = ask_leave
    handled = read_letters
    anew = True
    route = Sequence(
        (
            Step("draft", "拟稿", "registrar", applies=True),
            Step("check", "核稿", "principal"),
            Step("release", "签发", "principal", days=30, apart=True),
        )
    )
    who: ClassVar = {
        "registrar": lambda application: [Seat("registrar", application.org_path)],
        "principal": lambda application: [Seat("principal", application.org_path)],
    }
    asks: ClassVar = {"check": CheckForm}

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return str(form["text"])[:20]

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        del form
        return ""

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        return [("正文", form["text"])]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Any, str]]:
        del form
        return [("预览", f"/letters/{case_id}")]

    @classmethod
    def due_on(cls, application: Application, step: str) -> date | None:
        named = application.form.get("by")
        return date.fromisoformat(named) if named and step == "check" else None

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        del actor, application, number
