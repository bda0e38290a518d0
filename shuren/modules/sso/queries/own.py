"""What somebody has agreed to, as they are shown it."""

from dataclasses import dataclass
from datetime import datetime

from shuren.kernel.refusals import NotFoundHere
from shuren.modules.apps import api as apps
from shuren.modules.sso.queries.people import approvals_of
from shuren.modules.sso.rules import terms
from shuren.spine.identity.models import Account


@dataclass(frozen=True)
class Granted:
    """An approval in words. `app` is None where the app is not in use any more."""

    app_id: int
    app: apps.Listed | None
    labels: list[str]
    outlasts: bool
    at: datetime


def granted_by(account: Account) -> list[Granted]:
    """Return the approvals in force, newest first."""
    return [
        Granted(
            row.app_id,
            _app(row.app_id),
            [apps.label_of(item) for item in row.items if item != terms.OFFLINE],
            terms.OFFLINE in row.items,
            row.given_at,
        )
        for row in approvals_of(account)
    ]


def _app(app_id: int) -> apps.Listed | None:
    try:
        return apps.app_by_id(app_id)
    except NotFoundHere:
        return None
