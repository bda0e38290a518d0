"""Rows that were written by a transaction which had read a school's place before the school moved."""

from django.db import transaction

from shuren.kernel import copies
from shuren.kernel.actors import range_of
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.orgs.actions.decisions import clerk
from shuren.spine.orgs.models import Org


@transaction.atomic
def bring_strays_home(*, org_id: int) -> int:
    """Put right the copies that rows of the schools at and below an org carry; return how many were wrong."""
    org = Org.objects.within("").filter(pk=org_id).first()
    if org is None:
        return 0
    low, high = range_of(org.path)
    schools = Org.objects.within("").filter(path__gte=low, path__lt=high).values_list("pk", flat=True)
    with scope_of(clerk):
        strays = copies.return_strays(Org, list(schools), owner="school")
        return strays + copies.refresh(Org, org.path, owner="school", columns=("county", "city"))
