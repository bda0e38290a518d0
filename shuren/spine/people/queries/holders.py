"""Which human being an account belongs to, and who of the same name may be meant.

An administrator of accounts sees no registers: of those who may be meant, the name, where they work, and masks.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shuren.kernel.rowsecurity import scope_of
from shuren.spine.identity.models import Account
from shuren.spine.people.models import Person, PersonAccount, Post
from shuren.spine.people.queries.casework import CASEWORK

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Holder:
    """A human being as the administrators of accounts see one: `works_at` are schools, `others` further accounts."""

    person_id: int
    name: str
    number: str
    works_at: tuple[str, ...]
    others: tuple[str, ...]


def holder_of(account_id: int) -> Holder | None:
    """Return whom an account belongs to, None where nobody has said."""
    held = PersonAccount.objects.filter(account=account_id).first()
    if held is None:
        return None
    with scope_of(CASEWORK):
        return _holders(Person.objects.within("").filter(pk=held.person_id), account_id)[0]


def namesakes(account: Account, id_no: str = "") -> list[Holder]:
    """Return who may be meant: staff of that name at and below the account's org, and whoever has the number."""
    with scope_of(CASEWORK):
        staff = Post.objects.within(account.org_path).filter(name=account.name, to_on=None).values("person")
        found = set(Person.objects.within("").filter(pk__in=staff).values_list("pk", flat=True))
        if id_no:
            known = Person.objects.within("").filter(id_index__matches=id_no, name=account.name)
            found |= set(known.values_list("pk", flat=True))
        return _holders(Person.objects.within("").filter(pk__in=found).order_by("pk"), account.pk)


def _holders(persons: Iterable[Person], account_id: int) -> list[Holder]:
    found = list(persons)
    posts = Post.objects.within("").filter(person__in=found, to_on=None).select_related("school").order_by("-is_main")
    ties = PersonAccount.objects.filter(person__in=found).exclude(account=account_id).select_related("account")
    works, others = list(posts), list(ties.order_by("account__username"))
    return [
        Holder(
            one.pk, one.name, str(one.id_no or ""),
            tuple(dict.fromkeys(post.school.name for post in works if post.person_id == one.pk)),
            tuple(tie.account.username for tie in others if tie.person_id == one.pk),
        )
        for one in found
    ]  # fmt: skip


def evident_ties() -> list[tuple[Account, int]]:
    """Return the accounts without a holder at a school whose list of staff has that name once, and who it is.

    Two teachers of one name, or two accounts, are left to an administrator.
    """
    accounts, persons = defaultdict[tuple[int, str], list[Account]](list), defaultdict[tuple[int, str], set[int]](set)
    free = Account.objects.filter(is_active=True, org__level="school")
    for account in free.exclude(pk__in=PersonAccount.objects.values("account")).order_by("pk"):
        accounts[account.org_id, account.name].append(account)
    with scope_of(CASEWORK):
        posts = Post.objects.within("").filter(to_on=None, school__in={school for school, _name in accounts})
        meant = posts.filter(name__in={name for _school, name in accounts}).order_by()
        for school, name, person in meant.values_list("school", "name", "person"):
            persons[school, name].add(person)
    sole = {key: found.pop() for key, found in persons.items() if len(found) == 1}
    return [(own[0], sole[key]) for key, own in accounts.items() if len(own) == 1 and key in sole]
