"""A kind of certificate for tests, and papers issued of it."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.certificates.actions import issuing
from shuren.spine.certificates.models import Certificate
from shuren.spine.certificates.permissions import issue_certificates
from shuren.spine.certificates.rules.kinds import KINDS, Facts, Kind, Offer, Wording
from shuren.spine.people.queries.schooling import school_path_of, stays_around, stays_of

CLERK = system_actor("tests", "测试", issue_certificates)


def _facts(enrolment_id: int) -> Facts:
    stay, _ = stays_around(enrolment_id)
    values = {"姓名": stay.name, "学籍号": stay.national_no or "", "民族": ""}
    return Facts(stay.school_id, stay.person_id, stay.name, values, (("学校",), (stay.school_name,)))


def _offers(person_id: int) -> list[Offer]:
    return [Offer(stay.enrolment_id, stay.school_path, stay.school_name) for stay in stays_of(person_id)]


def _kind(code: str, prefix: str, *, is_once: bool) -> Kind:
    wording = Wording("在读证明", "{姓名}（{学籍号}）在我校就读。\n特此证明。", "")
    examples = {"姓名": "张三", "学籍号": "G1", "民族": "汉族"}
    return Kind(code, "在读证明", prefix, "测试", wording, examples, school_path_of, _facts, _offers, is_once=is_once)


PRESENCE = KINDS.get("tests.presence") or KINDS.add(_kind("tests.presence", "CS", is_once=False))
ONCE = KINDS.get("tests.once") or KINDS.add(_kind("tests.once", "CO", is_once=True))


def issued(enrolment: Any, *, by: Actor = CLERK, kind: Kind = PRESENCE, at: datetime | None = None) -> Certificate:
    """Issue a certificate about an enrolment, with the wall open as it is for the clerk."""
    with scope_of(by):
        return issuing.issue(actor=by, kind=kind, subject_id=enrolment.pk, at=at or timezone.now())
