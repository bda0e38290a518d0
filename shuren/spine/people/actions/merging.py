"""Two records become one person, and two again: every pointer goes along, and splitting puts back exactly what was."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.actors import system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.events.actions import announce
from shuren.kernel.notices import actions as notices
from shuren.kernel.pointers import Pointer, move, pointers_to, put_back
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.workflow.actions import take
from shuren.spine.identity import api as identity
from shuren.spine.people.actions.sameness import examine
from shuren.spine.people.events import DOUBT_DECIDED, MERGED, SPLIT, PersonsMerged, PersonsSplit
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
    Way,
)
from shuren.spine.people.permissions import decide_doubles
from shuren.spine.people.queries.casework import person_of
from shuren.spine.people.rules import ENDED_UNKNOWN
from shuren.spine.people.rules.merging import Record, Registration, lasting, reaches_far
from shuren.spine.people.rules.sameness import comparable_number
from shuren.spine.people.workflows import MergeState, MergeWorkflow

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

MERGER = system_actor("people.merging", gettext_noop("人员合并"))
NOTICE = "people.merge"
PERSON = "people.Person"
SUBJECT = "people.person"
NUMBER = ("id_type", "id_no", "id_index")
TOLD_ONCE = (
    *("former_name", "sex", "born_on", "ethnic", "political", "health", "gatqw", "birthplace", "hukou", "hukou_kind"),
)


class Decided(Refused):
    """这两条登记已经认定过，或者登记的情况已有变化。请返回列表重新查看。"""


class NotOneOfBoth(Refused):
    """请选择保留哪一条登记。"""

    status = 422


class WhyDecided(Refused):
    """请写明认定的依据，例如“核对户口簿，两校确认为同一人”。依据会留存。"""

    status = 422


class OwnAffair(Refused):
    """涉及您本人或者您的子女，不能由您认定。请由另一位有权限的人员办理。"""


class GuardianOfOneself(Refused):
    """两条登记之间有监护关系，不会是同一个人。请先核对监护关系。"""


class MergedAlready(Refused):
    """其中一条登记已经并入另一条。请返回列表，按现在的登记重新查看。"""


class MergedFurther(Refused):
    """合并以后，保留的登记又参加了别的合并。请先拆分后来的合并。"""


class NumberGivenAway(Refused):
    """合并前的证件号码现在登记在另一人名下，不能恢复。请先处理号码重复，再拆分。"""


@transaction.atomic
def merge(*, actor: Actor, doubt_id: int, keep: int, reason: str) -> Merge:
    """Decide that two records are one person: at once, or once a second person has agreed where it reaches far.

    Raises Decided, NotOneOfBoth, WhyDecided, OwnAffair, MergedAlready, GuardianOfOneself, HeldByBoth.
    """
    doubt = open_doubt(actor, doubt_id)
    pair = {doubt.first_id, doubt.second_id}
    if keep not in pair:
        raise NotOneOfBoth(field="keep")
    if not reason.strip():
        raise WhyDecided(field="reason")
    (gone,) = pair - {keep}
    with scope_of(MERGER):
        refuse_own(actor, pair)
        made: Merge = Merge.objects.create(
            org_path=doubt.org_path, doubt=doubt, kept_id=keep, gone_id=gone, reason=reason.strip()[:300],
            asked_by=actor.name, asked_by_key=actor.id, asked_at=timezone.now(),
        )  # fmt: skip
        if reaches_far(record_of(keep), record_of(gone)):
            _ask_second(made, actor)
            return made
        Merge.objects.within("").filter(pk=made.pk).update(state=MergeState.DONE)
        return _carry_out(actor, made)


@transaction.atomic
def decide(*, actor: Actor, merge_id: int, step: str, reason: str = "") -> Merge:
    """Agree to a merge, refuse it, or split what was merged. Raises what the workflow and the merge refuse with."""
    found = merge_for(actor, merge_id)
    with scope_of(MERGER):
        refuse_own(actor, {found.kept_id, found.gone_id})
        taken = {"approve": MergeWorkflow.approve, "refuse": MergeWorkflow.refuse, "split": MergeWorkflow.split}[step]
        decided = take(taken, actor=actor, obj=found, reason=reason)
        notices.settle(kind=NOTICE, subject_id=found.pk)
        if step == "approve":
            return _carry_out(actor, decided)
        return _split(actor, decided, reason) if step == "split" else decided


@transaction.atomic
def keep_apart(*, actor: Actor, doubt_id: int, reason: str) -> None:
    """Decide that two records are two persons; it is never asked again. Raises Decided, WhyDecided, OwnAffair."""
    doubt = open_doubt(actor, doubt_id)
    if not reason.strip():
        raise WhyDecided(field="reason")
    with scope_of(MERGER):
        refuse_own(actor, {doubt.first_id, doubt.second_id})
        settle(actor, doubt, DoubtState.DIFFERENT, reason)


def open_doubt(actor: Actor, doubt_id: int) -> Doubt:
    """Return a doubt that waits for a decision, locked. Raises NotFoundHere, Forbidden, Decided."""
    rows = Doubt.objects.visible_to(actor, decide_doubles).select_for_update(of=("self",))
    found: Doubt | None = rows.filter(pk=doubt_id).first()
    if found is None:
        raise NotFoundHere
    if not found.is_open or found.merges.within("").filter(state=MergeState.WAITING).exists():
        raise Decided
    return found


def merge_for(actor: Actor, merge_id: int) -> Merge:
    """Return a merge at or below the actor's node. Raises NotFoundHere, Forbidden."""
    found: Merge | None = Merge.objects.visible_to(actor, decide_doubles).filter(pk=merge_id).first()
    if found is None:
        raise NotFoundHere
    return found


