"""The demo app reads the roster of the school that uses it: an entrance of its own, and a first reading.

CLIENT and SECRET open the demo region's roster to anybody who types them, for trying it with curl; a real secret is
made at random and told once.
"""

from typing import Final

from django.utils import timezone

from shuren.modules.rostering.actions import reading
from shuren.modules.rostering.rules.binding import COLLECTIONS, FULL
from shuren.modules.sso.actions import clients
from shuren.modules.sso.models import Client
from shuren.modules.sso.models.clients import digest_of
from shuren.modules.sso.queries.clients import own_apps
from shuren.site.demo import accounts
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Account

CLIENT: Final = "morning-reading-demo"
SECRET: Final = "Demo-2026!"  # noqa: S105  told to everybody, opens made-up people


def furnish() -> str:
    """Register the entrance and read the pupils once; return how many there are."""
    vendor = identity.actor_of(Account.objects.get(username=accounts.VENDOR))
    (app, *_others) = own_apps(vendor)
    described = clients.Described("名册同步", [], [], "", "RS256", "", may_serve=True)
    opened = clients.add_client(
        actor=vendor, app_id=app.id, auth_method="client_secret_basic", described=described, at=timezone.now()
    )
    Client.objects.filter(pk=opened.client.pk).update(client_id=CLIENT)
    opened.client.secrets.update(digest=digest_of(SECRET), tail=SECRET[-4:])
    caller = reading.Caller(app.id, frozenset({FULL}))
    return str(reading.collection(caller, COLLECTIONS[("students",)], (), {}).page.total)
