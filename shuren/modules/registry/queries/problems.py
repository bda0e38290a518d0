"""问题学籍 as those who handle them see them: the list, one with its ways out, and counts by kind and place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.cases.models import Case
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.registry import permissions as can
from shuren.modules.registry.models import ProblemFile, ProblemRun, WatchChild
from shuren.modules.registry.models.problems import IS_OPEN, KINDS, LABELS
from shuren.modules.registry.models.rosters import ABSENCES, ANSWERS
from shuren.modules.registry.rules.problems import HANDLINGS, Handling, Problem
from shuren.spine.orgs.models import Org
from shuren.spine.people import api as people
from shuren.spine.people.queries.lists import place_filters
from shuren.spine.people.queries.nodes import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shuren.kernel.actors import Actor
    from shuren.kernel.words import Words

STATES = (("open", _("待处理")), ("handling", _("办理中")), ("late", _("逾期未处理")), ("done", _("已消除")))
EXPLAINED: dict[Problem, Words] = {
    Problem.DOUBLE: _("姓名、性别、出生日期与另一名在籍学生相同。确是两人的佐证，登记有误的变更，同一人的删除一处。"),
    Problem.NUMBER: _("居民身份证号校验位不正确，或与登记的性别、出生日期不一致。证件号有误只能变更，不能佐证。"),
    Problem.MISSING: _("没有登记身份证件号。取得证件后变更；确实没有户籍的，上传情况说明佐证。"),
    Problem.DIFFERS: _("正式学籍号由另一个证件号生成。登记有误的变更；依法变更过证件号的，上传公安机关证明佐证。"),
    Problem.TEMPORARY: _("建籍满一年，学籍号仍是临时学籍号，没有与人口信息比对成功。请对照户口簿核对姓名和证件号。"),
    Problem.AGE: _("出生日期与所在年级相差过大。登记有误的变更；属实的（早入学、晚入学、跳级等）上传证明佐证。"),
    Problem.SEPARATED: _("学籍核准时报告该生在其他学校就读。由实际就读学校申请转入，学籍随人走。"),
    Problem.AWAY: _("学籍核准时报告该生不在校。义务教育阶段列入控辍保学台账；已经返校的佐证。"),
    Problem.LEAVE: _("休学已经期满，没有办理复学或者延长。"),
}  # fmt: skip
HANDLING_LABELS: dict[Handling, Words] = {
    Handling.PROVE: _("佐证"),
    Handling.CHANGE: _("变更关键信息"),
    Handling.REMOVE: _("删除重复学籍"),
    Handling.TRANSFER: _("由就读学校申请转入"),
    Handling.RESUME: _("办理复学"),
    Handling.EXTEND: _("延长休学"),
    Handling.WATCH: _("列入控辍保学台账"),
}
CASES = {
    Handling.PROVE: "registry.proof",
    Handling.CHANGE: "registry.key_data",
    Handling.REMOVE: "registry.removal",
    Handling.RESUME: "registry.resumption",
    Handling.EXTEND: "registry.extension",
}


def _rows() -> QuerySet[Any]:
    """Return all with the mark `is_handled`: a case about the pupil is under way, or the pupil is in the ledger."""
    about = Concat(Value("enrolment:"), Cast(OuterRef("enrolment_id"), CharField()))
    running = Case.objects.within("").filter(subject=about, outcome="")
    listed = WatchChild.objects.within("").filter(person_id=OuterRef("person_id"), closed_on=None)
    away = Q(kind__in=(Problem.AWAY, Problem.LEAVE))
    rows: QuerySet[Any] = ProblemFile.objects.annotate(is_handled=Exists(running) | (away & Q(Exists(listed))))
    return rows.select_related("school", "enrolment__school_class")


def problems_for(actor: Actor) -> QuerySet[Any]:
    """Return the problem files at and below the actor's node."""
    rows: QuerySet[Any] = _rows().visible_to(actor, can.view_problems)  # type: ignore[attr-defined]
    return rows


