"""Signing out at the wish of an app: OpenID Connect RP-Initiated Logout 1.0."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import import_key

from shuren.kernel.refusals import Refused
from shuren.modules.sso.actions.asking import issuer
from shuren.modules.sso.models import Client
from shuren.modules.sso.queries import clients
from shuren.modules.sso.queries import keys as key_queries
from shuren.modules.sso.queries import visits as queries


class LeadsElsewhere(Refused):
    """退出后要返回的地址没有登记，为防止被引到别处，没有跳转。请关闭浏览器，或从平台首页退出。"""

    status = 400


@dataclass(frozen=True)
class Parting:
    """Where to go after signing out, and whether the app has shown that it knows this stay."""

    address: str
    is_known: bool


def read(data: dict[str, str], stay_id: int | None) -> Parting:
    """Return what an app asks for. Raises LeadsElsewhere for an address that it has not registered."""
    hint = _claims(data.get("id_token_hint", ""))
    client = _client(hint, data.get("client_id", ""))
    address = data.get("post_logout_redirect_uri", "")
    if address and (client is None or address not in client.logout_uris):
        raise LeadsElsewhere
    if address and data.get("state"):
        address += ("&" if "?" in address else "?") + urlencode({"state": data["state"]})
    return Parting(address, _knows(client, hint, stay_id))


def _client(hint: dict[str, Any], client_id: str) -> Client | None:
    named = str(hint.get("aud", "")) or client_id
    if client_id and named != client_id:
        raise LeadsElsewhere
    return clients.client_in_use(named) if named else None


def _knows(client: Client | None, hint: dict[str, Any], stay_id: int | None) -> bool:
    visit = queries.visit_by_sid(client, str(hint.get("sid", ""))) if client and hint else None
    return visit is not None and stay_id is not None and visit.stay_id == stay_id


def _claims(token: str) -> dict[str, Any]:
    """Return the claims of an id_token of ours, whether it has expired or not; nothing for anything else."""
    if not token:
        return {}
    try:
        kid = str(jws.extract_compact(token.encode()).headers().get("kid", ""))
        key = key_queries.key_of(kid)
        found = jwt.decode(token, import_key(key.public), algorithms=[key.algorithm])
    except (JoseError, ValueError, Refused):
        return {}
    is_ours = found.claims.get("iss") == issuer() and "events" not in found.claims
    return dict(found.claims) if is_ours else {}
