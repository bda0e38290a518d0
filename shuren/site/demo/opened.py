"""Accounts opened from the registers, a pupil's with the guardian's consent; a role that waits for a second person, and
grants whose yearly look is due.
"""

from datetime import timedelta

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.accounts.actions import consents, keeping, opening
from shuren.modules.accounts.queries import groups, members
from shuren.site.demo import accounts
from shuren.site.demo.stories import holder
from shuren.spine.identity import queries as identity
from shuren.spine.identity.actions import proposals, reviewing
from shuren.spine.identity.api import set_password
from shuren.spine.identity.models import Account, Grant
from shuren.spine.people import api as people


def furnish() -> str:
    """Let the told guardian agree to an account for a child, and the school open those of the child's class."""
    _powers()
    guardian = Account.objects.filter(username=accounts.GUARDIAN).first()
    if guardian is None:
        return "0"
    actor = identity.actor_of(guardian)
    child = people.children_of(actor)[0]
    opened = consents.agree(actor=actor, person_id=child.person_id, at=timezone.now())
    Account.objects.filter(pk=opened.account.pk).update(username=accounts.PUPIL)
    opened.account.refresh_from_db()
    set_password(actor=accounts.BUILDER, account=opened.account, password=accounts.PASSWORD)
    with scope_of(accounts.BUILDER):
        return str(_sheet(holder("registrar", child.org_path), child.class_name))


def _powers() -> None:
    """Propose a county official; let the grants of a zone and some of its schools be eleven months old."""
    zone, today = accounts.place_of("zone"), timezone.localdate()
    newcomer = identity.accounts_named(Account.objects.all(), "both").first()
    if newcomer is not None:
        proposals.give_role(
            actor=holder("system_admin", accounts.place_of("admin").path), account=newcomer, role="county_official",
            org=zone, on=today,
        )  # fmt: skip
    below = Grant.objects.within(zone.path).exclude(account__username__in=[name for name, _role in accounts.TOLD])
    old = list(below.order_by("id").values_list("pk", flat=True)[:12])
    Grant.objects.within("").filter(pk__in=old).update(granted_at=timezone.now() - timedelta(days=345))
    reviewing.remind_and_end(timezone.now())


def _sheet(registrar: Actor, class_name: str) -> int:
    """Open the accounts of a class's guardians; every third of them has signed in and chosen a password since."""
    chosen = next(
        row.chosen for row in groups.coverage(registrar)
        if row.chosen.group == "guardians" and row.chosen.school_class and row.chosen.school_class.name == class_name
    )  # fmt: skip
    people_there = [row.person.pk for row in members.members(chosen) if row.account is None][:12]
    at = timezone.now()
    sheet = opening.ask(actor=registrar, chosen=chosen, people=people_there, has_paper=False, at=at)
    opening.fill(actor=registrar, sheet=sheet, tell=lambda _done, _total: None)
    used = list(sheet.lines.model.objects.within("").filter(sheet=sheet).values_list("account", flat=True))[::3]
    Account.objects.filter(pk__in=used).update(must_change_password=False, last_login=at - timedelta(hours=5))
    keeping.wipe(at)
    return len(people_there)
