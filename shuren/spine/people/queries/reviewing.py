"""疑似重复人员 as those who decide see them: the list, the two records side by side, what schools answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import system_actor
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.orgs.models import Org
from shuren.spine.people.models import (
    Doubt,
    DoubtState,
    Enrolment,
    FormerNumber,
    Guardianship,
    Merge,
    Person,
    PersonAccount,
    Post,
    Question,
    Way,
)
from shuren.spine.people.permissions import answer_doubles, decide_doubles, view_doubles
from shuren.spine.people.queries.words import code_name
from shuren.spine.people.rules.merging import FAR_LABELS, Record, reaches_far, usual_keeper
from shuren.spine.people.rules.sameness import BITS, COMPARISON_LABELS, LEVELS, Verdict, comparable_number
from shuren.spine.people.workflows import MergeState

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

READER = system_actor("people.reviewing", "重复人员对照")
VERDICTS = ((Verdict.CERTAIN.value, _("几乎确定")), (Verdict.LIKELY.value, _("疑似")))


def _rows() -> QuerySet[Any]:
    waiting = Question.objects.within("").filter(doubt=OuterRef("pk"), answer="")
    rows: QuerySet[Any] = Doubt.objects.annotate(is_asked=Exists(waiting)).filter(
        first__name__isnull=False, second__name__isnull=False
    )
    return rows.select_related("first", "second")


def doubts_for(actor: Actor) -> QuerySet[Any]:
    """Return the doubts at and below the actor's node."""
    rows: Any = _rows()
    visible: QuerySet[Any] = rows.visible_to(actor, view_doubles)
    return visible


def in_question(rows: QuerySet[Any], query: Mapping[str, str]) -> QuerySet[Any]:
    """Keep those that wait, unless the query asks for another state."""
    return rows if query.get("state") else rows.filter(state=DoubtState.OPEN)


def doubt_for(actor: Actor, doubt_id: int) -> Doubt:
    """Return one doubt. Raises NotFoundHere, Forbidden."""
    found: Doubt | None = doubts_for(actor).filter(pk=doubt_id).first()
    if found is None:
        raise NotFoundHere
    return found


def question_for(actor: Actor, question_id: int) -> Question:
    """Return what the actor's school was asked. Raises NotFoundHere, Forbidden."""
    rows = Question.objects.visible_to(actor, answer_doubles).select_related("person")
    found: Question | None = rows.filter(pk=question_id).first()
    if found is None:
        raise NotFoundHere
    return found


def merge_for(actor: Actor, merge_id: int) -> Merge:
    """Return one merge to whoever may see the doubt. Raises NotFoundHere, Forbidden."""
    rows = Merge.objects.visible_to(actor, view_doubles).select_related("kept", "gone")
    found: Merge | None = rows.filter(pk=merge_id).first()
    if found is None:
        raise NotFoundHere
    return found


def state_of(row: Any) -> str:
    """Return in a few words how a doubt stands."""
    if row.state == DoubtState.OPEN and row.is_asked:
        return gettext("等学校答复")
    return str(DoubtState(row.state).label)


def _names(row: Any) -> str:
    return " · ".join(dict.fromkeys((row.first.name, row.second.name)))


LISTING = Listing(
    columns=(
        Column("names", _("姓名"), _names, link=lambda row: reverse("people:double", args=(row.pk,))),
        Column("verdict", _("相似程度"), lambda row: dict(VERDICTS)[row.verdict]),
        Column("bits", _("证据（比特）"), lambda row: round(row.bits), "bits", align="end"),
        Column("agrees", _("相同之处"), lambda row: agreeing(row.levels)),
        Column("way", _("发现于"), lambda row: row.get_way_display()),
        Column("found", _("发现时间"), lambda row: row.found_at, "found_at"),
        Column("state", _("状态"), state_of),
    ),
    default_sort="-bits",
    filters=(
        Filter("verdict", _("相似程度"), VERDICTS),
        Filter("way", _("发现于"), Way.choices),
        Filter("state", _("状态"), DoubtState.choices),
    ),
    search=lambda rows, text: rows.filter(Q(first__name=text) | Q(second__name=text)),
    search_hint=_("姓名"),
)


def agreeing(levels: Mapping[str, str]) -> str:
    """Return what speaks for one person, in words."""
    return gettext("、").join(gettext(COMPARISON_LABELS[kind]) for kind in levels if BITS[kind, levels[kind]] > 0)


@dataclass(frozen=True)
class Line:
    """One comparison: what each record tells, how far the two agree, and what that weighs."""

    label: str
    one: str
    other: str
    level: str
    bits: float | None


@dataclass(frozen=True)
class Pair:
    """Two records side by side; `keeper` is the one that is usually kept, `far` why two people must decide."""

    first: Person
    second: Person
    lines: list[Line]
    keeper: int
    far: list[str]


