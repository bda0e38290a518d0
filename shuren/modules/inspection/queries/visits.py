"""What was found at a unit, as far as somebody may see it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.http.listing import Choices, Column, Filter, Listing
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.words import translated
from shuren.modules.inspection.models import Assignee, Item, Note, Photo, Statement, Visit
from shuren.modules.inspection.models.rounds import Expected
from shuren.modules.inspection.permissions import plan_checks, view_checks
from shuren.modules.inspection.rules import notes as rules
from shuren.modules.inspection.workflows import RoundState, VisitState


def visits_for(actor: Actor) -> QuerySet[Visit]:
    """Return the visits of issued rounds at and below the actor's node; units see their own once handed in."""
    rows: QuerySet[Visit] = Visit.objects.visible_to(actor, view_checks)
    rows = rows.filter(round__state__in=(RoundState.ISSUED, RoundState.CLOSED)).select_related(
        "round__org", "org", "was"
    )
    return rows if actor.may(plan_checks) else rows.filter(state=VisitState.DONE)


def visit_for(actor: Actor, visit_id: int) -> Visit:
    """Return one of them, with who was sent. Raises NotFoundHere."""
    sent = Prefetch("assignees", queryset=Assignee.objects.select_related("account").order_by("id"))
    found = visits_for(actor).prefetch_related(sent).filter(pk=visit_id).first()
    if found is None:
        raise NotFoundHere
    return found


def photo_for(actor: Actor, photo_id: int) -> Photo:
    """Return a picture of a visit that the actor may see. Raises NotFoundHere."""
    found = Photo.objects.filter(pk=photo_id).select_related("file").first()
    if found is None:
        raise NotFoundHere
    found.visit = visit_for(actor, found.visit_id)
    if found.is_aside and not actor.may(plan_checks):
        raise NotFoundHere
    return found


@dataclass(frozen=True)
class Said:
    """A note with the words an answer is shown with."""

    note: Note
    answer: str


@dataclass(frozen=True)
class Line:
    """An item as it was answered; `said` has more than one entry where phones disagree."""

    item: Item
    said: Sequence[Said]
    photos: Sequence[Photo]
    is_finding: bool
    aside: Sequence[Said] = ()
    photos_aside: Sequence[Photo] = ()


@dataclass(frozen=True)
class Record:
    """All that was found at a unit, item by item, and what the unit says to it."""

    visit: Visit
    lines: Sequence[Line]
    statements: Sequence[Statement]

    @property
    def findings(self) -> list[Line]:
        return [line for line in self.lines if line.is_finding]

    @property
    def photo_count(self) -> int:
        return sum(len(line.photos) for line in self.lines)

    @property
    def has_aside(self) -> bool:
        return any(line.aside or line.photos_aside for line in self.lines)


def record_of(visit: Visit, *, with_aside: bool = False) -> Record:
    """Return the record of a visit that the caller has checked; four queries."""
    items = list(Item.objects.filter(round=visit.round_id).order_by("number"))
    notes = list(Note.objects.filter(visit=visit).order_by("id"))
    photos: dict[tuple[int, bool], list[Photo]] = defaultdict(list)
    for photo in Photo.objects.filter(visit=visit, dropped_at=None).select_related("file").order_by("at", "id"):
        photos[photo.item_id, photo.is_aside].append(photo)
    heads = heads_of([note for note in notes if not note.is_aside])
    found = {asked.item for asked, _note in rules.findings([item.rule for item in items], heads)}
    by_key = {str(note.key): note for note in notes}
    lines = [
        Line(
            item,
            [said(item, by_key[head.key]) for head in heads.get(item.pk, ())],
            photos[item.pk, False],
            item.pk in found,
            [said(item, note) for note in notes if with_aside and note.is_aside and note.item_id == item.pk],
            photos[item.pk, True] if with_aside else (),
        )
        for item in items
    ]
    return Record(visit, lines, list(Statement.objects.filter(visit=visit).order_by("id")))


def heads_of(notes: Sequence[Note]) -> Mapping[int, list[rules.Note]]:
    """Return by item what stands of some notes."""
    return rules.standing(note.rule for note in notes)


def said(item: Item, note: Note) -> Said:
    """Return a note with its answer in words."""
    words = {**dict(Expected.choices), rules.NONE: _("不适用")} if item.kind == rules.Kind.YES_NO else {}
    unit = f" {translated(item.unit)}" if item.unit and note.answer else ""
    return Said(note, f"{words.get(note.answer, note.answer)}{unit}")


def sentences_of(record: Record) -> list[str]:
    """Return what was found wrong, a sentence each."""
    found = []
    for line in record.findings:
        told = "；".join(filter(None, (one.note.remark or one.answer for one in line.said)))
        found.append(f"{line.item.text}：{told}" if told else line.item.text)
    return found


def _page(row: Visit) -> str:
    return reverse("inspection:visit", args=(row.pk,))


def _problems(row: Visit) -> str:
    return str(row.problems) if row.state == VisitState.DONE else ""


def _rounds(actor: Actor) -> Choices:
    rows = visits_for(actor).order_by("-round_id").values_list("round_id", "round__title").distinct()
    return [(str(pk), title) for pk, title in rows[:50]]


def _found(rows: QuerySet[Visit], text: str) -> QuerySet[Visit]:
    return rows.filter(Q(org__name__icontains=text) | Q(round__title__icontains=text))


def _narrowed(rows: QuerySet[Visit], value: str) -> QuerySet[Visit]:
    return rows.filter(problems__gt=0) if value == "some" else rows.filter(problems=0, state=VisitState.DONE)


VISITS = Listing(
    (
        Column("unit", _("被核查单位"), lambda row: row.org.name, "org_path", link=_page),
        Column("round", _("核查名称"), lambda row: row.round.title),
        Column("by", _("安排单位"), lambda row: row.round.org.name),
        Column("until", _("截止日期"), lambda row: row.round.until_on),
        Column("state", _("状态"), lambda row: row.get_state_display()),
        Column("handed", _("提交日期"), lambda row: timezone.localdate(row.handed_in_at) if row.handed_in_at else ""),
        Column("problems", _("问题"), _problems, "problems", align="end"),
    ),
    "-problems",
    (
        Filter("round", _("核查名称"), _rounds, lambda rows, value: rows.filter(round_id=int(value))),
        Filter("state", _("状态"), VisitState.choices),
        Filter("found", _("问题"), (("some", _("发现问题")), ("none", _("没有问题"))), _narrowed),
    ),
    _found,
    _("单位或核查名称"),
)


def answer_words() -> dict[str, str]:
    """Return what answers of yes or no are called, in the reader's language."""
    return {rules.YES: say("是"), rules.NO: say("否"), rules.NONE: say("不适用")}
