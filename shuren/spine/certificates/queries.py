"""Reading certificates and their wordings. Everything checks access, or says that its caller has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel import messages
from shuren.kernel.access import require
from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.cases.models import Party
from shuren.kernel.http.listing import Choices
from shuren.kernel.paths import line_of
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.words import Words, translated
from shuren.spine.certificates import permissions as can
from shuren.spine.certificates.models import Certificate, Debt, Issuance, IssuanceLine, LineState, Wording
from shuren.spine.certificates.rules import kinds, wordings
from shuren.spine.certificates.rules.kinds import KINDS, Facts, Kind, Offer
from shuren.spine.identity.queries import unit_sm2_key
from shuren.spine.orgs.models import Level, Org
from shuren.spine.orgs.queries import own_org
from shuren.spine.people import api as people
from shuren.spine.people.models import Enrolment, Person
from shuren.spine.people.permissions import view_person
from shuren.spine.people.queries.wards import self_and_wards

READER = system_actor("certificates.reader", "证书登记")
LINE_STATES: Final[Choices] = LineState.choices
LEFT_LATELY = timedelta(days=365)  # who left a school within a year still gets papers with the class
STATES: Final[Choices] = (("valid", _("有效")), ("revoked", _("已撤销")), ("replaced", _("已换发")))


def kind_of(code: str) -> Kind:
    """Return a declared kind. Raises NotFoundHere."""
    found = KINDS.get(code)
    if found is None:
        raise NotFoundHere
    return found


def kind_choices() -> Choices:
    return [(kind.code, translated(kind.label)) for kind in KINDS]


def kind_named(code: str) -> str:
    """Return what a kind is called; one that is no longer declared reads as its code."""
    found = KINDS.get(code)
    return translated(found.label) if found else code


def certificates_for(actor: Actor) -> QuerySet[Certificate]:
    """Return what units at and below the actor's node have issued."""
    rows: QuerySet[Certificate] = Certificate.objects.visible_to(actor, can.view_certificates)
    return rows.select_related("replaced_by")


def certificate_for(actor: Actor, certificate_id: int) -> Certificate:
    """Return a certificate that the actor's units issued, or whose holder belongs to them now. Raises NotFoundHere."""
    require(actor, can.view_certificates)
    with scope_of(READER):
        rows = Certificate.objects.within("").select_related("file", "replaces", "replaced_by")
        found: Certificate | None = rows.filter(pk=certificate_id).first()
    if found is not None and actor.covers(found.org_path):
        return found
    if found is None or not _is_keeper(actor, found.holder_id):
        raise NotFoundHere
    return found


def certificates_of(actor: Actor, person_id: int) -> list[Certificate]:
    """Return a person's certificates, newest first: all of them to whoever keeps the person, else one's own."""
    rows = certificates_for(actor)
    if _is_keeper(actor, person_id):
        rows = Certificate.objects.within("").select_related("replaced_by")
    with scope_of(READER):
        return list(rows.filter(holder_id=person_id).order_by("-issued_at", "-id"))


def _is_keeper(actor: Actor, person_id: int) -> bool:
    """Say whether the person is registered at or below the actor's node now."""
    return actor.may(view_person) and bool(Person.objects.visible_to(actor, view_person).filter(pk=person_id).exists())


def offers_for(actor: Actor, person_id: int) -> list[tuple[Kind, Offer]]:
    """Return what the actor could certify about a person."""
    if not actor.may(can.issue_certificates):
        return []
    return [
        (kind, offer)
        for kind in KINDS
        for offer in kind.offers(person_id)
        if actor.may_at(can.issue_certificates, offer.unit_path)
    ]


def state_of(row: Certificate) -> str:
    """Return the key of a certificate's state in STATES; rows of lists come with `replaced_by` at hand."""
    if row.is_valid:
        return "valid"
    return "replaced" if hasattr(row, "replaced_by") else "revoked"


def state_named(row: Certificate) -> Words:
    return dict(STATES)[state_of(row)]


def in_state(rows: QuerySet[Certificate], state: str) -> QuerySet[Certificate]:
    if state == "valid":
        return rows.filter(revoked_at=None)
    return rows.exclude(revoked_at=None).filter(replaced_by__isnull=state != "replaced")


def in_year(rows: QuerySet[Certificate], year: str) -> QuerySet[Certificate]:
    return rows.filter(issued_at__year=int(year))


