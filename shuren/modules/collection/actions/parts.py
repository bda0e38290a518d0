"""分工: sections of a return given to colleagues, who are told, and who say when they are done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.audit.actions import record
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.collection import events
from shuren.modules.collection import permissions as can
from shuren.modules.collection.actions.answers import NotYourPart
from shuren.modules.collection.models import Part
from shuren.modules.collection.queries.returns import sheet_for

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

KIND = "collection.part"
GIVEN = gettext_noop("填报“{section}”· {title}（{round}）")


class NobodyChosen(Refused):
    """请选择由哪位同事填报这一部分。"""

    status = 422


@transaction.atomic
def hand_out(*, actor: Actor, return_id: int, section: str, account_key: str) -> Part:
    """Give a section to a colleague in place of whoever had it. Raises NotFoundHere, NobodyChosen."""
    sheet = sheet_for(actor, return_id, can.answer)
    names = dict(sheet.colleagues)
    if account_key not in names:
        raise NobodyChosen(field="account_key")
    if section not in {each.section for each in sheet.questions}:
        raise NotFoundHere
    row = sheet.row
    told = {"account_key": account_key, "account_name": names[account_key], "done_at": None, "org_path": row.org_path}
    part: Part
    part, _ = Part.objects.within(row.org_path).update_or_create(sheet=row, section=section, defaults=told)
    notices.ask(
        kind=KIND, subject_id=part.pk, title=GIVEN, link=reverse("collection:sheet", args=(row.pk,)), role="",
        org_path=row.org_path, account_key=account_key, due_at=notices.end_of(row.round.due_on),
        params={"section": section, "title": row.round.request.title, "round": row.round.label},
    )  # fmt: skip
    details = {"title": row.round.request.title, "section": section, "name": part.account_name}
    subject = ("collection.return", row.pk)
    record(actor=actor, label=events.HANDED_OUT, org_path=row.org_path, subject=subject, details=details)
    return part


@transaction.atomic
def part_done(*, actor: Actor, return_id: int, section: str) -> Part:
    """Say that a section is filled in. Raises NotYourPart where it was not given to the actor."""
    sheet = sheet_for(actor, return_id, can.answer)
    part = sheet.parts.get(section)
    if part is None or part.account_key != actor.id:
        raise NotYourPart
    part.done_at = timezone.now()
    part.save(update_fields=["done_at"])
    notices.settle(kind=KIND, subject_id=part.pk)
    return part
