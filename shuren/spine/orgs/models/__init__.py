from shuren.spine.orgs.models.changes import Change, ChangeKind, Effect
from shuren.spine.orgs.models.classes import ClassMove, SchoolClass
from shuren.spine.orgs.models.orgs import PATH_LENGTH, Level, Org, OrgFacts, OrgVersion
from shuren.spine.orgs.workflows import ChangeState

__all__ = [
    "PATH_LENGTH",
    "Change",
    "ChangeKind",
    "ChangeState",
    "ClassMove",
    "Effect",
    "Level",
    "Org",
    "OrgFacts",
    "OrgVersion",
    "SchoolClass",
]
