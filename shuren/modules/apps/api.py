"""The door for other modules: which apps there are for whom, and what each may be told.

Everything answers for today: an app that is suspended, expired, or switched off by the school is as if it were not.
"""

from shuren.modules.apps.actions.subjects import subject_of
from shuren.modules.apps.actions.switching import note_used
from shuren.modules.apps.queries.granted import (
    Listed,
    Reach,
    app_by_id,
    app_of,
    apps_for,
    may_open,
    reach_of,
    told_of,
)
from shuren.modules.apps.queries.offered import label_of, offered_by, place_of

__all__ = [
    "Listed",
    "Reach",
    "app_by_id",
    "app_of",
    "apps_for",
    "label_of",
    "may_open",
    "note_used",
    "offered_by",
    "place_of",
    "reach_of",
    "subject_of",
    "told_of",
]
