"""The teacher among the told accounts: heads a class of the told school and is asked about one of its pupils."""

from collections import Counter

from shuren.kernel.rowsecurity import scope_of
from shuren.site.demo import accounts
from shuren.spine.identity import api as identity
from shuren.spine.orgs.models import Org, SchoolClass
from shuren.spine.people.actions import holders
from shuren.spine.people.models import Enrolment, Post


def open_teacher(school: Org, pupil: Enrolment) -> bool:
    """Let a member of the school's staff head the pupil's class and have an account; say whether there is one."""
    with scope_of(accounts.BUILDER):
        names = list(Post.objects.within(school.path).filter(school=school, to_on=None).order_by("id").values("name"))
    often = Counter(row["name"] for row in names)
    name = next((name for name, times in often.items() if times == 1), None)
    if name is None:
        return False
    SchoolClass.objects.within(school.path).filter(pk=pupil.school_class_id).update(homeroom_teacher=name)
    opened = identity.open_account(
        actor=accounts.BUILDER, username=accounts.TEACHER, name=name, org=school, role="teacher", on=accounts.SINCE
    )
    identity.set_password(actor=accounts.BUILDER, account=opened.account, password=accounts.PASSWORD)
    holders.infer()
    return True
