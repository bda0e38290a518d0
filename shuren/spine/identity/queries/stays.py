"""Where, when and how somebody has proved who they are, of a request."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest
from django.utils import timezone

from shuren.spine.identity.models import Account, SignIn

PROVED_AT, WAY = "proved_at", "way"  # session keys


@dataclass(frozen=True, slots=True)
class Proved:
    """The last proof of a stay: by which way of `queries.factors.WAYS`, and when."""

    account: Account
    stay_id: int | None
    way: str
    at: datetime


def proof_of(request: HttpRequest) -> Proved | None:
    """Return the last proof of who is signed in, or None where nobody is."""
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return None
    stay = SignIn.objects.filter(session_key=request.session.session_key or "-", account=account, ended_at=None).first()
    proved = request.session.get(PROVED_AT)
    known = datetime.fromtimestamp(proved, UTC) if proved else None
    at = known or (stay.began_at if stay else None) or account.last_login or timezone.now()
    return Proved(account, stay.pk if stay else None, request.session.get(WAY, "password"), at)
