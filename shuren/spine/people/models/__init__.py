"""Tables of the registers. Person, enrolment, post and guardianship are walled by row security."""

from shuren.spine.people.models.enrolments import Enrolment
from shuren.spine.people.models.exports import ExportKind, ExportRequest
from shuren.spine.people.models.guardianships import Guardianship
from shuren.spine.people.models.persons import Person
from shuren.spine.people.models.posts import BackboneLevel, Post

__all__ = ["BackboneLevel", "Enrolment", "ExportKind", "ExportRequest", "Guardianship", "Person", "Post"]
