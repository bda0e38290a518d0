"""Drafts on the pages: a form filled from one, what no longer fits, the list of them."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.forms import CharField, ChoiceField, Form
from django.urls import reverse
from django.utils.translation import gettext

from shuren.kernel.actors import Actor
from shuren.kernel.cases import drafts
from shuren.kernel.cases.declare import CaseType, NotToBeKept, newest
from shuren.kernel.cases.materials import Given, from_applicant
from shuren.kernel.cases.models import Draft
from shuren.kernel.http.policy import Request
from shuren.kernel.words import translated
from shuren.site.cases.sending import SentForm, application_form

NEVER = datetime.min.replace(tzinfo=UTC)  # when a page saw a draft that did not have one yet
REASON = "_reason"  # where a draft keeps what was typed as a reason


def draft_asked(request: Request) -> Draft | None:
    """Return the draft that a page is about. Raises NotFoundHere where it is not, or no longer, the reader's."""
    number = request.GET.get("draft", "")
    return drafts.draft_for(request.actor, int(number)) if number.isdecimal() else None


def number_sent(request: Request) -> int | None:
    """Return the number of the draft that a sent form goes on from."""
    number = request.POST.get("draft", "")
    return int(number) if number.isdecimal() else None


@dataclass(frozen=True)
class Kept:
    """A draft as a page tells of it: `at` is where it is saved, `address` where the newest one is opened.

    `seen` is when the page last knew what it holds; `is_newer`, that it holds more since; `refused`, why not kept.
    """

    draft: Draft | None
    at: str
    address: str
    seen: str
    is_newer: bool
    is_of_case: bool = False
    refused: str = ""


def kept(kind: type[CaseType], draft: Draft | None, newer_than: datetime | None = None) -> Kept:
    """Return what the page of an application tells of its draft."""
    at, page = (reverse(f"cases:{name}", args=(kind.code,)) for name in ("save_draft", "apply"))
    address = f"{page}?draft={draft.pk}" if draft else page
    return Kept(draft, at, address, _written(draft, newer_than), newer_than is not None)


def kept_on(case_id: int, task: int, draft: Draft | None, newer_than: datetime | None = None) -> Kept:
    """Return what the page of a case tells of what was typed to sign a task."""
    at, page = reverse("cases:save_typed", args=(case_id, task)), reverse("cases:case", args=(case_id,))
    return Kept(draft, at, page, _written(draft, newer_than), newer_than is not None, is_of_case=True)


def _written(draft: Draft | None, seen: datetime | None) -> str:
    moment = seen or (draft.saved_at if draft else None)
    return moment.isoformat() if moment else ""


def _seen(request: Request) -> datetime | None:
    """Return when the page that was sent had last seen its draft; None where it saves in spite of what came since."""
    with suppress(ValueError):
        return None if "over" in request.POST else datetime.fromisoformat(request.POST.get("seen", ""))
    return NEVER


def save_typed(request: Request, case_id: int, task: int, sent: SentForm) -> Kept:
    """Keep what is being typed to sign a task, or tell that another window has since."""
    seen, entered = _seen(request), sent.entered | {REASON: request.POST.get("reason", "").replace("\0", "")}
    try:
        form: Any = type(sent.form)
        draft = drafts.save_typed_on(
            actor=request.actor, case_id=case_id, task=task, form=form, entered=entered, seen=seen
        )
    except NotToBeKept as refusal:
        return replace(kept_on(case_id, task, None), refused=refusal.sentence)
    except drafts.DraftChanged:
        return kept_on(case_id, task, drafts.typed_on(request.actor, case_id, task), newer_than=seen)
    return kept_on(case_id, task, draft)


def save(request: Request, kind: type[CaseType], sent: SentForm) -> Kept:
    """Keep a sent form as it is, files included, right or wrong, or tell that another window has since."""
    try:
        return kept(kind, _save(request, kind, sent))
    except NotToBeKept as refusal:
        return replace(kept(kind, None), refused=refusal.sentence)
    except drafts.DraftChanged:
        newer = drafts.draft_for(request.actor, number_sent(request) or 0)
        return kept(kind, newer, newer_than=_seen(request))


def _save(request: Request, kind: type[CaseType], sent: SentForm) -> Draft:
    return drafts.save(
        actor=request.actor,
        type_code=kind.code,
        draft_id=number_sent(request),
        entered=sent.entered,
        labels={name: str(field.label or name) for name, field in sent.form.fields.items() if name in sent.entered},
        given=sent.materials.given if sent.materials else {},
        seen=_seen(request) if request.POST.get("seen") else None,
    )


def form_of(draft: Draft, kind: type[CaseType], actor: Actor) -> tuple[SentForm, list[str]]:
    """Return the form filled from a draft, and sentences about what the form no longer takes or newly asks."""
    before = drafts.given_in(draft)
    given = {material.code: before.pop(material.code, Given()) for material in from_applicant(kind)}
    sent = application_form(kind, actor, None, begun=(draft.entered, given))
    gone = [name for name, value in draft.entered.items() if _unfit(sent.form, name, value)]
    for name in gone:
        sent.form.initial.pop(name)
    told = [f"{draft.labels.get(name, name)} {draft.entered[name]}" for name in gone]
    asked = [
        str(field.label)
        for name, field in sent.form.fields.items()
        if field.required and _is_new(draft, sent.form, name)
    ]
    notes = []
    if told:
        notes.append(
            gettext("表单有更新，以下内容不再适用，没有带入：{fields}。").format(fields=gettext("；").join(told))
        )
    if asked:
        notes.append(gettext("表单有更新，新增了需要填写的内容：{fields}。").format(fields=gettext("、").join(asked)))
    if any(item != Given() for item in before.values()):
        notes.append(gettext("所需材料有更新，不再需要的材料没有带入。"))
    return sent, notes


def _unfit(form: Form, name: str, value: Any) -> bool:
    """Say whether a form has no place for what was typed once: no such field, or no such choice."""
    if value in ("", None, []):
        return False
    field = form.fields.get(name)
    if isinstance(field, ChoiceField):
        return not all(field.valid_value(each) for each in (value if isinstance(value, list) else [value]))
    return field is None


def _is_new(draft: Draft, form: Form, name: str) -> bool:
    return name not in draft.labels and name not in getattr(form, "sealed", ())


@dataclass(frozen=True)
class DraftRow:
    """A draft in the list, `about` the first thing typed; a type that is gone has no address."""

    pk: int
    label: str
    about: str
    saved_at: datetime
    url: str


def rows_for(actor: Actor) -> list[DraftRow]:
    """Return an actor's drafts as the list shows them."""
    return [_row(draft) for draft in drafts.drafts_of(actor)]


def begun(request: Request, kind: type[CaseType]) -> list[DraftRow]:
    """Return what the reader has begun of a type before, where a page begins anew."""
    if request.method != "GET" or "draft" in request.GET:
        return []
    return [_row(draft) for draft in drafts.begun(request.actor, kind.code)]


def _row(draft: Draft) -> DraftRow:
    try:
        kind = newest(draft.type)
    except ValueError:
        return DraftRow(draft.pk, gettext("已停办的事项"), "", draft.saved_at, "")
    typed = [name for name, field in kind.form.base_fields.items() if isinstance(field, CharField)]
    about = next((draft.entered[name] for name in typed if draft.entered.get(name)), "")
    address = f"{reverse('cases:apply', args=(draft.type,))}?draft={draft.pk}"
    return DraftRow(draft.pk, translated(kind.label), about, draft.saved_at, address)
