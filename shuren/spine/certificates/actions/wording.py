"""Deciding how a kind of certificate reads."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.spine.certificates import events
from shuren.spine.certificates import permissions as can
from shuren.spine.certificates.actions import paper
from shuren.spine.certificates.models import Wording
from shuren.spine.certificates.rules import kinds, wordings
from shuren.spine.orgs.models import Org


class UnknownName(Refused):
    """文本中的“{names}”不是可填写的项目。可用的项目有：{known}。请更正花括号中的名称。"""

    status = 422


class LooseBrace(Refused):
    """花括号没有成对：项目名称要写在一对花括号之间。请检查后重新保存。"""

    status = 422


class InThePast(Refused):
    """启用日期不能早于今天：已签发的证书按当时的文本留存。请改填今天或以后的日期。"""

    status = 422


@transaction.atomic
def decide(
    *, actor: Actor, kind: kinds.Kind, org: Org, wording: kinds.Wording, valid_from: date, at: datetime
) -> Wording:
    """Let a kind read so in an authority's part of the tree from a day on; earlier versions stay."""
    require(actor, can.edit_wordings, org.path)
    check(kind, wording)
    if valid_from < timezone.localdate(at):
        raise InThePast(field="valid_from")
    Org.objects.within("").select_for_update(of=("self",)).get(pk=org.pk)
    before = Wording.objects.within("").filter(kind=kind.code, org=org).order_by("-version").first()
    made: Wording = Wording.objects.create(
        kind=kind.code,
        org=org,
        org_path=org.path,
        version=before.version + 1 if before else 1,
        title=wording.title.strip(),
        body=wording.body.strip(),
        footnote=wording.footnote.strip(),
        valid_from=valid_from,
        decided_by=actor.name,
        decided_at=at,
    )
    details = {"kind": kind.label, "version": made.version, "on": f"{valid_from:%Y-%m-%d}"}
    subject = ("certificates.wording", made.pk)
    record(actor=actor, label=events.REWORDED, org_path=org.path, subject=subject, details=details)
    return made


def preview(*, kind: kinds.Kind, org: Org, wording: kinds.Wording) -> bytes:
    """Return how a wording would look with made-up facts (PNG). Raises UnknownName, LooseBrace."""
    check(kind, wording)
    filled = wordings.filled(wording, kind.examples)
    return paper.preview(unit=org, wording=filled, rows=kind.example_rows, on=timezone.localdate())


def check(kind: kinds.Kind, wording: kinds.Wording) -> None:
    """Hold the braces of a wording to the facts of its kind. Raises UnknownName, LooseBrace."""
    if wordings.has_loose_braces(wording):
        raise LooseBrace(field="body")
    if unknown := wordings.unknown_names(wording, kind.examples):
        raise UnknownName(field="body", names=list(unknown), known=list(kind.examples))
