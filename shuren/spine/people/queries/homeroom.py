"""Who heads a pupil's class (班主任), as an account that may be asked."""

from django.db.models import F

from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people.models import Enrolment, PersonAccount
from shuren.spine.people.queries.casework import CASEWORK


def homeroom_account(enrolment_id: int) -> str:
    """Return the account of the member of the school's staff who bears the name of the class's 班主任.

    Empty where the class names nobody, where nobody or several at the school bear the name, or without an account.
    """
    with scope_of(CASEWORK):
        named = Enrolment.objects.within("").filter(pk=enrolment_id, school_class__homeroom_teacher__gt="")
        school = named.annotate(teacher=F("school_class__homeroom_teacher")).values("school", "teacher").first()
        if school is None:
            return ""
        held = PersonAccount.objects.filter(
            person__posts__school=school["school"],
            person__posts__to_on=None,
            person__name=school["teacher"],
            account__is_active=True,
        )
        keys = {row.account.key for row in held.select_related("account")}
    return keys.pop() if len(keys) == 1 else ""
