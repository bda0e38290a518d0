"""Verifications: what a school has to check and has checked, how far the schools have come, who is not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.registry import permissions as can
from shuren.modules.registry.models import RosterAnswer, RosterReturn, Verification
from shuren.modules.registry.models.rosters import ABSENCES, ANSWERS, DOUBTS
from shuren.modules.registry.rules.roster import VERIFIED, Answer, is_overdue, long_since
from shuren.modules.registry.workflows import ReturnState
from shuren.spine.orgs.models import SchoolClass
from shuren.spine.people import api as people
from shuren.spine.people.models import Enrolment

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

STATUSES = (("signed", _("已报送")), ("missing", _("未报送")), ("overdue", _("逾期未报")))


def verifications_for(actor: Actor) -> QuerySet[Verification]:
    rows: QuerySet[Verification] = Verification.objects.visible_to(actor, can.open_verification)
    return rows


def verification_for(actor: Actor, verification_id: int) -> Verification:
    """Return a verification that the actor's own node or one below has opened. Raises NotFoundHere, Forbidden."""
    found = verifications_for(actor).filter(pk=verification_id).first()
    if found is None:
        raise NotFoundHere
    return found


def returns_for(actor: Actor) -> QuerySet[RosterReturn]:
    rows: QuerySet[RosterReturn] = RosterReturn.objects.visible_to(actor, can.verify_roster)
    return rows.select_related("verification", "school")


def return_for(actor: Actor, return_id: int) -> RosterReturn:
    """Return a school's part of a verification. Raises NotFoundHere, Forbidden."""
    found = returns_for(actor).filter(pk=return_id).first()
    if found is None:
        raise NotFoundHere
    return found


def own_classes(actor: Actor) -> frozenset[int] | None:
    """Return the classes for which somebody answers as their head; None stands for all, as the school's own office."""
    return None if actor.may(can.verify_school) else people.classes_headed_by(actor)


def may_answer(actor: Actor, class_id: int) -> bool:
    """Say whether somebody who verifies rosters answers for a class of the school; 0 stands for no class."""
    own = own_classes(actor)
    return own is None or class_id in own


def on_roster(school_id: int, path: str) -> QuerySet[Enrolment]:
    """Return the pupils whom a school verifies."""
    rows: QuerySet[Enrolment] = Enrolment.objects.within(path)
    return rows.filter(school_id=school_id, left_on=None, stage__in=VERIFIED)


@dataclass(frozen=True)
class Group:
    """A class in a return: how many of its pupils are checked. `pk` 0 stands for those without a class."""

    pk: int
    name: str
    pupils: int
    answered: int
    missing: int

    @property
    def is_done(self) -> bool:
        return self.answered >= self.pupils


def groups_for(actor: Actor, row: RosterReturn) -> list[Group]:
    """Return the classes of a return for which the actor answers."""
    own = own_classes(actor)
    return [group for group in groups_of(row) if own is None or group.pk in own]


def groups_of(row: RosterReturn) -> list[Group]:
    """Return the classes of a return as the school orders them, those without a class last."""
    answered: QuerySet[Any] = RosterAnswer.objects.within(row.org_path).filter(roster=row, enrolment=OuterRef("pk"))
    rows = on_roster(row.school_id, row.org_path).annotate(told=Subquery(answered.values("answer")))
    counted = (
        rows.order_by()
        .values_list("school_class_id")
        .annotate(all=Count("pk"), done=Count("told"), missing=Count("told", filter=~Q(told=Answer.PRESENT)))
    )
    figures = {pk or 0: numbers for pk, *numbers in counted}
    classes = SchoolClass.objects.within(row.org_path).filter(pk__in=figures).order_by("stage", "-entry_year", "code")
    found = [Group(pk, name, *figures[pk]) for pk, name in classes.values_list("pk", "name")]
    return [*found, *([Group(0, str(_("未编班")), *figures[0])] if 0 in figures else [])]


@dataclass(frozen=True)
class Line:
    """One pupil of a class with what was said."""

    enrolment_id: int
    name: str
    school_no: str
    status: str
    answer: RosterAnswer | None


def lines_of(row: RosterReturn, class_id: int, enrolment_id: int | None = None) -> list[Line]:
    """Return the pupils of a class in the order of their school numbers, or one of them."""
    pupils = on_roster(row.school_id, row.org_path).filter(school_class_id=class_id or None).order_by("school_no", "id")
    if enrolment_id is not None:
        pupils = pupils.filter(pk=enrolment_id)
    told = RosterAnswer.objects.within(row.org_path).filter(roster=row, enrolment__in=pupils.values("pk").order_by())
    answers = {answer.enrolment_id: answer for answer in told}
    return [Line(one.pk, one.name, one.school_no, one.status, answers.get(one.pk)) for one in pupils]


def figures(rows: QuerySet[RosterReturn], verification: Verification) -> dict[str, int]:
    """Count the schools of a verification by how far they are, and the children who are not on their roster."""
    signed = rows.filter(state=ReturnState.SIGNED).count()
    missing = rows.count() - signed
    late = is_overdue(verification.due_on, is_signed=False, today=timezone.localdate())
    told = rows.aggregate(all=Sum("unlisted"))["all"]
    return {"signed": signed, "missing": missing, "overdue": missing if late else 0, "unlisted": told or 0}


