"""What the third grade of the tests consists of."""

from dataclasses import dataclass

from shuren.spine.orgs.models import SchoolClass
from shuren.spine.people.models import Enrolment, Guardianship, Post


@dataclass
class ThirdGrade:
    group: SchoolClass
    young: Enrolment
    old: Enrolment
    mother: Guardianship
    head: Post

    @property
    def pupils(self) -> str:
        return f"pupils-{self.group.pk}"

    @property
    def guardians(self) -> str:
        return f"guardians-{self.group.pk}"