def matching(rows: QuerySet[Certificate], text: str) -> QuerySet[Certificate]:
    """Find by number, name, pinyin initials, unit or the case that led to it."""
    return rows.filter(
        Q(number__startswith=text.upper())
        | Q(name__startswith=text)
        | Q(initials__startswith=text.lower())
        | Q(unit_name__contains=text)
        | Q(case_number=text)
    )


def wording_row(kind: str, unit_path: str, on: date) -> Wording | None:
    """Return the wording decided by the nearest authority above a unit and in force on a day; None where none is."""
    rows = Wording.objects.within("").filter(kind=kind, org_path__in=line_of(unit_path), valid_from__lte=on)
    found: Wording | None = rows.order_by(Length("org_path").desc(), "-valid_from", "-version").first()
    return found


def wording_for(kind: Kind, unit_path: str, on: date) -> kinds.Wording:
    """Return the wording in force: decided, or else as declared."""
    row = wording_row(kind.code, unit_path, on)
    return row.plain if row else kind.wording


def wordings_of(kind: str, org_id: int) -> Sequence[Wording]:
    """Return an authority's own versions of a wording, newest first."""
    return list(Wording.objects.within("").filter(kind=kind, org_id=org_id).order_by("-version"))


def own_authority(actor: Actor) -> Org:
    """Return the org at the actor's node. Raises NotFoundHere above all."""
    found = own_org(actor)
    if found is None:
        raise NotFoundHere
    return found


def wordings_in_force(org: Org) -> list[tuple[Kind, Wording | None]]:
    """Return each kind with the decided text in force below an org; None where it reads as declared."""
    today = timezone.localdate()
    return [(kind, wording_row(kind.code, org.path, today)) for kind in KINDS]


def person_for(actor: Actor, person_id: int) -> Person:
    """Return a person registered at or below the actor's node, or whom a unit there has something to certify about."""
    with scope_of(READER):
        found: Person | None = Person.objects.within("").filter(pk=person_id).first()
    if found is None or not (actor.covers(found.org_path) or offers_for(actor, person_id)):
        raise NotFoundHere
    return found


def issued_in_case(number: str) -> int:
    """Count the certificates that a case led to."""
    with scope_of(READER):
        return Certificate.objects.within("").filter(case_number=number).count() if number else 0


def case_address(actor: Actor, number: str) -> str:
    """Return where the case of a number is shown, empty where the actor's part of the tree has no hand in it."""
    parties = Party.objects.within(actor.path).filter(case__number=number)
    found = parties.values_list("case", flat=True).first() if number else None
    return f"/cases/{found}/" if found else ""


def own_for(actor: Actor) -> list[Certificate]:
    """Return the valid certificates about the actor and the own children, newest first. Raises Forbidden."""
    require(actor, can.fetch_own)
    with scope_of(READER):
        rows = Certificate.objects.within("").filter(holder_id__in=self_and_wards(actor), revoked_at=None)
        return list(rows.select_related("file").order_by("-issued_at", "-id"))


def debts_for(actor: Actor) -> QuerySet[Debt]:
    """Return the certificates that units at and below the actor's node owe."""
    rows: QuerySet[Debt] = Debt.objects.visible_to(actor, can.view_certificates)
    return rows.filter(paid_at=None).select_related("unit")


def all_debts() -> list[int]:
    """Return the ids of everything that is owed, for the job that tries again."""
    return list(Debt.objects.within("").filter(paid_at=None).order_by("tried_at").values_list("pk", flat=True))


@dataclass(frozen=True)
class Group:
    """A class or grade of a school that certificates can be issued for; `chosen` finds its enrolments."""

    key: str
    label: str
    chosen: dict[str, Any]


class NotASchool(Refused):
    """批量签发由学校办理：您现在的角色不在任何一所学校。请切换到学校的角色后再办理。"""


def own_school(actor: Actor) -> Org:
    """Return the school at the actor's node. Raises NotASchool."""
    found = own_org(actor)
    if found is None or found.level != Level.SCHOOL:
        raise NotASchool
    return found


def groups_at(school: Org) -> list[Group]:
    """Return the grades and classes of a school, with those who left within a year."""
    parts, today = ("stage", "entry_year", "school_class__code"), timezone.localdate()
    grades, classes = {}, {}
    for row in _lately_at(school).select_related("school_class").order_by(*parts).distinct(*parts):
        grade = people.grade_of(row.stage, row.entry_year, today)
        label = gettext(people.grade_label(row.stage, grade)) if grade else _left(row)
        chosen = {"stage": row.stage, "entry_year": row.entry_year}
        grades[(row.stage, row.entry_year)] = Group(f"{row.stage}-{row.entry_year}", label, chosen)
        if row.school_class:
            key = str(row.school_class_id)
            classes[key] = Group(key, row.school_class.name, {"school_class_id": row.school_class_id})
    return [*grades.values(), *classes.values()]


