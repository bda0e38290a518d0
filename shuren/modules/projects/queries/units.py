"""Which unit stands in the place of one that was merged into it."""

from shuren.spine.orgs.models import Effect, Org


def successor_of(unit: Org) -> Org | None:
    """Return the unit into which one went, if it went into one."""
    ended = Effect.objects.filter(org=unit, did=Effect.Did.ENDED).order_by("-id").first()
    if ended is None:
        return None
    took = (
        Effect.objects.filter(change=ended.change_id, did=Effect.Did.TOOK).select_related("org").order_by("id").first()
    )
    return took.org if took else None


def standing(unit: Org) -> Org:
    """Return a unit that stands, or whichever stands in its place now; one that simply ended is returned itself."""
    while unit.is_closed and (into := successor_of(unit)) is not None:
        unit = into
    return unit
