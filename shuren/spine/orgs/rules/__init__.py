"""Rules of the tree: levels and areas (`places`), what may be ordered (`orders`)."""

from shuren.spine.orgs.rules.places import AREA_LABELS, PARENTS, SEAT_CODES, Area, area_of, is_district

__all__ = ["AREA_LABELS", "PARENTS", "SEAT_CODES", "Area", "area_of", "is_district"]