def pair_of(row: Doubt) -> Pair:
    """Return the two records of a doubt the actor may see, as the review compares them; numbers masked."""
    with scope_of(READER):
        one, other = (_told(person) for person in (row.first, row.second))
        records = [_record(person) for person in (row.first, row.second)]
    lines = [_line(kind, row.levels.get(kind, ""), one.get(kind, ""), other.get(kind, "")) for kind in (*LEVELS, *EXTRA)
             if one.get(kind) or other.get(kind)]  # fmt: skip
    far = [gettext(FAR_LABELS[why]) for why in reaches_far(*records)]
    return Pair(row.first, row.second, lines, usual_keeper(*records), far)


EXTRA = {"wards": _("被监护学生"), "accounts": _("登录账号"), "former": _("曾用证件号码")}


def _line(kind: str, level: str, one: str, other: str) -> Line:
    if kind in EXTRA:
        return Line(str(EXTRA[kind]), one, other, "", None)
    words = next((gettext(each.label) for each in LEVELS[kind] if each.code == level), "")
    return Line(gettext(COMPARISON_LABELS[kind]), one, other, words, round(BITS[kind, level], 1) if level else None)


def _told(person: Person) -> dict[str, str]:
    comma = gettext("、")
    rows = Guardianship.objects.within("").order_by("-is_main", "id")
    guardians = [f"{tie.name} {tie.phone or ''}".strip() for tie in rows.filter(child=person)]
    wards = [f"{tie.child_name} {tie.phone or ''}".strip() for tie in rows.filter(guardian=person)]
    former = FormerNumber.objects.within("").filter(person=person).order_by("id")
    accounts = PersonAccount.objects.filter(person=person).select_related("account").order_by("id")
    name = f"{person.name}（{gettext('曾用名')} {person.former_name}）" if person.former_name else person.name
    return {
        "name": name,
        "sex": code_name("sex", person.sex),
        "birth": f"{person.born_on}" if person.born_on else "",
        "number": f"{code_name('id_type', person.id_type)} {person.id_no or ''}".strip(),
        "phone": str(person.phone or ""),
        "guardian": comma.join(guardians),
        "school": comma.join(_places(person)),
        "wards": comma.join(wards),
        "accounts": comma.join(tie.account.username for tie in accounts),
        "former": comma.join(str(held.id_no) for held in former),
    }


def _places(person: Person) -> list[str]:
    """Return where somebody was and is, the latest first, with the years."""
    learnt = Enrolment.objects.within("").filter(person=person).select_related("school").order_by("-entered_on")
    worked = Post.objects.within("").filter(person=person).select_related("school").order_by("-from_on")
    spells = [(row.school.name, row.entered_on, row.left_on) for row in learnt]
    spells += [(row.school.name, row.from_on, row.to_on) for row in worked]
    if spells:
        return [f"{school} {_years(since, until)}" for school, since, until in spells]
    home = Org.objects.within("").filter(path=person.org_path).values_list("name", flat=True).first()
    return [home] if home else []


def _years(since: date, until: date | None) -> str:
    return f"{since.year}–{until.year if until else ''}"


def _record(person: Person) -> Record:
    number = comparable_number(person.id_type, person.id_no.reveal()) if person.id_no else ""
    return Record(
        person.pk,
        number,
        Enrolment.objects.within("").filter(person=person, left_on=None).exists(),
        Post.objects.within("").filter(person=person, to_on=None).exists(),
        PersonAccount.objects.filter(person=person).count(),
    )


def questions_of(row: Doubt) -> list[Question]:
    """Return what schools were asked about a doubt the actor may see."""
    return list(Question.objects.within("").filter(doubt=row).select_related("person").order_by("id"))


def merges_of(row: Doubt) -> list[Merge]:
    """Return what became of a doubt, latest first."""
    return list(Merge.objects.within("").filter(doubt=row).select_related("kept", "gone").order_by("-id"))


def is_waiting(merges: list[Merge]) -> bool:
    return any(merge.state == MergeState.WAITING for merge in merges)


def may_decide(actor: Actor, row: Doubt) -> bool:
    return actor.may_at(decide_doubles, row.org_path)


def waiting(actor: Actor) -> int:
    """Count the doubts that wait at and below the actor's node."""
    return int(Doubt.objects.visible_to(actor, view_doubles).filter(state=DoubtState.OPEN).count())


def kept_for(person_id: int) -> int:
    """Return whose record this is now: the person's own, or the one that it was merged into."""
    with scope_of(READER):
        now = person_id
        while True:
            into = Person.objects.within("").filter(pk=now).values_list("merged_into", flat=True).first()
            if into is None:
                return now
            now = into
