"""Examples for the addresses about certificates and the units that sign them."""

from typing import Any

from django.utils import timezone

from shuren.kernel.actors import system_actor
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.certificates.actions.debts import Owed, note
from shuren.spine.certificates.models import Certificate, Issuance
from shuren.spine.certificates.permissions import edit_wordings
from shuren.spine.identity.actions import certifying
from shuren.spine.identity.models import Root, UnitCertificate
from shuren.spine.orgs.models import Level, Org
from shuren.spine.people.models import Enrolment
from tests.kernel.signing.blank import blank_pdf
from tests.matrix.makers import a_child_of, school_below
from tests.matrix.map import Reach, example
from tests.spine.certificates.factories import CLERK, PRESENCE, issued
from tests.world import World

OPENER = system_actor("tests", "测试")


@example("identity:unit_certificate", "identity:renew_unit_certificate", "identity:revoke_unit_certificate")
def a_unit_that_signs(_world: World, org: Org) -> dict[str, Any]:
    signed = certifying.sign_paper(org=org, pdf=blank_pdf(), reason="示例", at=timezone.now())
    return {"certificate_id": UnitCertificate.objects.within("").get(serial=signed.serial).pk}


def _child(org: Org) -> Enrolment:
    school = org if org.level == Level.SCHOOL else school_below(org)
    with scope_of(OPENER):
        child: Enrolment = Enrolment.objects.within("").get(person_id=a_child_of(school))
    return child


def _certificate(org: Org) -> Certificate:
    return issued(_child(org))


@example("certificates:certificate", "certificates:file", "certificates:bundle")
@example("certificates:revoke", "certificates:replace", "certificates:own_file")
def a_certificate(_world: World, org: Org) -> dict[str, Any]:
    return {"certificate_id": _certificate(org).pk}


@example("certificates:person")
def a_child_to_certify_something_about(_world: World, org: Org) -> dict[str, Any]:
    return {"person_id": _child(org).person_id}


@example("certificates:issue")
def something_to_certify(_world: World, org: Org) -> dict[str, Any]:
    return {"kind": PRESENCE.code, "subject_id": _child(org).pk}


@example("certificates:export", reach=Reach.ANYWHERE)
def the_register_as_a_file(_world: World, _org: Org) -> dict[str, Any]:
    return {"form": "csv"}


@example("certificates:wording", reach=Reach.ANYWHERE, needed=edit_wordings)
def a_wording(_world: World, _org: Org) -> dict[str, Any]:
    return {"kind": PRESENCE.code}


def _issuance(org: Org) -> int:
    school = _child(org).school
    about = {"kind": PRESENCE.code, "group": "三年级", "chosen": {"stage": "primary"}}
    by = {"asked_by_key": "account:0", "asked_by": "无名", "asked_at": timezone.now()}
    return int(Issuance.objects.create(unit=school, org_path=school.path, **about, **by).pk)


@example("certificates:issuance", "certificates:issuance_progress", "certificates:issuance_bundle")
@example("certificates:revoke_issuance")
def an_issuance(_world: World, org: Org) -> dict[str, Any]:
    return {"issuance_id": _issuance(org)}


@example("certificates:issuance_step")
def a_step_of_an_issuance(_world: World, org: Org) -> dict[str, Any]:
    return {"issuance_id": _issuance(org), "name": "again"}


@example("certificates:issuance_export")
def the_list_of_an_issuance(_world: World, org: Org) -> dict[str, Any]:
    return {"issuance_id": _issuance(org), "form": "csv"}


@example("certificates:retry")
def something_owed(_world: World, org: Org) -> dict[str, Any]:
    child = _child(org)
    with scope_of(CLERK):
        owed = Owed(PRESENCE, child.pk, child.school_id, child.person_id, child.name)
        return {"debt_id": note(actor=CLERK, owed=owed, why="示例", at=timezone.now()).pk}


@example("certificates:from_case", reach=Reach.ANYWHERE)
def a_case_number(_world: World, _org: Org) -> dict[str, Any]:
    return {"number": "ZX1"}


@example("identity:revocation_list_of", reach=Reach.ANYWHERE)
def a_root(_world: World, org: Org) -> dict[str, Any]:
    a_unit_that_signs(_world, org)
    return {"root_id": Root.objects.get().pk}
