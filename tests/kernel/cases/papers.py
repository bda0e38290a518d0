"""A case type for tests: something with every sort of material, signed by the applicant and a principal."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseForm, CaseType, Seat, StepForm
from shuren.kernel.cases.materials import Material
from shuren.kernel.cases.route import Sequence, Step
from tests.kernel.cases.leave import ask_leave

PROMISE = "本人承诺所住属实。"
PDF, JPG, PNG = b"%PDF-1.7\n%", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\x89PNG\r\n\x1a\n\x00"


class PapersForm(CaseForm):
    reason = forms.CharField(label="事由", max_length=20)
    far = forms.BooleanField(label="外地", required=False)


class RoomForm(StepForm):
    room = forms.CharField(label="房间", max_length=5)


class Papers(CaseType):
    """Its only condition is that the applicant comes from afar."""

    code, label, prefix = "tests.papers", "测试材料", "CL"
    form = PapersForm
    apply = ask_leave
    route = Sequence(
        (
            Step("apply", "申请", "registrar", applies=True),
            Step("principal", "校长受理", "principal", accepts=True),
            Step("room", "安排房间", "principal", days=5, optional=True),
        )
    )
    who: ClassVar = {
        "registrar": lambda application: [Seat("registrar", application.org_path)],
        "principal": lambda application: [Seat("principal", application.org_path)],
        "county": lambda application: [Seat("county_official", application.org_path[:-4])],
    }
    superiors = ("county",)
    conditions: ClassVar = {"far": lambda application: application.form["far"]}
    asks: ClassVar = {"room": RoomForm}
    materials: ClassVar = (
        Material("letter", "申请书", basis="测试", megabytes=1, most=2),
        Material("permit", "居住证", basis="测试", needed="far", kinds=("jpg", "png")),
        Material("address", "住址证明", basis="测试", promise=PROMISE),
        Material("roll", "登记信息", basis="测试", fetched=lambda application: [("事由", application.form["reason"])]),
    )

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return f"材料 {form['reason']}"

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        return f"papers:{form['reason']}"

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        return [("事由", form["reason"]), ("外地", form["far"]), ("房间", form.get("room"))]

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        del actor, application, number
