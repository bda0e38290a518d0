"""Whom the registers no longer give a role, whose account stands at another school, who has not come for long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_noop

from shuren.modules.accounts import rules
from shuren.spine.identity.models import Account, Grant
from shuren.spine.identity.permissions import GUARDIAN, PRINCIPAL, REGISTRAR, STUDENT, TEACHER
from shuren.spine.orgs.models import Org
from shuren.spine.people.models import Enrolment, Guardianship, PersonAccount, Post

if TYPE_CHECKING:
    from django.db.models import QuerySet

OFFICES = (PRINCIPAL.code, REGISTRAR.code, TEACHER.code)
LEFT_POST = gettext_noop("已不在本校任职")
LEFT_SCHOOL = gettext_noop("已毕业或离校")
NO_WARD = gettext_noop("已没有在校的孩子")
OPEN = Enrolment.objects.within("").filter(left_on=None)


def roles_without_ground(today: date) -> Iterator[tuple[Grant, str]]:
    """Yield roles that a register gave and gives no longer, with why.

    An office ends where its holder's posts at the school are over; whoever never had a post there keeps the role, for
    somebody else gave it knowingly.
    """
    person = Subquery(PersonAccount.objects.filter(account=OuterRef("account")).values("person")[:1])
    held = _present(today).annotate(person=person).filter(person__isnull=False).select_related("account", "org")
    posts = Post.objects.within("").filter(person=OuterRef("person"), school=OuterRef("org"))
    gone = held.filter(Exists(posts.exclude(to_on=None)), ~Exists(posts.filter(to_on=None)), role__in=OFFICES)
    enrolled = OPEN.filter(person=OuterRef("person"))
    children = Guardianship.objects.within("").filter(guardian=OuterRef(OuterRef("person"))).values("child")
    ward = OPEN.filter(person__in=children)
    yield from ((grant, LEFT_POST) for grant in gone)
    yield from ((grant, LEFT_SCHOOL) for grant in held.filter(~Exists(enrolled), role=STUDENT.code))
    yield from ((grant, NO_WARD) for grant in held.filter(~Exists(ward), role=GUARDIAN.code))


def accounts_elsewhere() -> Iterator[tuple[Account, Org]]:
    """Yield pupils' accounts that stand at a school the pupil has left for another, with that one."""
    pupils = PersonAccount.objects.filter(account__grants__role=STUDENT.code, account__grants__valid_to=None)
    now_at = Subquery(OPEN.filter(person=OuterRef("person")).order_by("id").values("school")[:1])
    elsewhere = pupils.annotate(now_at=now_at).filter(now_at__isnull=False).exclude(account__org=F("now_at"))
    rows = list(elsewhere.select_related("account"))
    schools = Org.objects.within("").in_bulk({row.now_at for row in rows})
    yield from ((row.account, schools[row.now_at]) for row in rows)


def idle(at: datetime) -> list[Account]:
    """Return active accounts that nobody has signed in to for as long as the strictest rule says."""
    since = at - timedelta(days=min(rules.POWERFUL_DAYS, rules.OFFICE_DAYS))
    never = Q(last_login=None, created_at__lt=since)
    return list(Account.objects.filter(Q(last_login__lt=since) | never, is_active=True).order_by("id"))


def _present(today: date) -> QuerySet[Grant]:
    rows: QuerySet[Grant] = Grant.objects.within("").filter(valid_from__lte=today)
    return rows.filter(Q(valid_to=None) | Q(valid_to__gt=today)).order_by("id")
