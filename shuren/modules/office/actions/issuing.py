"""A paper is signed: it gets its number, is set, signed electronically, kept and sent, all or nothing."""

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel import documents
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.cases import attachments
from shuren.kernel.cases.models import Case
from shuren.kernel.files.actions import store
from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import Forbidden, Refused
from shuren.modules.office import events
from shuren.modules.office import permissions as can
from shuren.modules.office.actions import ending, letterheads, typesetting
from shuren.modules.office.actions.receiving import KIND
from shuren.modules.office.models import Annex, Delivery, Letterhead, Paper
from shuren.modules.office.queries import units
from shuren.modules.office.rules import kinds, texts
from shuren.spine.identity import api as identity
from shuren.spine.orgs.models import Org

ARRIVED = gettext_noop("请签收公文 {number}：{title}")


class NoLetterhead(Refused):
    """本单位还没有登记发文机关名称和代字，不能编号。请办公室文秘（学校由数据管理员）先在“发文登记”的“发文机关设置”中登记。"""


class AnsweredAlready(Refused):
    """所答复的来文已由 {number} 答复。请撤销本稿，或改为不答复来文。"""


class LeaderSigns(Refused):
    """公文由单位负责人签发（中办发〔2012〕14号第二十二条），代办人不能代为签发。请由负责人本人或另一位负责人办理。"""


def refuse_stale(form: Mapping[str, Any]) -> None:
    """Raise AnsweredAlready or EndedAlready where what a draft answers or corrects has been dealt with meanwhile."""
    if form.get("answers"):
        asking = Delivery.objects.within("").get(pk=form["answers"])
        answer = Paper.objects.within("").filter(answers_id=asking.paper_id, org_id=form["org"]).first()
        if answer:
            raise AnsweredAlready(number=answer.number)
    if form.get("replaces") and Paper.objects.within("").get(pk=form["replaces"]).end:
        raise ending.EndedAlready


@transaction.atomic
def issue(*, actor: Actor, case: Case, at: datetime) -> Paper:
    """Issue the paper that a case has drafted, under the next number of its unit; return it."""
    form = case.form
    letterhead = Letterhead.objects.within("").select_related("org").get(org_id=form["org"])
    if not actor.may_at(can.issue, letterhead.org_path):
        raise LeaderSigns if actor.stands_in_for else Forbidden
    asking = (
        Delivery.objects.within("").select_related("paper").get(pk=form["answers"]) if form.get("answers") else None
    )
    on = timezone.localdate(at)
    serial = letterheads.next_serial(letterhead, on.year)
    number = texts.number(letterhead.mark, on.year, serial)
    annexes = [row.file for row in attachments.held(case) if row.file]
    names = [file.name for file in annexes]
    pdf = typesetting.paper(letterhead, form, names, number=number, on=on, signer=actor.name)
    signed = identity.sign_paper(org=letterhead.org, pdf=pdf, reason=number, at=at)
    paper: Paper = Paper.objects.create(
        org=letterhead.org, org_path=letterhead.org_path, number=number, year=on.year, serial=serial,
        agency=letterhead.agency, kind=form.get("kind", kinds.USUAL), answers=asking and asking.paper,
        replaces_id=form.get("replaces"), title=form["title"], body=form["body"], addressed=form["addressed"],
        copied=form["copied"], urgency=form["urgency"], case_id=case.pk, drafted_by=case.applicant_name,
        signed_by=actor.name, signed_at=at,
        pages=documents.pages_of(signed.pdf),
        file=store(actor=actor, name=f"{number}.pdf", content=io.BytesIO(signed.pdf)),
    )  # fmt: skip
    Annex.objects.bulk_create(Annex(paper=paper, place=place, file=file) for place, file in enumerate(annexes, start=1))
    main, copies = _receivers(letterhead.org, form)
    count = deliver(paper, main, at) + deliver(paper, copies, at, is_copy=True)
    if asking:
        _answered(asking, paper, at)
    if paper.replaces_id:
        ending.replace(actor, paper.replaces_id, paper, at)
    _record(actor, events.PAPER_ISSUED, paper, count=count)
    return paper


def _answered(asking: Delivery, paper: Paper, at: datetime) -> None:
    """Close a paper received with the number of its answer."""
    told = f"已以{paper.number}答复。"
    asking.result, asking.closed_at = "\n".join(filter(None, (asking.result, told)))[:500], at
    asking.save(update_fields=["result", "closed_at"])


def _receivers(sender: Org, form: Mapping[str, Any]) -> tuple[set[int], set[int]]:
    """Return the units to which a paper is addressed and those that get a copy; the sender gets none."""
    main = units.in_groups(sender, form["groups"]) | {pk for pk, _ in form["units"]}
    copies = {pk for pk, _ in form["copies"]}
    return main - {sender.pk}, copies - main - {sender.pk}


def deliver(paper: Paper, ids: Iterable[int], at: datetime, *, is_copy: bool = False) -> int:
    """Put a paper before units and ask each to confirm it; return how many there were."""
    orgs = list(Org.objects.within("").filter(pk__in=list(ids), closed_on=None).order_by("path"))
    with_clerk = identity.held_at(units.CLERK)
    rows = Delivery.objects.bulk_create(
        [Delivery(paper=paper, org=org, org_path=org.path, is_copy=is_copy, sent_at=at) for org in orgs]
    )
    told = {"number": paper.number, "title": paper.title}
    notices.ask_all(
        Notice(
            kind=KIND, subject_id=str(row.pk), title=ARRIVED, params=told, link=f"/office/received/{row.pk}/",
            role=units.receiving_role(org, with_clerk), org_path=org.path, asked_at=at,
        )
        for row, org in zip(rows, orgs, strict=True)
    )  # fmt: skip
    return len(rows)


@transaction.atomic
def preview(*, actor: Actor, case: Case, typed: Mapping[str, Any] | None = None) -> bytes:
    """Return a draft as it would be printed, with what is being typed into it."""
    letterhead = Letterhead.objects.within("").get(org_id=case.form["org"])
    names = [row.file.name for row in attachments.held(case) if row.file]
    note_preview(actor=actor, case=case)
    return typesetting.paper(letterhead, {**case.form, **(typed or {})}, names)


@transaction.atomic
def note_preview(*, actor: Actor, case: Case) -> None:
    """Note that somebody has read a draft."""
    _note(actor, events.DRAFT_PREVIEWED, case)


@transaction.atomic
def note_sheet(*, actor: Actor, case: Case) -> None:
    """Note that somebody has taken out a processing sheet."""
    _note(actor, events.SHEET_TAKEN, case)


def _note(actor: Actor, label: AuditLabel, case: Case) -> None:
    told, subject = {"number": case.number}, ("cases.case", case.pk)
    record(actor=actor, label=label, org_path=case.org_path, subject=subject, details=told)


def typed(*, actor: Actor, form: Mapping[str, Any], kept: list[int], names: list[str]) -> bytes:
    """Return what is being typed as it would be printed; nothing is kept. Raises NoLetterhead."""
    letterhead = units.letterhead_of(form["org"])
    if letterhead is None:
        raise NoLetterhead
    files = attachments.files_of(actor, kept)
    return typesetting.paper(letterhead, form, [*(files[pk].name for pk in kept if pk in files), *names])


def _record(actor: Actor, label: Any, paper: Paper, **details: Any) -> None:
    told = {"number": paper.number, **details}
    record(actor=actor, label=label, org_path=paper.org_path, subject=("office.paper", paper.pk), details=told)
