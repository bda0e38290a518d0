"""Looking at persons: each look is an entry in the audit log, written before anything is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import override

from shuren.kernel.access import require
from shuren.kernel.audit import actions as audit
from shuren.kernel.audit.queries import Line
from shuren.kernel.http.listing import Page
from shuren.kernel.refusals import Refused
from shuren.spine.people import permissions as can
from shuren.spine.people import queries, rules
from shuren.spine.people.events import LISTED, LOOKS_VIEWED, UNMASKED, VIEWED
from shuren.spine.people.queries.persons import SUBJECT, PersonFile, sealed_item

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor


IN_THE_LOG = "zh-hans"  # what is recorded reads the same whatever language the page was shown in


class ReasonTooShort(Refused):
    """请写明查看的理由，例如“核对转学材料中的身份证件号”。理由会保留，本人及监护人可以看到。"""

    status = 422


@transaction.atomic
def look_at_list(*, actor: Actor, kind: str, query: Mapping[str, str]) -> Page:
    """Return a page of a list and record by what it was narrowed and how many persons it showed."""
    opened = queries.LISTS[kind].opened_for(actor, query)
    page = opened.listing.page(opened.rows, opened.query, actor)
    with override(IN_THE_LOG):
        words = {"list": str(queries.LISTS[kind].label), "summary": queries.summary_of(opened, actor)}
    details = {**words, "shown": len(page.rows)}
    audit.record(actor=actor, label=LISTED, org_path=actor.path, subject=("people.list", kind), details=details)
    return page


@transaction.atomic
def look_at_person(*, actor: Actor, person_id: int) -> PersonFile:
    """Return a person's page and record the look. Raises NotFoundHere."""
    found = queries.person_file(actor, person_id)
    shown = {
        "基本信息": found.person,
        "学籍": found.enrolments,
        "任职": found.posts,
        "监护人": found.guardianships,
    }
    sections = "、".join(name for name, content in shown.items() if content)
    audit.record(
        actor=actor,
        label=VIEWED,
        org_path=found.org_path,
        subject=(SUBJECT, person_id),
        details={"sections": sections or "—"},
    )
    return found


@transaction.atomic
def look_at_looks(*, actor: Actor, person_id: int) -> tuple[PersonFile, list[Line]]:
    """Return who looked at a person; this look is recorded too and is the next one's first line."""
    found, lines = queries.looks_at(actor, person_id)
    audit.record(actor=actor, label=LOOKS_VIEWED, org_path=found.org_path, subject=(SUBJECT, person_id))
    return found, lines


@transaction.atomic
def unmask(*, actor: Actor, person_id: int, item: str, reason: str) -> str:
    """Return a whole number for a stated reason. Raises ReasonTooShort, Forbidden or NotFoundHere.

    Whoever stands outside the person's present place may not, though they may see the person's page.
    """
    with override(IN_THE_LOG):
        value, label, org_path = sealed_item(actor, person_id, item)
    require(actor, can.unmask, org_path)
    if not rules.sounds_like_reason(reason):
        raise ReasonTooShort(field="reason")
    audit.record(
        actor=actor,
        label=UNMASKED,
        org_path=org_path,
        subject=(SUBJECT, person_id),
        details={"item": label, "reason": reason.strip()[:200]},
    )
    plain: str = value.reveal()
    return plain
