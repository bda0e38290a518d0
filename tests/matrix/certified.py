"""Examples for the addresses about certificates and the units that sign them."""

from typing import Any

from django.utils import timezone

from shuren.spine.identity.actions import certifying
from shuren.spine.identity.models import UnitCertificate
from shuren.spine.orgs.models import Org
from tests.kernel.signing.blank import blank_pdf
from tests.matrix.map import example
from tests.world import World


@example("identity:unit_certificate", "identity:renew_unit_certificate", "identity:revoke_unit_certificate")
def a_unit_that_signs(_world: World, org: Org) -> dict[str, Any]:
    signed = certifying.sign_paper(org=org, pdf=blank_pdf(), reason="示例", at=timezone.now())
    return {"certificate_id": UnitCertificate.objects.within("").get(serial=signed.serial).pk}