def refuse_own(actor: Actor, persons: set[int]) -> None:
    """Raise OwnAffair where one of the persons is the actor or a child of the actor; the caller opens the wall."""
    own = person_of(actor)
    if own is None:
        return
    children = Guardianship.objects.within("").filter(guardian=own, child__in=persons)
    if own in persons or children.exists():
        raise OwnAffair


def settle(actor: Actor, doubt: Doubt, state: DoubtState, reason: str) -> None:
    """Write what was decided about two records, and record it for both."""
    doubt.state, doubt.decided_by, doubt.decided_at = state, actor.name, timezone.now()
    doubt.reason = reason.strip()[:300]
    doubt.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    for person, other in ((doubt.first_id, doubt.second_id), (doubt.second_id, doubt.first_id)):
        details = {"state": str(DoubtState(state).label), "other": other, "reason": doubt.reason}
        record(actor=actor, label=DOUBT_DECIDED, org_path=doubt.org_path, subject=(SUBJECT, person), details=details)


def record_of(person_id: int) -> Record:
    """Return what the rules must know of a record; the caller opens the wall."""
    person = Person.objects.within("").get(pk=person_id)
    number = comparable_number(person.id_type, person.id_no.reveal()) if person.id_no else ""
    return Record(
        person_id,
        number,
        Enrolment.objects.within("").filter(person=person_id, left_on=None).exists(),
        Post.objects.within("").filter(person=person_id, to_on=None).exists(),
        PersonAccount.objects.filter(person=person_id).count(),
    )


def _ask_second(made: Merge, actor: Actor) -> None:
    notices.ask(
        kind=NOTICE,
        subject_id=made.pk,
        title=gettext_noop("复核人员合并：{who}认定两条登记是同一人"),
        params={"who": actor.name},
        link=reverse("people:merge", args=(made.pk,)),
        role=actor.role,
        org_path=actor.path,
        not_for=actor.id,
    )


def _carry_out(actor: Actor, made: Merge) -> Merge:
    """Make one of two; the caller opens the wall."""
    work = _Merging(made.kept_id, made.gone_id)
    work.registrations()
    work.posts()
    stay = work.guardians()
    for pointer in pointers_to(Person):
        images = move(pointer, made.gone_id, made.kept_id, but=stay.get(pointer.name, ()))
        if images:
            made.moved[pointer.name] = images
    work.persons()
    made.changed, made.made = work.changed, work.made
    made.state, made.done_by, made.done_at = MergeState.DONE, actor.name, timezone.now()
    made.save(update_fields=["state", "moved", "changed", "made", "done_by", "done_at"])
    settle(actor, Doubt.objects.within("").get(pk=made.doubt_id), DoubtState.SAME, made.reason)
    _carry_decisions(made)
    end_sign_ins(actor, made.kept_id)
    _tell(actor, made, MERGED, reason=made.reason)
    announce(PersonsMerged(made.kept_id, made.gone_id))
    examine([made.kept_id], Way.MERGE)
    return made


def _tell(actor: Actor, made: Merge, label: Any, *, reason: str) -> None:
    for person, other in ((made.kept_id, made.gone_id), (made.gone_id, made.kept_id)):
        details = {"merge": made.pk, "other": other, "reason": reason.strip()[:300]}
        record(actor=actor, label=label, org_path=made.org_path, subject=(SUBJECT, person), details=details)