def _left(row: Enrolment) -> str:
    """Name a year group that is past its last grade."""
    return gettext("%(stage)s %(year)s 级（已离校）") % {"stage": row.get_stage_display(), "year": row.entry_year}


def pupils_in(school: Org, chosen: Mapping[str, Any]) -> QuerySet[Enrolment]:
    """Return the pupils of a group, by name; the caller has checked access to the school."""
    return _lately_at(school).filter(**chosen).order_by("name_key", "id")


def _lately_at(school: Org) -> QuerySet[Enrolment]:
    there = Q(left_on=None) | Q(left_on__gt=timezone.localdate() - LEFT_LATELY)
    rows: QuerySet[Enrolment] = Enrolment.objects.within(school.path).filter(there, school=school)
    return rows


def standing(kind: Kind, subject_id: int) -> Certificate | None:
    """Return the valid certificate of a kind about a subject."""
    rows = Certificate.objects.within("").filter(kind=kind.code, subject_id=subject_id, revoked_at=None)
    found: Certificate | None = rows.first()
    return found


def missing_for(kind: Kind, facts: Facts, unit_path: str) -> list[str]:
    """Return what the text in force at a unit asks for and the facts leave empty."""
    told = {name: str(value) for name, value in facts.values.items()}
    return wordings.missing_values(wording_for(kind, unit_path, timezone.localdate()), told)


def issuances_for(actor: Actor) -> QuerySet[Issuance]:
    rows: QuerySet[Issuance] = Issuance.objects.visible_to(actor, can.view_certificates)
    return rows.annotate(issued=Count("lines", filter=Q(lines__state="issued")), listed=Count("lines")).select_related(
        "unit"
    )


def issuance_for(actor: Actor, issuance_id: int) -> Issuance:
    """Return an issuance at or below the actor's node. Raises NotFoundHere."""
    rows = Issuance.objects.visible_to(actor, can.view_certificates).select_related("unit")
    found: Issuance | None = rows.filter(pk=issuance_id).first()
    if found is None:
        raise NotFoundHere
    return found


def lines_of(issuance: Issuance) -> QuerySet[IssuanceLine]:
    rows: QuerySet[IssuanceLine] = IssuanceLine.objects.within(issuance.org_path).filter(issuance=issuance)
    return rows.select_related("certificate__replaced_by")


def valid_in(issuance: Issuance) -> QuerySet[Certificate]:
    """Return the certificates of an issuance that are still valid, by name; the caller has checked access."""
    rows: QuerySet[Certificate] = Certificate.objects.within(issuance.org_path)
    return rows.filter(line__issuance=issuance, revoked_at=None).order_by("line__name_key", "id")


def counts_of(issuance: Issuance) -> dict[str, int]:
    """Return how many lines of an issuance are in each state."""
    rows = IssuanceLine.objects.within(issuance.org_path).filter(issuance=issuance)
    return dict(rows.values_list("state").annotate(Count("pk")).order_by())


def why_told(kept: str) -> str:
    """Return the kept reason in the reader's language."""
    return messages.read(kept).told(gettext)


def named(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Find lines by the beginning of a name or a school number."""
    if any(character.isdigit() for character in text):
        return rows.filter(school_no__startswith=text)
    return rows.filter(name__startswith=text)


def bundle_of(row: Certificate) -> list[tuple[str, bytes | str]]:
    """Return the files of the bundle: the paper, its SM2 signature, the key, and how to check them."""
    pdf = f"{row.number}.pdf"
    command = (
        "openssl pkeyutl -verify -pubin -inkey sm2.pem -rawin -digest sm3"
        f" -pkeyopt distid:1234567812345678 -in {pdf} -sigfile {pdf}.sm2"
    )
    return [
        (pdf, row.file.path.read_bytes()),
        (f"{pdf}.sm2", bytes(row.sm2)),
        ("sm2.pem", unit_sm2_key(row.signer)),
        ("README.txt", f"PAdES: pdfsig {pdf}\nSM2: {command}\n"),
    ]
