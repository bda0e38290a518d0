"""A description of an app that can be reviewed, and its way through the review."""

import io
from datetime import timedelta
from typing import Any

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import attachments
from shuren.kernel.cases.declare import newest
from shuren.kernel.cases.materials import Given, from_applicant
from shuren.kernel.cases.models import Case
from shuren.modules.apps.actions import apps as actions
from shuren.modules.apps.cases.description import Description
from shuren.modules.apps.models import App, Vendor
from tests.modules.apps import admitted
from tests.world import World

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj"


def registered(world: World) -> Vendor:
    """The vendor that the world's vendor account stands for."""
    made = admitted.vendor(world)
    made.account = world.accounts["vendor"]
    made.save()
    return made


def typed(**changed: Any) -> dict[str, Any]:
    """Return what a vendor types into the description."""
    until = timezone.localdate() + timedelta(days=200)
    told = {
        "name": "晨读", "code": "reading", "home": "https://reading.example.org/",
        "purpose": "语文教师布置课外阅读，学生朗读后自动计时，代替手工登记的阅读卡。", "audiences": ["pupil"],
        "stages": ["primary"], "subjects": [], "filing_no": "教APP备3400123号", "icp_no": "皖ICP备18001234号",
        "mlps_no": "34010043012-20001", "privacy": "本应用只处理学生的姓名、年级和班级，用于布置和统计阅读任务。" * 8,
        "contact": "何青 privacy@example.org", "until": until.isoformat(),
        "want_name": "on", "why_name": "教师按姓名查看谁读了多少", "basis_name": "duty",
        "want_class": "on", "why_class": "按班级布置阅读任务和统计", "basis_class": "duty",
    }  # fmt: skip
    return told | changed


def described(world: World, **changed: Any) -> App:
    """Let the vendor describe an app."""
    told = typed(**changed)
    form = Description(told)
    form.is_valid()
    return actions.describe(
        actor=world.actor("vendor"), app=None, code=told["code"], name=told["name"], typed=form.typed(), open_=False
    )


def submitted(world: World, app: App) -> Case:
    """Let the vendor hand the app in with its papers."""
    vendor = world.actor("vendor")
    kind = newest("apps.review")
    form = kind.form({"app": str(app.pk), "promise": "on"}, actor=vendor)
    assert form.is_valid(), form.errors
    return cases.apply(actor=vendor, type_code="apps.review", form=form.cleaned_data, materials=papers(vendor))


def papers(actor: Actor) -> dict[str, Given]:
    return {
        one.code: Given((attachments.keep(actor=actor, material=one, name="材料.pdf", content=io.BytesIO(PDF)).pk,))
        for one in from_applicant(newest("apps.review"))
    }


def verdicts(case: Case, official: Actor, **refused: str) -> dict[str, Any]:
    """Return what an officer's form gives: everything allowed but for the items in `refused`, with their reasons."""
    from shuren.kernel.cases.queries import application_of

    told: dict[str, Any] = {"lasts_until": case.form["until"]}
    for code, _why, _basis in case.form["items"]:
        told[f"verdict_{code}"] = "refuse" if code in refused else "allow"
        told[f"refused_{code}"] = refused.get(code, "")
    form = newest("apps.review").asks["items"](told, actor=official, application=application_of(case))
    assert form.is_valid(), form.errors
    return dict(form.cleaned_data)
