"""Reading certificates and their wordings. Everything checks access, or says that its caller has."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import require
from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.http.listing import Choices
from shuren.kernel.paths import line_of
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.words import Words, translated
from shuren.spine.certificates import permissions as can
from shuren.spine.certificates.models import Certificate, Wording
from shuren.spine.certificates.rules import kinds
from shuren.spine.certificates.rules.kinds import KINDS, Kind, Offer
from shuren.spine.identity.queries import unit_sm2_key
from shuren.spine.orgs.models import Org
from shuren.spine.orgs.queries import own_org
from shuren.spine.people.models import Person
from shuren.spine.people.permissions import view_person

READER = system_actor("certificates.reader", "证书登记")
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
    """Find by number, name, pinyin initials or unit."""
    return rows.filter(
        Q(number__startswith=text.upper())
        | Q(name__startswith=text)
        | Q(initials__startswith=text.lower())
        | Q(unit_name__contains=text)
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
