"""Rules of the tree: paths (here), levels and areas (`places`), what may be ordered (`orders`)."""

from shuren.spine.orgs.rules.paths import STEP, ancestors_of, common_path, number_of, step_of
from shuren.spine.orgs.rules.places import AREA_LABELS, PARENTS, SEAT_CODES, Area, area_of, is_district

__all__ = [
    "AREA_LABELS",
    "PARENTS",
    "SEAT_CODES",
    "STEP",
    "Area",
    "ancestors_of",
    "area_of",
    "common_path",
    "is_district",
    "number_of",
    "step_of",
]
