"""An app is described by its vendor, admitted by its review, suspended at once, and ends by itself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from shuren.kernel import pinyin
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.kernel.words import Words
from shuren.kernel.workflow.actions import take
from shuren.kernel.workflow.declare import Step
from shuren.modules.apps import events
from shuren.modules.apps.models import App, AppItem
from shuren.modules.apps.queries import apps as queries
from shuren.modules.apps.queries import words
from shuren.modules.apps.queries.vendors import own_vendor
from shuren.modules.apps.rules.items import sensitive
from shuren.modules.apps.workflows import AppState, AppWorkflow, VendorState

COPIED = ("home", "purpose", "audiences", "stages", "subjects", "filing_no", "icp_no", "mlps_no", "privacy", "contact")


class CodeTaken(Refused):
    """应用代码“{code}”已被使用，请换一个。"""

    status = 422


class CodeKept(Refused):
    """应用代码在第一次提交审核以后不能再改：各校和各系统按它识别应用。"""

    status = 422


class UnderReview(Refused):
    """应用正在审核，说明不能修改。需要修改的，请先撤回申请，或等退回补正。"""


class VendorStopped(Refused):
    """您的登记已停止，不能登记或提交应用。请联系登记的教育行政部门。"""


@transaction.atomic
def describe(*, actor: Actor, app: App | None, code: str, name: str, typed: Mapping[str, Any], open_: bool) -> App:
    """Keep what a vendor has typed about one of its apps, complete or not; what is in force stays as it is.

    `open_` says that a case about the app waits for corrections. Raises CodeTaken, CodeKept, UnderReview.
    """
    vendor = own_vendor(actor)
    if vendor.state != VendorState.ADMITTED:
        raise VendorStopped
    if queries.code_is_taken(code, app.pk if app else None):
        raise CodeTaken(field="code", code=code)
    if app is None:
        app = App(vendor=vendor, org_path=vendor.org_path)
    else:
        app = App.objects.within("").select_for_update(of=("self",)).get(pk=app.pk, vendor=vendor)
        if app.state == AppState.REVIEW and not open_:
            raise UnderReview
        if code != app.code and app.case_number:
            raise CodeKept(field="code")
    app.code, app.described = code, dict(typed)
    if app.admitted_on is None:
        app.name, app.name_key = name, pinyin.sort_key(name)
    app.save()
    _record(actor, events.APP_DESCRIBED, app)
    return app


@transaction.atomic
def submitted(*, actor: Actor, app_id: int, number: str) -> None:
    """Note that the review of an app has begun; one that is in use stays so under what was admitted before."""
    app = queries.app_of_case(app_id)
    App.objects.within("").filter(pk=app_id).update(case_number=number)
    if app.state not in {AppState.IN_USE, AppState.REVIEW}:
        _take(AppWorkflow.submit, replace(actor, path=app.org_path), app, "")


@transaction.atomic
def sent_back(*, actor: Actor, app_id: int) -> None:
    """Note that a review ended without admission; what was in force before goes on."""
    app = queries.app_of_case(app_id)
    if app.state == AppState.REVIEW:
        _take(AppWorkflow.back, actor, app, "")


@transaction.atomic
def admit(*, actor: Actor, app_id: int, form: Mapping[str, Any], refused: Mapping[str, str], until: date) -> App:
    """Put in force what a review has decided: `refused` are the items that are not allowed, with the reason."""
    term = {"admitted_on": timezone.localdate(), "lasts_until": until}
    App.objects.within("").filter(pk=app_id).update(**term)  # nothing is in use without its term
    app = take(AppWorkflow.admit, actor=actor, obj=queries.app_of_case(app_id))
    for name in COPIED:
        setattr(app, name, form[name])
    app.name, app.name_key = form["name"], pinyin.sort_key(form["name"])
    app.stopped_why = ""
    app.save()
    app.items.all().delete()
    AppItem.objects.bulk_create(
        AppItem(
            app=app, item=code, why=why, basis=basis, is_allowed=code not in refused, refused_why=refused.get(code, "")
        )
        for code, why, basis in form["items"]
    )
    allowed = [code for code, _why, _basis in form["items"] if code not in refused]
    _record(
        actor, events.APP_ADMITTED, app, until=until.isoformat(), items=words.item_labels(allowed),
        refused=words.item_labels(refused),
    )  # fmt: skip
    return app


@transaction.atomic
def suspend(*, actor: Actor, app: App, reason: str) -> None:
    """Stop an app at once, at every school. Raises NotNow, ReasonMissing."""
    _take(AppWorkflow.suspend, actor, app, reason)


@transaction.atomic
def resume(*, actor: Actor, app: App, reason: str) -> None:
    """Let a suspended app be used again. Raises NotNow, ReasonMissing."""
    _take(AppWorkflow.resume, actor, app, reason)


@transaction.atomic
def end(*, actor: Actor, app: App, reason: str) -> None:
    """End an app for good; it can be submitted anew. Raises NotNow, ReasonMissing."""
    _take(AppWorkflow.end, actor, app, reason)


@transaction.atomic
def expire(*, actor: Actor, app: App) -> None:
    """Note that an admission has run out. Raises NotNow."""
    _take(AppWorkflow.expire, actor, app, "")


def needs_countersignature(form: Mapping[str, Any]) -> list[str]:
    """Return the sensitive items that an application asks for."""
    return sensitive(code for code, _why, _basis in form["items"])


def _take(step: Step, actor: Actor, app: App, reason: str) -> None:
    locked = take(step, actor=actor, obj=app, reason=reason)
    locked.stopped_why = reason.strip() if step.target != AppState.IN_USE else ""
    locked.save(update_fields=["stopped_why"])
    _record(actor, events.APP_MOVED, locked, what=step.label, why=reason.strip() or "—")


def _record(actor: Actor, label: Any, app: App, **details: Words | str) -> None:
    record(
        actor=actor, label=label, org_path=app.org_path, subject=("apps.app", app.pk),
        details={"app": app.name, **details},
    )  # fmt: skip
