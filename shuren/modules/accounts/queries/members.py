"""Who is in a group, with the account that each has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from shuren.modules.accounts import rules
from shuren.modules.accounts.models import AccountConsent, Group
from shuren.modules.accounts.queries.groups import Chosen
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Account
from shuren.spine.people.models import Enrolment, Guardianship, Person, PersonAccount, Post


@dataclass
class Member:
    """Somebody of a group. `children` names whose guardian it is; `waits` that a guardian has not agreed yet."""

    person: Person
    children: list[str] = field(default_factory=list)
    account: Account | None = None
    waits: bool = False

    @property
    def note(self) -> str:
        return "、".join(self.children)

    @property
    def state(self) -> Any:
        """The account's state, or empty where there is none."""
        return identity.state_of(self.account, timezone.now()) if self.account else ""


def members(chosen: Chosen) -> list[Member]:
    """Return the people of a group by name; three statements. Run it inside the actor's scope."""
    people = _guardians(chosen) if chosen.group == Group.GUARDIANS else _people(chosen)
    accounts = account_by_person(list(people))
    agreed = _agreed(list(people)) if chosen.group == Group.PUPILS else set()
    today = timezone.localdate()
    for pk, member in people.items():
        member.account = accounts.get(pk)
        if chosen.group == Group.PUPILS:
            member.waits = pk not in agreed and rules.needs_consent(member.person.born_on, today)
    return sorted(people.values(), key=lambda member: (member.person.name_key, member.person.pk))


def account_by_person(people: list[int]) -> dict[int, Account]:
    """Return the first account of each person that has one."""
    rows = PersonAccount.objects.filter(person__in=people).select_related("account__attempts").order_by("-account_id")
    return {row.person_id: row.account for row in rows}


def _people(chosen: Chosen) -> dict[int, Member]:
    rows: Any = Post.objects.within(chosen.school.path).filter(to_on=None)
    if chosen.group == Group.PUPILS:
        rows = Enrolment.objects.within(chosen.school.path).filter(left_on=None, school_class=chosen.school_class)
    return {row.person_id: Member(row.person) for row in rows.select_related("person")}


def _guardians(chosen: Chosen) -> dict[int, Member]:
    ties = Guardianship.objects.within(chosen.school.path).filter(
        child__enrolments__left_on=None, child__enrolments__school_class=chosen.school_class
    )
    found: dict[int, Member] = {}
    for tie in ties.select_related("guardian").order_by("child_name", "id"):
        found.setdefault(tie.guardian_id, Member(tie.guardian)).children.append(tie.child_name)
    return found


def _agreed(people: list[int]) -> set[int]:
    rows = AccountConsent.objects.within("").filter(child__in=people, withdrawn_at=None)
    return set(rows.values_list("child", flat=True))
