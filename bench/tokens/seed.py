"""One app in use at one school, a client that may do everything, and somebody who visits it."""

import secrets
from datetime import date, timedelta
from typing import Any

SECRET = "bench-" + "0" * 37
BACK = "https://bench.example.org/back"
SCOPE = "https://purl.imsglobal.org/spec/or/v1p2/scope/roster-core.readonly"
SINCE = date(2000, 9, 1)


def seed(algorithm: str) -> tuple[Any, Any]:
    """Write what a token needs; return the client and the comer."""
    from django.utils import timezone

    from shuren.modules.sso.actions import visits
    from shuren.modules.sso.models import Client, ClientSecret
    from shuren.modules.sso.models.clients import digest_of

    app, account = _app_and_account()
    now = timezone.now()
    client = Client.objects.create(
        app_id=app.pk, client_id=f"bench-{secrets.token_hex(4)}", name="bench", auth_method="client_secret_post",
        redirect_uris=[BACK], algorithm=algorithm, may_serve=True,
    )  # fmt: skip
    ClientSecret.objects.create(client=client, digest=digest_of(SECRET + client.client_id), tail="0000", made_at=now)
    from shuren.spine.identity import queries as identity

    grant = identity.grants_of(account)[0]
    comer = visits.Comer(account, identity.actor_for(account, grant), grant.pk, None, "password", now)
    visits.approve(comer=comer, app_id=app.pk, items=["name", "role", "school"], at=now)
    return client, comer


def _app_and_account() -> tuple[Any, Any]:
    from django.utils import timezone

    from shuren.modules.apps.models import App, AppItem, SwitchOn, Vendor
    from shuren.spine.identity.models import Account, Grant
    from shuren.spine.orgs.models import Level, Org

    today, mark = timezone.localdate(), secrets.token_hex(4)
    path = f"0001{secrets.randbelow(36**3) + 1:04d}"[:8]
    school = Org.objects.create(
        code=f"9{mark}", name="bench", name_key="bench", initials="b", path=path, level=Level.SCHOOL,
        division_code="340100", opened_on=SINCE, school_type="211", urban_rural="121", area="county_town",
        organizer="831",
    )  # fmt: skip
    account = Account.objects.create(
        username=f"bench-{mark}", name="bench", name_key="bench", initials="b", org=school, org_path=path
    )
    Grant.objects.create(
        account=account, role="teacher", org=school, org_path=path, valid_from=SINCE, granted_by="bench"
    )
    vendor = Vendor.objects.create(
        org_path="0001", state="admitted", name="bench", name_key="bench", credit_code=mark, icp_no="-", contact="-",
        phone="13800000000", email="bench@example.org", wanted_username="bench",
    )  # fmt: skip
    app = App.objects.create(
        vendor=vendor, org_path="0001", code=f"bench-{mark}", name="bench", name_key="bench", state="in_use",
        home="https://bench.example.org/", audiences=["staff"], admitted_on=today,
        lasts_until=today + timedelta(days=300),
    )  # fmt: skip
    for item in ("name", "role", "school"):
        AppItem.objects.create(app=app, item=item, why="bench", basis="duty", is_allowed=True)
    SwitchOn.objects.create(
        app=app, school=school, org_path=path, groups=["staff"], items=["name", "role", "school"], decision="bench",
        valid_from=SINCE, valid_to=today + timedelta(days=300), switched_by="bench",
    )  # fmt: skip
    return app, account