def end_sign_ins(actor: Actor, person_id: int) -> None:
    """End the sessions of all accounts of somebody: what they may no longer decide on has changed."""
    for tie in PersonAccount.objects.filter(person=person_id).select_related("account"):
        identity.end_sign_ins(actor=actor, account=tie.account, at=timezone.now())


def _carry_decisions(made: Merge) -> None:
    """Let what was decided or doubted of the one that is gone hold for the one that is kept."""
    rows = Doubt.objects.within("").filter(Q(first=made.gone_id) | Q(second=made.gone_id)).exclude(pk=made.doubt_id)
    for row in rows:
        if row.state == DoubtState.OPEN:
            row.state = DoubtState.GONE
            row.save(update_fields=["state"])
        other = row.second_id if row.first_id == made.gone_id else row.first_id
        if row.state != DoubtState.DIFFERENT or other == made.kept_id:
            continue
        first, second = sorted((other, made.kept_id))
        told = {name: getattr(row, name) for name in ("verdict", "bits", "levels", "way", "state", "found_at",
                                                      "decided_by", "decided_at", "reason", "org_path")}  # fmt: skip
        Doubt.objects.within("").get_or_create(first_id=first, second_id=second, defaults=told)


class _Merging:
    """What becomes of the rows that cannot simply point elsewhere; every column that is written is kept as it was."""

    def __init__(self, kept: int, gone: int) -> None:
        ids = sorted((kept, gone))
        both = {row.pk: row for row in Person.objects.within("").select_for_update().filter(pk__in=ids)}
        if len(both) != len(ids) or any(row.merged_into_id for row in both.values()):
            raise MergedAlready
        self.kept, self.gone = both[kept], both[gone]
        self.changed: list[Any] = []
        self.made: list[Any] = []

    def registrations(self) -> None:
        """Two registrations that last: one ends today, the other is the pupil's."""
        rows = {row.pk: row for row in Enrolment.objects.within("").select_for_update(of=("self",)).filter(
            person__in=(self.kept, self.gone), left_on=None)}  # fmt: skip
        if len(rows) == 1:
            self.write(self.kept, org_path=next(iter(rows.values())).org_path)
        if len(rows) != 2:  # noqa: PLR2004
            return
        lasts, ends = lasting(*(_registration(row) for row in rows.values()))
        other = rows[ends.pk]
        left = max(other.entered_on, timezone.localdate())
        reason = gettext_noop("两条登记认定为同一人，重复的学籍结束")
        self.write(other, left_on=left, status=ENDED_UNKNOWN, left_reason=reason)
        self.write(self.kept, org_path=rows[lasts.pk].org_path)

    def posts(self) -> None:
        """Of two main posts the kept one's stays the main one."""
        rows = Post.objects.within("").filter(to_on=None, is_main=True)
        own = rows.filter(person=self.kept).exists()
        for row in rows.filter(person=self.gone) if own else ():
            self.write(row, is_main=False)

    def guardians(self) -> dict[str, set[int]]:
        """Return, by pointer, the ties that stay with the one that is gone: the kept one has them already."""
        rows = Guardianship.objects.within("")
        both = (self.kept, self.gone)
        if rows.filter(child__in=both, guardian__in=both).exists():
            raise GuardianOfOneself
        known = set(rows.filter(child=self.kept).values_list("guardian_id", flat=True))
        wards = set(rows.filter(guardian=self.kept).values_list("child_id", flat=True))
        main = rows.filter(child=self.kept, is_main=True).exists()
        stay = {"people.Guardianship.child_id": set[int](), "people.Guardianship.guardian_id": set[int]()}
        for row in rows.filter(child=self.gone):
            if row.guardian_id in known:
                stay["people.Guardianship.child_id"].add(row.pk)
            elif main and row.is_main:
                self.write(row, is_main=False)
        for row in rows.filter(guardian=self.gone, child__in=wards):
            stay["people.Guardianship.guardian_id"].add(row.pk)
        return stay

    def persons(self) -> None:
        """Fill what the kept record does not tell, take the number over, and let the other say where it has gone."""
        filled = {name: getattr(self.gone, name) for name in TOLD_ONCE
                  if not getattr(self.kept, name) and getattr(self.gone, name)}  # fmt: skip
        if self.gone.name != self.kept.name and not self.kept.former_name and "former_name" not in filled:
            filled["former_name"] = self.gone.name
        number, phone = _columns(self.gone.pk, NUMBER), _columns(self.gone.pk, ("phone", "phone_index"))
        self.write(self.gone, merged_into_id=self.kept.pk, id_no=None, id_index=None)
        if number["id_no"] and not self.kept.id_no:
            filled |= number
        elif number["id_no"]:
            self._former(number)
        if phone["phone"] and not self.kept.phone:
            filled |= phone
        self.write(self.kept, **filled)

    def _former(self, number: dict[str, Any]) -> None:
        """Keep the other number as one under which this person was known."""
        known = FormerNumber.objects.within("").filter(person=self.kept, id_index=number["id_index"]).exists()
        if known or _columns(self.kept.pk, NUMBER)["id_index"] == number["id_index"]:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO people_formernumber (org_path, person_id, id_type, id_no, id_index, since) "
                "VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
                [self.kept.org_path, self.kept.pk, *number.values(), timezone.now()],
            )
            self.made.append(["people.FormerNumber", cursor.fetchone()[0]])

    def write(self, row: Any, **values: Any) -> None:
        """Write some columns of a row, sealed ones as tokens, and keep what they were."""
        if hasattr(row, "batch_id"):
            values |= {"batch_id": None, "batch_row": None}
        label, before = row._meta.label, _columns(row.pk, tuple(values), table=row._meta.db_table)
        differing = {name: [_json(before[name]), _json(value)] for name, value in values.items()
                     if _json(before[name]) != _json(value)}  # fmt: skip
        if differing:
            _set(row._meta.db_table, row.pk, {name: after for name, (_before, after) in differing.items()})
            self.changed.append([label, row.pk, differing])