def schools_of(verification: Verification) -> QuerySet[RosterReturn]:
    rows: QuerySet[RosterReturn] = RosterReturn.objects.within(verification.org_path).filter(verification=verification)
    return rows.select_related("school", "verification").annotate(
        left=F("pupils") - F("present") - F("absent") - F("unknown")
    )


def not_there(verification: Verification) -> QuerySet[RosterAnswer]:
    """Return the pupils of a verification who are not at their school."""
    rows: QuerySet[RosterAnswer] = RosterAnswer.objects.within(verification.org_path)
    rows = rows.filter(roster__verification=verification).exclude(answer=Answer.PRESENT)
    return rows.select_related("enrolment__school")


def _by_status(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "signed":
        return rows.filter(state=ReturnState.SIGNED)
    missing = rows.filter(state=ReturnState.OPEN)
    return missing.filter(verification__due_on__lt=timezone.localdate()) if value == "overdue" else missing


def _status(row: RosterReturn) -> str:
    is_signed = row.state == ReturnState.SIGNED
    late = is_overdue(row.verification.due_on, is_signed=is_signed, today=timezone.localdate())
    return str(dict(STATUSES)["overdue"] if late else row.get_state_display())


def _by_length(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(since__lte=long_since(timezone.localdate())) if value == "long" else rows.none()


SCHOOLS = Listing(
    columns=(
        Column("school", _("学校"), lambda row: row.school.name, "school__name_key"),
        Column("state", _("状态"), _status),
        Column("pupils", _("在籍"), lambda row: row.pupils, align="end"),
        Column("left", _("未核对"), lambda row: max(row.left, 0), align="end"),
        Column("present", _("在校"), lambda row: row.present, align="end"),
        Column("absent", _("不在校"), lambda row: row.absent, "absent", align="end"),
        Column("unknown", _("查无此人"), lambda row: row.unknown, "unknown", align="end"),
        Column("unlisted", _("人在籍不在"), lambda row: row.unlisted, "unlisted", align="end"),
        Column("signed_at", _("报送时间"), lambda row: row.signed_at),
    ),
    default_sort="school",
    filters=(Filter("status", _("状态"), STATUSES, _by_status),),
    search=lambda rows, text: rows.filter(school__name__contains=text),
    search_hint=_("学校名称"),
)
NOT_THERE = Listing(
    columns=(
        Column("name", _("姓名"), lambda row: row.enrolment.name, "enrolment__name_key",
               link=lambda row: people.person_address(row.enrolment.person_id)),
        Column("school", _("学校"), lambda row: row.enrolment.school.name),
        Column("answer", _("核对结果"), lambda row: row.get_answer_display()),
        Column("absence", _("原因"), lambda row: row.get_absence_display()),
        Column("since", _("自何日起"), lambda row: row.since),
        Column("doubt", _("问题"), lambda row: row.get_doubt_display()),
    ),
    default_sort="name",
    filters=(
        Filter("doubt", _("问题"), DOUBTS),
        Filter("answer", _("核对结果"), [one for one in ANSWERS if one[0] != Answer.PRESENT]),
        Filter("absence", _("原因"), ABSENCES),
        Filter("length", _("缺勤时长"), (("long", _("满四周")),), _by_length),
    ),
    search=lambda rows, text: rows.filter(enrolment__name__startswith=text),
    search_hint=_("姓名"),
)  # fmt: skip
VERIFICATIONS = Listing(
    columns=(
        Column("term", _("学期"), lambda row: row.label,
               link=lambda row: reverse("registry:verification", args=(row.pk,))),
        Column("org", _("组织单位"), lambda row: row.org_name),
        Column("due_on", _("截止日期"), lambda row: row.due_on, "due_on"),
        Column("signed", _("已报送"), lambda row: row.signed, align="end"),
        Column("schools", _("学校数"), lambda row: row.schools, align="end"),
    ),
    default_sort="-due_on",
)  # fmt: skip
RETURNS = Listing(
    columns=(
        Column("term", _("学期"), lambda row: row.verification.label,
               link=lambda row: reverse("registry:roster", args=(row.pk,))),
        Column("org", _("组织单位"), lambda row: row.verification.org_name),
        Column("due_on", _("截止日期"), lambda row: row.verification.due_on, "verification__due_on"),
        Column("state", _("状态"), _status),
        Column("answered", _("已核对"), lambda row: row.answered, align="end"),
        Column("pupils", _("在籍"), lambda row: row.pupils, align="end"),
    ),
    default_sort="-due_on",
)  # fmt: skip


def with_progress(rows: QuerySet[Verification]) -> QuerySet[Verification]:
    """Add how many schools there are and how many have signed."""
    signed = Count("returns", filter=Q(returns__state=ReturnState.SIGNED))
    return rows.annotate(schools=Count("returns"), signed=signed)
