"""人在籍不在: naming a child who sits in class and is not on the roster, striking it, and seeing that it is put right.

Naming a child looks the number up in the whole region and tells, where name and number are both right, the one school
of the registration and nothing else. Whoever looks leaves a row behind that school and authority see, and an entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop
from psycopg import sql

from shuren.kernel import pinyin
from shuren.kernel.actors import system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.identifiers import tidy
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.sensitive import index_of
from shuren.kernel.tabular.staging import execute
from shuren.modules.registry import events
from shuren.modules.registry.actions.rosters import locked
from shuren.modules.registry.models import RosterReturn, Unlisted
from shuren.modules.registry.models.rosters import SEATS
from shuren.modules.registry.queries import rosters, unlisted
from shuren.modules.registry.queries.words import kept
from shuren.modules.registry.rules import roster as rules
from shuren.modules.registry.rules.roster import Seat
from shuren.spine.people import api as people
from shuren.spine.standards import api as standards

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shuren.kernel.actors import Actor

SETTLER = system_actor("registry.unlisted", "人在籍不在核对")
TO_DO = "registry.unlisted"
SUBJECT = "registry.unlisted"
REASON_LENGTH = 4  # characters
RESIDENT_LENGTH = 18

# Who is meant: by number, or, where none was told, by a name that came to the school afterwards.
MEANT = """e.person_id = ANY(%(persons)s) AND e.left_on IS NULL AND (
  p.id_index = u.id_index OR e.national_index = u.national_index
  OR u.number IS NULL AND e.school_id = r.school_id AND e.name = u.name
    AND e.entered_on >= timezone(%(zone)s, u.told_at)::date)"""
ENROLLED = """
UPDATE registry_unlisted u SET ended_at = %(now)s FROM registry_rosterreturn r
WHERE r.id = u.roster_id AND u.ended_at IS NULL AND EXISTS (
  SELECT FROM people_enrolment e JOIN people_person p ON p.id = e.person_id WHERE e.school_id = r.school_id AND {meant})
RETURNING r.id
"""
FOUND = """
UPDATE registry_unlisted u SET seat = CASE WHEN e.name = u.name THEN 'elsewhere' ELSE 'unclear' END,
  held_at = CASE WHEN e.name = u.name THEN s.name ELSE '' END,
  subject = CASE WHEN e.name = u.name THEN 'enrolment:' || e.id ELSE '' END
FROM registry_rosterreturn r, people_enrolment e JOIN people_person p ON p.id = e.person_id
  JOIN orgs_org s ON s.id = e.school_id
WHERE r.id = u.roster_id AND u.ended_at IS NULL AND {meant}
"""
LOST = """
UPDATE registry_unlisted u SET seat = 'nowhere', held_at = '',
  subject = CASE WHEN u.id_index = '' THEN '' ELSE 'newcomer:' || u.id_index END
WHERE u.ended_at IS NULL AND u.seat <> 'nowhere'
  AND NOT EXISTS (SELECT FROM people_enrolment e WHERE e.national_index = u.national_index AND e.left_on IS NULL)
  AND NOT EXISTS (SELECT FROM people_person p JOIN people_enrolment e ON e.person_id = p.id AND e.left_on IS NULL
                  WHERE p.id_index = u.id_index)
"""
CANDIDATES = """
WITH named AS (SELECT * FROM registry_unlisted WHERE ended_at IS NULL)
SELECT p.id FROM named u JOIN people_person p ON p.id_index = u.id_index
UNION SELECT e.person_id FROM named u JOIN people_enrolment e ON e.national_index = u.national_index
WHERE e.left_on IS NULL
UNION SELECT e.person_id FROM named u JOIN people_enrolment e ON e.name_key = u.name_key
WHERE u.number IS NULL AND e.left_on IS NULL
"""


class NumberWrong(Refused):
    """号码有误：{problem}"""

    status = 422


class NotANumber(Refused):
    """请填写完整的身份证件号，或者 G、L 开头的学籍号；没有证件的留空。"""

    status = 422


class AlreadyOnRoster(Refused):
    """该生的学籍已在本校（{group}），请在该班名册上核对，不必登记。"""

    status = 422


class AlreadyTold(Refused):
    """本次核准已经登记过这名学生，不必重复登记。"""

    status = 422


class TooManyToday(Refused):
    """今天登记的人数已达 {most} 人。请核对后改日登记；人数确实多的，请由学校数据管理员分批办理。"""


class WhyStruck(Refused):
    """请写明核销理由，例如“号码填错，已重新登记”。"""

    status = 422


@transaction.atomic
def tell(*, actor: Actor, return_id: int, class_id: int, name: str, number: str) -> Unlisted:
    """Name a child who sits in a class and is not on the roster; say where the registration is.

    Raises AlreadySigned, NotANumber, NumberWrong, AlreadyOnRoster, AlreadyTold, TooManyToday, NotFoundHere.
    """
    row = locked(actor, return_id)
    if class_id not in {group.pk for group in rosters.groups_for(actor, row)}:
        raise NotFoundHere
    name, number = " ".join(name.split()), tidy(number)
    refuse_number(number)
    at = timezone.now()
    _refuse_many(actor, at)
    found = people.registered_under(number)
    seat = rules.seat(name, found.name if found else None)
    if found is not None and seat == Seat.ELSEWHERE and found.school_id == row.school_id:
        raise AlreadyOnRoster(field="name", group=found.class_name or "—")
    id_index, national_index = digests(number)
    same = {"id_index": id_index} if number else {"name": name, "school_class_id": class_id or None}
    if Unlisted.objects.within(row.org_path).filter(roster=row, ended_at=None, **same).exists():
        raise AlreadyTold(field="name")
    elsewhere = found if seat == Seat.ELSEWHERE else None
    subject = f"newcomer:{id_index}" if seat == Seat.NOWHERE and number else ""
    made: Unlisted = Unlisted.objects.create(
        roster=row, org_path=row.org_path, school_class_id=class_id or None, name=name, name_key=pinyin.sort_key(name),
        number=number or None, id_index=id_index, national_index=national_index, seat=seat,
        held_at=elsewhere.school_name if elsewhere else "",
        subject=f"enrolment:{elsewhere.enrolment_id}" if elsewhere else subject,
        told_by=actor.name, told_by_key=actor.id, told_at=at,
    )  # fmt: skip
    details = {"seat": kept(dict(SEATS)[seat])}
    record(actor=actor, label=events.UNLISTED_TOLD, org_path=row.org_path, subject=(SUBJECT, made.pk), details=details)
    _recount(row)
    return made


def refuse_number(number: str) -> None:
    """Raise what is wrong with an identity or registry number; other documents' numbers have no form of their own."""
    if not number:
        return
    if number[0] in "GL" and len(number) >= RESIDENT_LENGTH:
        problem = standards.check_student_number(number)
    elif len(number) == RESIDENT_LENGTH:
        problem = standards.check_resident_id(number)
    elif len(number) < rules.LEAST_NUMBER or number.isdecimal():
        raise NotANumber(field="number")
    else:
        return
    if problem:
        raise NumberWrong(field="number", problem=problem.sentence)


