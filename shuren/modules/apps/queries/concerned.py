"""谁能得到我的信息: what each app gets of somebody and of their children, why, and what they may say about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone

from shuren.modules.apps.models import AppItem, SwitchOn
from shuren.modules.apps.queries import words
from shuren.modules.apps.queries.granted import agreed, in_use, switched_on
from shuren.modules.apps.queries.members import Member, memberships, wards
from shuren.modules.apps.rules.consent import is_young
from shuren.modules.apps.rules.items import ITEMS, Basis

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor


@dataclass(frozen=True)
class Part:
    """One item that an app gets: `asked` where it rests on consent, `given` whether it is told."""

    code: str
    label: str
    why: str
    basis: str
    asked: bool
    given: bool


@dataclass(frozen=True)
class Concern:
    """An app that a school gave something of somebody to: of the reader, or of an own child (`is_ward`)."""

    switch: SwitchOn
    member: Member
    is_ward: bool

    @property
    def needs_guardian(self) -> bool:
        born_on = self.member.born_on
        return born_on is not None and is_young(born_on, timezone.localdate())

    @cached_property
    def items(self) -> list[AppItem]:
        rows = {row.item: row for row in AppItem.objects.filter(app=self.switch.app, is_allowed=True)}
        had = self.member.who
        return [
            rows[code]
            for code, item in ITEMS.items()
            if code in rows and code in self.switch.items and had in {str(who) for who in item.whose}
        ]

    @property
    def by_consent(self) -> frozenset[str]:
        return frozenset(row.item for row in self.items if row.basis == Basis.CONSENT)

    @cached_property
    def parts(self) -> list[Part]:
        """Return the items in the order of the dictionary."""
        given = agreed(self.switch.app_id, self.member)
        return [
            Part(
                row.item, words.item_label(row.item), row.why, words.basis_label(row.basis),
                row.basis == Basis.CONSENT, row.basis != Basis.CONSENT or row.item in given,
            )
            for row in self.items
        ]  # fmt: skip


def concerns_of(actor: Actor) -> list[Concern]:
    """Return what apps get of an actor, and of the children whose guardian the actor is."""
    found = []
    for members, is_ward in ((memberships(actor), False), (wards(actor), True)):
        for member in members:
            rows = switched_on(in_use(), member.org_path).filter(org_path=member.org_path)
            found += [
                Concern(row, member, is_ward)
                for row in rows.select_related("app__vendor", "school").order_by("app__name_key", "id")
                if member.group in row.groups
            ]
    return found
