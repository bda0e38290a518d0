"""Who heads a class (班主任), as an account that may be asked; which classes an account heads.

A class names its head by name. That is the account of the member of the school's staff who bears the name; where nobody
or several accounts there bear it, nobody is known to head the class.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from shuren.kernel.rowsecurity import scope_of
from shuren.spine.orgs.models import SchoolClass
from shuren.spine.people.models import Enrolment, PersonAccount, Post
from shuren.spine.people.queries.casework import CASEWORK
from shuren.spine.people.rules import Stage

if TYPE_CHECKING:
    from collections.abc import Collection

    from shuren.kernel.actors import Actor


@dataclass(frozen=True)
class Head:
    """A class with the account of whoever heads it."""

    class_id: int
    class_name: str
    school_id: int
    account: str


def homeroom_account(enrolment_id: int) -> str:
    """Return the account of whoever heads a pupil's class, empty where nobody is known to."""
    with scope_of(CASEWORK):
        named = Enrolment.objects.within("").filter(pk=enrolment_id, school_class__homeroom_teacher__gt="")
        school = named.annotate(teacher=F("school_class__homeroom_teacher")).values("school", "teacher").first()
        if school is None:
            return ""
        held = PersonAccount.objects.filter(
            person__posts__school=school["school"],
            person__posts__to_on=None,
            person__name=school["teacher"],
            account__is_active=True,
        )
        keys = {row.account.key for row in held.select_related("account")}
    return keys.pop() if len(keys) == 1 else ""


def heads_below(path: str, stages: Collection[str] = tuple(Stage)) -> list[Head]:
    """Return the open classes of some stages at and below a node that are known to have a head; two statements."""
    with scope_of(CASEWORK):
        staff = Post.objects.within(path).filter(to_on=None, person__accounts__account__is_active=True)
        held: dict[tuple[int, str], set[int]] = defaultdict(set)
        for school, name, account in staff.values_list("school", "person__name", "person__accounts__account"):
            held[school, name].add(account)
        classes = SchoolClass.objects.within(path).filter(closed_on=None, homeroom_teacher__gt="", stage__in=stages)
        found = []
        for row in classes.order_by("id").only("name", "school_id", "homeroom_teacher"):
            accounts = held.get((row.school_id, row.homeroom_teacher), set())
            if len(accounts) == 1:
                found.append(Head(row.pk, row.name, row.school_id, f"account:{next(iter(accounts))}"))
    return found


def classes_headed_by(actor: Actor) -> frozenset[int]:
    """Return the open classes at and below the actor's node that the actor's account heads."""
    return frozenset(head.class_id for head in heads_below(actor.path) if head.account == actor.id)
