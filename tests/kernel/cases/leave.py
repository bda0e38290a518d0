"""A case type for tests: leave of absence at one school, decided by its principal and then the county."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from shuren.kernel.access import permission
from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Seat
from shuren.kernel.cases.route import Parallel, Sequence, Step, When
from shuren.kernel.refusals import Refused

ask_leave = permission("tests.ask_leave", "申请测试假期", holders=("registrar",), why="仅供测试。")


class Full(Refused):
    """名额已满。"""


class LeaveForm(CaseForm):
    days = forms.IntegerField(label="天数")


class Leave(CaseType):
    """Long leave is also decided by the county."""

    code, label, prefix = "tests.leave", "测试请假", "CS"
    form = LeaveForm
    apply = ask_leave
    route = Sequence(
        (
            Step("apply", "申请", "registrar", applies=True),
            Parallel(
                (
                    Step("principal", "校长审批", "principal", days=3),
                    When("long", Step("county", "县级审批", "county", days=10)),
                )
            ),
        )
    )
    who: ClassVar = {
        "registrar": lambda application: [Seat("registrar", application.org_path)],
        "principal": lambda application: [Seat("principal", application.org_path)],
        "county": lambda application: [Seat("county_official", application.org_path[:-4])],
    }
    conditions: ClassVar = {"long": lambda application: application.form["days"] > 5}
    granted: ClassVar[list[str]] = []
    full: ClassVar[bool] = False

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"请假 {form['days']} 天"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return str(form.get("who", ""))

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        return [("天数", form["days"])]

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        del actor, application
        if cls.full:
            raise Full
        cls.granted.append(number)


class Plain(Leave):
    """Leave of one day, as a principal may grant it to many at once."""

    code, label, prefix = "tests.plain", "测试短假", "DJ"
    route = Sequence(
        (Step("apply", "申请", "registrar", applies=True), Step("principal", "校长批准", "principal", batch=True))
    )
