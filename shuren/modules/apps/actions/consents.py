"""Somebody agrees that an app is told an item, and takes it back."""

from django.db import transaction
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.apps import events
from shuren.modules.apps.models import Consent, SwitchOn
from shuren.modules.apps.queries import concerned, words
from shuren.modules.apps.queries.members import READER


class ForGuardian(Refused):
    """不满十四周岁的，须由监护人同意。请让家长用自己的账号在这一页同意。"""


class NotConcerned(Refused):
    """这个应用现在没有得到您或您孩子的信息，不需要同意或撤回。请刷新“谁能得到我的信息”查看。"""


class NotByConsent(Refused):
    """这项数据不以同意为依据，不能在这里同意或撤回；有疑问的，请联系学校。"""


@transaction.atomic
def agree(*, actor: Actor, switch_id: int, person: int | None, item: str) -> None:
    """Agree that an app is told an item of oneself, or of an own child.

    Raises NotFoundHere, NotConcerned, ForGuardian, NotByConsent.
    """
    entry = _entry(actor, switch_id, person, item)
    if entry.needs_guardian and not entry.is_ward:
        raise ForGuardian
    with scope_of(READER):
        _made, new = Consent.objects.within(entry.member.org_path).get_or_create(
            app=entry.switch.app, org_path=entry.member.org_path, item=item, withdrawn_at=None, **entry.member.about,
            defaults={"given_by": actor.name, "given_by_key": actor.id},
        )  # fmt: skip
    if new:
        _record(actor, events.CONSENTED, entry, item)


@transaction.atomic
def withdraw(*, actor: Actor, switch_id: int, person: int | None, item: str) -> None:
    """Take a consent back, from this moment. Raises NotFoundHere, NotConcerned, NotByConsent."""
    entry = _entry(actor, switch_id, person, item)
    with scope_of(READER):
        rows = Consent.objects.within(entry.member.org_path).filter(
            app=entry.switch.app, org_path=entry.member.org_path, item=item, withdrawn_at=None, **entry.member.about
        )
        done = rows.update(withdrawn_at=timezone.now(), withdrawn_by=actor.name)
    if done:
        _record(actor, events.WITHDRAWN, entry, item)


def _entry(actor: Actor, switch_id: int, person: int | None, item: str) -> concerned.Concern:
    for entry in concerned.concerns_of(actor):
        if entry.switch.pk == switch_id and (entry.member.person if entry.is_ward else None) == person:
            if item not in entry.by_consent:
                raise NotByConsent
            return entry
    if not SwitchOn.objects.within("").filter(pk=switch_id).exists():
        raise NotFoundHere
    raise NotConcerned


def _record(actor: Actor, label: object, entry: concerned.Concern, item: str) -> None:
    subject = ("people.person", entry.member.person) if entry.member.person else ("identity.account", actor.id)
    record(
        actor=actor, label=label, org_path=entry.member.org_path, subject=subject,  # type: ignore[arg-type]
        details={"app": entry.switch.app.name, "item": words.item_label(item)},
    )  # fmt: skip