def problem_for(actor: Actor, problem_id: int) -> ProblemFile:
    """Return one problem file. Raises NotFoundHere, Forbidden."""
    found: ProblemFile | None = problems_for(actor).filter(pk=problem_id).first()
    if found is None:
        raise NotFoundHere
    return found


def open_about(person_id: int, path: str) -> list[ProblemFile]:
    """Return what is wrong with one pupil's registration at or below a node that the caller has checked."""
    rows = ProblemFile.objects.within(path).filter(IS_OPEN, person_id=person_id)
    return list(rows.order_by("id"))


def of_enrolment(enrolment_id: int, kind: Problem) -> ProblemFile | None:
    """Return the open problem file of one kind about an enrolment; the caller has opened the wall."""
    found: ProblemFile | None = (
        ProblemFile.objects.within("").filter(IS_OPEN, enrolment_id=enrolment_id, kind=kind).first()
    )
    return found


def _by_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "done":
        return rows.exclude(IS_OPEN)
    opened = rows.filter(IS_OPEN)
    if value == "late":
        return opened.filter(due_on__lt=timezone.localdate())
    return opened.filter(is_handled=value == "handling")


def state_of(row: Any) -> str:
    """Return in a few words how a problem file stands."""
    words = dict(STATES)
    if row.cleared_at is not None:
        return gettext("佐证通过")
    if row.gone_at is not None:
        return str(words["done"])
    if row.is_handled:
        return str(words["handling"])
    return str(words["late" if row.due_on < timezone.localdate() else "open"])


def _class_of(row: Any) -> str:
    group = row.enrolment.school_class
    return group.name if group else ""


_COMMON = (
    Column("name", _("姓名"), lambda row: row.name, "name_key",
           link=lambda row: reverse("registry:problem", args=(row.pk,))),
    Column("kind", _("问题"), lambda row: row.get_kind_display(), "kind"),
)  # fmt: skip
_CLASS = Column("class", _("所在班级"), _class_of)
_SCHOOL = Column("school", _("学校"), lambda row: row.school.name)
_REST = (
    Column("since", _("自何日起"), lambda row: row.since, "since"),
    Column("due", _("应处理完毕"), lambda row: row.due_on, "due_on"),
    Column("state", _("状态"), state_of),
)


def listing(actor: Actor, query: Mapping[str, str]) -> Listing:
    """Return the list as it is at the actor's node: schools see classes, authorities schools."""
    place = place_of(actor)
    return Listing(
        columns=(*_COMMON, _CLASS, *_REST) if place.is_school else (*_COMMON, _SCHOOL, _CLASS, *_REST),
        default_sort="due",
        filters=(
            *place_filters(place, query, actor),
            Filter("kind", _("问题"), KINDS),
            Filter("state", _("状态"), STATES, _by_state),
        ),
        search=lambda rows, text: rows.filter(Q(name__startswith=text)),
        search_hint=_("姓名"),
    )


def in_question(rows: QuerySet[Any], query: Mapping[str, str]) -> QuerySet[Any]:
    """Leave out what is done, unless the query asks for it."""
    return rows if query.get("state") == "done" else rows.filter(IS_OPEN)


@dataclass(frozen=True)
class Counts:
    """How many problem files are open, of each kind, and how many are overdue."""

    total: int
    late: int
    kinds: list[tuple[str, Words, int]]


def counts(actor: Actor) -> Counts:
    """Count the open problem files of the actor's part of the tree; one query."""
    rows = ProblemFile.objects.visible_to(actor, can.view_problems).filter(IS_OPEN)
    counted = {one["kind"]: one for one in _counted(rows, "kind")}
    kinds = [(kind.value, LABELS[kind], counted[kind]["all"]) for kind in Problem if kind in counted]
    return Counts(sum(one["all"] for one in counted.values()), sum(one["late"] for one in counted.values()), kinds)