def digests(number: str) -> tuple[str, str]:
    """Return the digests under which the registers would hold a number: as identity number, as registry number."""
    purposes = ("people.person.id_no", "people.enrolment.national_no")
    as_id, as_national = (index_of(number, purpose) or "" for purpose in purposes)
    return as_id, as_national


def _refuse_many(actor: Actor, at: datetime) -> None:
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    told = Unlisted.objects.within(actor.path).filter(told_by_key=actor.id, told_at__gte=today)
    if told.count() >= rules.ADDED_A_DAY:
        raise TooManyToday(most=rules.ADDED_A_DAY)


@transaction.atomic
def strike(*, actor: Actor, return_id: int, unlisted_id: int, reason: str) -> Unlisted:
    """Strike a child that was named by mistake, or has left; whoever heads a class may until the return is signed.

    Raises WhyStruck, NotFoundHere.
    """
    row = rosters.return_for(actor, return_id)
    line = next((one for one in unlisted.lines_for(actor, row) if one.row.pk == unlisted_id and one.may_strike), None)
    if line is None:
        raise NotFoundHere
    if len(reason.strip()) < REASON_LENGTH:
        raise WhyStruck(field="reason")
    child: Unlisted = Unlisted.objects.within(row.org_path).select_for_update().get(pk=unlisted_id)
    child.ended_at, child.struck_by, child.why_struck = timezone.now(), actor.name, reason.strip()[:200]
    child.save(update_fields=["ended_at", "struck_by", "why_struck"])
    details = {"reason": child.why_struck}
    record(
        actor=actor, label=events.UNLISTED_STRUCK, org_path=row.org_path, subject=(SUBJECT, child.pk), details=details
    )
    _recount(row)
    return child


def _recount(row: RosterReturn) -> None:
    """Bring the figure of a return up to date, and with it the to-do of the school's office."""
    row.unlisted = Unlisted.objects.within(row.org_path).filter(roster=row, ended_at=None).count()
    row.save(update_fields=["unlisted"])
    if not row.unlisted:
        notices.settle(kind=TO_DO, subject_id=row.pk)
        return
    notices.ask(
        kind=TO_DO,
        subject_id=row.pk,
        title=gettext_noop("办理人在籍不在学生的学籍：{count} 人"),
        params={"count": row.unlisted},
        link=f"{reverse('registry:roster', args=(row.pk,))}#unlisted",
        role="registrar",
        org_path=row.org_path,
    )


@transaction.atomic
def settle(persons: Sequence[int] | None = None) -> int:
    """End what is put right by an enrolment at the school, and find anew where the others are registered.

    Looks at what concerns some pupils, or at everybody. Return how many ended.
    """
    with scope_of(SETTLER):
        if persons is None:
            execute(sql.SQL(LOST))
            persons = [person for (person,) in execute(sql.SQL(CANDIDATES)).fetchall()]
        values = {"now": timezone.now(), "persons": list(persons), "zone": settings.TIME_ZONE}
        touched = {pk for (pk,) in execute(sql.SQL(ENROLLED).format(meant=sql.SQL(MEANT)), values).fetchall()}
        execute(sql.SQL(FOUND).format(meant=sql.SQL(MEANT)), values)
        for row in RosterReturn.objects.within("").filter(pk__in=touched).order_by("id"):
            _recount(row)
    return len(touched)
