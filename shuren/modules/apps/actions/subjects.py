"""Under which identifier an app knows an account."""

from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.sensitive import ring
from shuren.modules.apps.models import App, Subject

PURPOSE = "apps.subject"


def subject_of(app_id: int, account_id: int) -> str:
    """Return the identifier of an account in an app: the same every time, another in every app.

    It is a keyed digest (the suite of the key ring: HMAC-SHA-256, or SM3 where that is in use), kept from the first
    time on, so that a change of keys leaves vendors' records whole. Raises NotFoundHere where there is no such app.
    """
    known = Subject.objects.filter(app=app_id, account=account_id).values_list("value", flat=True).first()
    if known is not None:
        return known
    if not App.objects.within("").filter(pk=app_id).exists():
        raise NotFoundHere
    keys = ring()
    digest = keys.digest(keys.index_numbers[0], PURPOSE)
    made, _new = Subject.objects.get_or_create(
        app_id=app_id, account_id=account_id, defaults={"value": digest(f"{app_id}:{account_id}".encode()).hex()}
    )
    return made.value
