"""What hangs on the tree: pupils and staff, counted before a school ends and handed over when it is merged or split."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.holdings import HOLDINGS, Holding
from shuren.spine.people import queries
from shuren.spine.people.actions import handovers

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
