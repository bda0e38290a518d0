"""Which unit stands in the place of one that was merged into it."""

from shuren.spine.orgs import api as orgs
from shuren.spine.orgs.models import Org


def standing(unit: Org) -> Org:
    """Return a unit that stands, or whichever stands in its place now; one that simply ended is returned itself."""
    while unit.is_closed and (into := orgs.successor_of(unit)) is not None:
        unit = into
    return unit
