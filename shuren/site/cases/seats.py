"""What seats in the log of a case are called."""

from collections.abc import Iterable

from shuren.kernel.cases.parties import Parties
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Account
from shuren.spine.orgs.models import Org


def names_of(parties: Parties, keys: Iterable[str]) -> dict[str, str]:
    """Return for each seat the unit and role, or the person, it stands for."""
    seats = {key: parties.seat(key) for key in keys}
    paths = {seat.path for seat in seats.values() if seat.path}
    persons = [int(number) for kind, _, number in (key.partition(":") for key in seats) if kind == "account"]
    units = dict(Org.objects.within("").filter(path__in=paths).values_list("path", "name"))
    names = {held.key: held.name for held in Account.objects.filter(pk__in=persons)} if persons else {}
    return {
        key: names.get(key, key)
        if seat.account
        else " · ".join(filter(None, (units.get(seat.path), str(identity.label_of_role(seat.role)))))
        for key, seat in seats.items()
    }
