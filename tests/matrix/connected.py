"""Examples for the addresses about entrances of apps and the keys that sign."""

from typing import Any

from django.utils import timezone

from shuren.modules.sso.actions import keys
from shuren.spine.orgs.models import Org
from tests.matrix.map import Reach, example
from tests.modules.apps import admitted
from tests.modules.sso import entrances
from tests.world import World


@example("sso:add_client", "sso:add_service")
def an_app_of_another_vendor(world: World, _org: Org) -> dict[str, Any]:
    return {"app_id": admitted.app(world).pk}


@example("sso:client", "sso:change_secret", "sso:end_client")
def a_client_of_another_vendor(world: World, _org: Org) -> dict[str, Any]:
    return {"client_id": entrances.a_client(admitted.app(world)).pk}


@example("sso:end_service")
def a_service_of_another_vendor(world: World, _org: Org) -> dict[str, Any]:
    return {"service_id": entrances.a_service(admitted.app(world)).pk}


@example("sso:withdraw_key", reach=Reach.ANYWHERE)
def a_signing_key(_world: World, _org: Org) -> dict[str, Any]:
    return {"kid": keys.signing_key("ES256", timezone.now()).kid}
