"""Tables of the registers. Person, enrolment, movement, post and guardianship are walled by row security."""

from shuren.spine.people.models.accounts import PersonAccount
from shuren.spine.people.models.enrolments import Enrolment
from shuren.spine.people.models.exports import ExportKind, ExportRequest
from shuren.spine.people.models.guardianships import Guardianship
from shuren.spine.people.models.movements import Movement
from shuren.spine.people.models.persons import Person
from shuren.spine.people.models.posts import BackboneLevel, Post

__all__ = [
    "BackboneLevel",
    "Enrolment",
    "ExportKind",
    "ExportRequest",
    "Guardianship",
    "Movement",
    "Person",
    "PersonAccount",
    "Post",
]
