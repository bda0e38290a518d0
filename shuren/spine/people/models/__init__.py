"""Tables of the registers. Those that tell of persons are walled by row security."""

from shuren.spine.people.models.accounts import PersonAccount
from shuren.spine.people.models.doubles import Answer, Doubt, DoubtState, FormerNumber, Merge, Question, Way
from shuren.spine.people.models.enrolments import Enrolment
from shuren.spine.people.models.exports import ExportKind, ExportRequest
from shuren.spine.people.models.guardianships import Guardianship
from shuren.spine.people.models.movements import Movement
from shuren.spine.people.models.persons import Person
from shuren.spine.people.models.posts import BackboneLevel, Post

__all__ = [
    "Answer",
    "BackboneLevel",
    "Doubt",
    "DoubtState",
    "Enrolment",
    "ExportKind",
    "ExportRequest",
    "FormerNumber",
    "Guardianship",
    "Merge",
    "Movement",
    "Person",
    "PersonAccount",
    "Post",
    "Question",
    "Way",
]