def _registration(row: Enrolment) -> Registration:
    return Registration(row.pk, row.national_no.reveal() if row.national_no else "", row.entered_on)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _columns(pk: int, names: tuple[str, ...], *, table: str = "people_person") -> dict[str, Any]:
    """Return columns of a row as the database holds them: sealed values stay sealed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM {table} WHERE id = %s", [pk])  # noqa: S608  names of our own
        return dict(zip(names, cursor.fetchone(), strict=True))


def _set(table: str, pk: int, values: dict[str, Any]) -> None:
    sets = ", ".join(f"{name} = %s" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {sets} WHERE id = %s", [*values.values(), pk])  # noqa: S608


def _split(actor: Actor, made: Merge, reason: str) -> Merge:
    """Make two of one again; what came to the kept one since stays with it. The caller opens the wall."""
    kept, gone = made.kept_id, made.gone_id
    rows = Person.objects.within("").select_for_update().filter(pk__in=sorted((kept, gone)))
    further = Merge.objects.within("").filter(state=MergeState.DONE, pk__gt=made.pk)
    if len(rows) != 2 or further.filter(Q(kept=kept) | Q(gone=kept)).exists():  # noqa: PLR2004
        raise MergedFurther
    end_sign_ins(actor, kept)
    _refuse_given_away(made)
    for label, pk in made.made:
        _remove(label, pk)
    for name, images in made.moved.items():
        model, _dot, column = name.rpartition(".")
        put_back(Pointer(model, column, to=PERSON), images, kept)
    for label, pk, columns in reversed(made.changed):
        _restore(label, pk, columns)
    made.split_by, made.split_at, made.split_reason = actor.name, timezone.now(), reason.strip()[:300]
    made.save(update_fields=["split_by", "split_at", "split_reason"])
    settle(actor, Doubt.objects.within("").get(pk=made.doubt_id), DoubtState.DIFFERENT, reason)
    _tell(actor, made, SPLIT, reason=reason)
    announce(PersonsSplit(kept, gone))
    return made


def _refuse_given_away(made: Merge) -> None:
    for label, pk, columns in made.changed:
        index = columns.get("id_index", [None])[0]
        if label == PERSON and pk == made.gone_id and index:
            others = Person.objects.within("").filter(id_index=index).exclude(pk__in=(made.kept_id, made.gone_id))
            if others.exists():
                raise NumberGivenAway


TABLES = {model._meta.label: model._meta.db_table for model in (Person, Enrolment, Post, Guardianship, FormerNumber)}


def _remove(label: str, pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLES[label]} WHERE id = %s", [pk])  # noqa: S608  tables of our own


def _restore(label: str, pk: int, columns: dict[str, list[Any]]) -> None:
    """Put back the columns that are still as the merge wrote them; what was changed since is newer and stays."""
    table = TABLES[label]
    now = _columns(pk, tuple(columns), table=table)
    old = {name: before for name, (before, after) in columns.items() if _json(now[name]) == after}
    if old:
        _set(table, pk, old)