def _counted(rows: QuerySet[Any], *by: str, **named: Any) -> QuerySet[Any]:
    """Count all and those overdue, for each value of some columns."""
    late = Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    found: QuerySet[Any] = rows.order_by().values(*by).annotate(**named, all=Count("pk"), late=late)
    return found


def by_place(actor: Actor) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Count by county, or in a county by school: a line for each place with its kinds, and the sums."""
    place = place_of(actor)
    level = "county" if place.counties else "school"
    rows = ProblemFile.objects.visible_to(actor, can.view_problems).filter(IS_OPEN)
    named = {"name": F(f"{level}__name"), "key": F(f"{level}__name_key")}
    counted = _counted(rows, f"{level}_id", "kind", **named)
    lines: dict[int, dict[str, Any]] = {}
    sums: dict[str, int] = {"total": 0, "late": 0}
    for one in counted.order_by("key", f"{level}_id"):
        begun = {"id": one[f"{level}_id"], "name": one["name"], "total": 0, "late": 0}
        line = lines.setdefault(begun["id"], begun)
        line[one["kind"]] = one["all"]
        for told, figure in (("total", one["all"]), ("late", one["late"])):
            line[told] += figure
            sums[told] += figure
        sums[one["kind"]] = sums.get(one["kind"], 0) + one["all"]
    address = reverse("registry:problems")
    return [{**line, "url": f"{address}?{level}={line['id']}"} for line in lines.values()], sums


def kinds_among(sums: dict[str, int]) -> list[tuple[str, Words]]:
    """Return the kinds of which there are any, in their order."""
    return [(kind, label) for kind, label in KINDS if sums.get(kind)]


def last_run() -> ProblemRun | None:
    return ProblemRun.objects.exclude(finished_at=None).order_by("-id").first()


def told(row: ProblemFile) -> str:
    """Return what the finding says beside its kind: why the pupil is away, until when the leave was."""
    if row.kind in {Problem.AWAY, Problem.SEPARATED}:
        words: dict[str, Words] = {**dict(ABSENCES), **dict(ANSWERS)}
        return str(words[row.told["absence"] or row.told["answer"]])
    return gettext("{day} 期满").format(day=row.told["until"]) if "until" in row.told else ""


def others(row: ProblemFile) -> list[people.Pupil]:
    """Return the other pupils of a double, as far as they are still enrolled."""
    return people.pupils([one for one in row.told.get("enrolments", ()) if one != row.enrolment_id])


@dataclass(frozen=True)
class Way:
    """A handling: what it is called, and where it begins; without an address it begins elsewhere."""

    handling: Handling
    label: Words
    url: str = ""


def ways(actor: Actor, row: ProblemFile) -> list[Way]:
    """Return by which handlings a problem is put right, with addresses for whoever applies at the pupil's school."""
    applies = actor.may_at(can.apply_events, row.org_path) and row.is_open
    return [
        Way(one, HANDLING_LABELS[one], _address(one, row) if applies else "") for one in HANDLINGS[Problem(row.kind)]
    ]


def _address(handling: Handling, row: ProblemFile) -> str:
    code = CASES.get(handling)
    if code:
        return f"/cases/new/{code}/?pupil={row.enrolment.school_no}&problem={row.kind}"
    return reverse("registry:watch_enter", args=(row.person_id,)) if handling is Handling.WATCH else ""


def handler_of(row: ProblemFile) -> str:
    """Return the name of the lowest node over all whom a problem is about: the school itself, or who goes between."""
    return Org.objects.within("").filter(path=row.handler_path).values_list("name", flat=True).first() or ""


def running_about(row: ProblemFile) -> Case | None:
    """Return the case about the pupil that is under way."""
    found: Case | None = Case.objects.within("").filter(subject=f"enrolment:{row.enrolment_id}", outcome="").first()
    return found


def case_numbered(number: str) -> Case | None:
    """Return the case by which a problem file was settled."""
    found: Case | None = Case.objects.within("").filter(number=number).first() if number else None
    return found
