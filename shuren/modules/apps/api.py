"""The door for other modules: which apps there are for whom, and what each may be told.

Everything answers for today: an app that is suspended, expired, or switched off by the school is as if it were not.
"""

from shuren.modules.apps.actions.sandbox import NoSuchKey, people_for, people_of
from shuren.modules.apps.actions.subjects import identifiers_of, person_by_subject, subject_of, subjects_of
from shuren.modules.apps.actions.switching import note_fetched, note_used
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
from shuren.modules.apps.queries.rosters import agreed_in, in_words, offered_below
from shuren.modules.apps.rules.identifiers import Identifiers, Kind
from shuren.modules.apps.rules.sandbox import KEY_PREFIX, Synthetic

__all__ = [
    "KEY_PREFIX",
    "Identifiers",
    "Kind",
    "Listed",
    "NoSuchKey",
    "Reach",
    "Synthetic",
    "agreed_in",
    "app_by_id",
    "app_of",
    "apps_for",
    "identifiers_of",
    "in_words",
    "label_of",
    "may_open",
    "note_fetched",
    "note_used",
    "offered_below",
    "offered_by",
    "people_for",
    "people_of",
    "person_by_subject",
    "place_of",
    "reach_of",
    "subject_of",
    "subjects_of",
    "told_of",
]
