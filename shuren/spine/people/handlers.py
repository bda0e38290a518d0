"""What hangs on the tree: pupils and staff, counted before a school ends and handed over when it is merged or split.

And what stays when two records become one person: the account of how they did.
"""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.events.declare import on
from shuren.kernel.holdings import HOLDINGS, Holding
from shuren.kernel.pointers import POINTERS, Pointer
from shuren.kernel.tabular.events import BatchUndone
from shuren.spine.people import queries
from shuren.spine.people.actions import handovers, reviewing

HOLDINGS.add(
    Holding(
        "people.enrolments",
        label=_("在籍学生"),
        count=queries.enrolled_at,
        are_persons=True,
        hand_over=handovers.hand_over_enrolments,
        take_back=handovers.take_back_enrolments,
    )
)
HOLDINGS.add(
    Holding(
        "people.posts",
        label=_("在职教职工"),
        count=queries.employed_at,
        are_persons=True,
        hand_over=handovers.hand_over_posts,
        take_back=handovers.take_back_posts,
    )
)

HISTORY = (
    ("people.Doubt", "first_id"),
    ("people.Doubt", "second_id"),
    ("people.Question", "person_id"),
    ("people.Merge", "kept_id"),
    ("people.Merge", "gone_id"),
    ("people.Person", "merged_into_id"),
)
for _model, _column in HISTORY:
    POINTERS.add(Pointer(_model, _column, to="people.Person", stays=True))


@on(BatchUndone, actor=reviewing.TIDIER)
def forget_doubts_about_nobody(event: BatchUndone, *, actor: Actor) -> None:
    """Remove doubts about persons who went with a file that was taken back."""
    del event, actor
    reviewing.tidy()
