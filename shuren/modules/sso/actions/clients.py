"""Connecting an app: its entrances and their secrets, kept by its vendor."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.modules.apps import api as apps
from shuren.modules.sso import events
from shuren.modules.sso import permissions as can
from shuren.modules.sso.models import Client, ClientSecret, Service, Visit
from shuren.modules.sso.models.clients import digest_of
from shuren.modules.sso.queries import clients as queries
from shuren.modules.sso.rules import addresses, terms

PRIVATE_PARTS = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}  # RFC 7518, section 6
LEAST_MODULUS = 342  # characters of base64url: 2048 bits


class NotAnAddress(Refused):
    """“{address}”不能登记：地址须以 https:// 开头（本机调试可用 http://127.0.0.1），不含账号、#、空格和中文。"""

    status = 422


class NoAddress(Refused):
    """请至少登记一个回调地址；用户登录后只会回到登记过的地址。"""

    status = 422


class NotAPrefix(Refused):
    """服务地址前缀须以 https:// 开头、以 / 结尾，不含问号和 #，例如 https://app.example.edu.cn/。"""

    status = 422


class PrefixTaken(Refused):
    """这个服务地址前缀已经登记过，请核对后换一个。"""

    status = 422


class NotKeys(Refused):
    """公钥须是 JWK Set（JSON），含 RSA 2048 位及以上或 P-256 公钥，并且不含私钥。"""

    status = 422


class NoSecretHere(Refused):
    """这个登录接口不使用密钥；如要改用密钥，请新建登录接口。"""

    status = 422


@dataclass(frozen=True)
class Described:
    """What a vendor says of a client."""

    name: str
    redirect_uris: Sequence[str]
    logout_uris: Sequence[str]
    backchannel_uri: str
    algorithm: str
    jwks: str
    may_serve: bool


@dataclass(frozen=True)
class Opened:
    """A client with the secret that is told this once; no secret where it proves itself otherwise."""

    client: Client
    secret: str


@transaction.atomic
def add_client(*, actor: Actor, app_id: int, auth_method: str, described: Described, at: datetime) -> Opened:
    """Register a client of the vendor's own app. Raises NotAnAddress, NoAddress or NotKeys."""
    require(actor, can.keep_clients)
    app = queries.own_app(actor, app_id)
    values = _checked(described, auth_method)
    client: Client = Client.objects.create(
        app_id=app.id, client_id=f"{app.code}-{secrets.token_hex(4)}", auth_method=auth_method, **values
    )
    _record(actor, events.CLIENT_ADDED, client, app=app.name, client=client.client_id)
    return Opened(client, _new_secret(actor, client, at) if auth_method.startswith("client_secret") else "")


@transaction.atomic
def change_client(*, actor: Actor, client: Client, described: Described) -> Client:
    """Change what is registered of a client."""
    require(actor, can.keep_clients)
    app = queries.own_app(actor, client.app_id)
    for name, value in _checked(described, client.auth_method).items():
        setattr(client, name, value)
    client.save()
    _record(actor, events.CLIENT_CHANGED, client, app=app.name, client=client.client_id)
    return client


@transaction.atomic
def change_secret(*, actor: Actor, client: Client, at: datetime) -> Opened:
    """Make a new secret; the present one opens for some days more, so that a running system can be changed over."""
    require(actor, can.keep_clients)
    queries.own_app(actor, client.app_id)
    if not client.auth_method.startswith("client_secret"):
        raise NoSecretHere
    until = at + timedelta(days=terms.OVERLAP_DAYS)
    present = client.secrets.filter(ends_at=None).order_by("-id").first()
    client.secrets.exclude(pk=present.pk if present else 0).update(ends_at=at)
    client.secrets.filter(ends_at=None).update(ends_at=until)
    return Opened(client, _new_secret(actor, client, at))


@transaction.atomic
def end_client(*, actor: Actor, client: Client, at: datetime) -> None:
    """Close an entrance; every visit through it ends."""
    require(actor, can.keep_clients)
    app = queries.own_app(actor, client.app_id)
    Client.objects.filter(pk=client.pk).update(ended_at=at)
    Visit.objects.filter(client=client, ended_at=None).update(ended_at=at, ended_why="entrance_closed")
    _record(actor, events.CLIENT_ENDED, client, app=app.name, client=client.client_id)


@transaction.atomic
def add_service(*, actor: Actor, app_id: int, prefix: str, principal: str) -> Service:
    """Register a CAS service of the vendor's own app. Raises NotAPrefix or PrefixTaken."""
    require(actor, can.keep_clients)
    app = queries.own_app(actor, app_id)
    if not addresses.is_prefix(prefix):
        raise NotAPrefix(field="prefix")
    if Service.objects.filter(prefix=prefix, ended_at=None).exists():
        raise PrefixTaken(field="prefix")
    made: Service = Service.objects.create(app_id=app.id, prefix=prefix, principal=principal)
    _record(actor, events.SERVICE_ADDED, made, app=app.name, prefix=prefix)
    return made


@transaction.atomic
def end_service(*, actor: Actor, service: Service, at: datetime) -> None:
    """Close a CAS service; every visit through it ends."""
    require(actor, can.keep_clients)
    app = queries.own_app(actor, service.app_id)
    Service.objects.filter(pk=service.pk).update(ended_at=at)
    Visit.objects.filter(service=service, ended_at=None).update(ended_at=at, ended_why="entrance_closed")
    _record(actor, events.SERVICE_ENDED, service, app=app.name, prefix=service.prefix)


def _new_secret(actor: Actor, client: Client, at: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    ClientSecret.objects.create(client=client, digest=digest_of(secret), tail=secret[-4:], made_at=at)
    _record(actor, events.SECRET_MADE, client, client=client.client_id, tail=secret[-4:])
    return secret


def _checked(described: Described, auth_method: str) -> dict[str, Any]:
    if not described.redirect_uris and not described.may_serve:
        raise NoAddress(field="redirect_uris")
    back = [described.backchannel_uri] if described.backchannel_uri else []
    fields = (
        ("redirect_uris", described.redirect_uris),
        ("logout_uris", described.logout_uris),
        ("backchannel_uri", back),
    )
    for name, given in fields:
        for address in given:
            if not addresses.is_redirect(address):
                raise NotAnAddress(field=name, address=address)
    jwks = _keys(described.jwks) if auth_method == "private_key_jwt" else {}
    return {
        "name": described.name,
        "redirect_uris": list(described.redirect_uris),
        "logout_uris": list(described.logout_uris),
        "backchannel_uri": described.backchannel_uri,
        "algorithm": described.algorithm,
        "jwks": jwks,
        "may_serve": described.may_serve,
    }


def _keys(text: str) -> dict[str, Any]:
    """Return the public keys typed. Raises NotKeys for anything else, private and shared keys above all."""
    try:
        typed = json.loads(text)["keys"]
        if not typed or not all(_is_fit(key) for key in typed):
            raise NotKeys(field="jwks")
        return dict(KeySet.import_key_set({"keys": typed}).as_dict())
    except (ValueError, TypeError, KeyError, AttributeError, JoseError):
        raise NotKeys(field="jwks") from None


def _is_fit(key: dict[str, Any]) -> bool:
    """Say whether a key, RFC 7517, is a public one of 2048 bits of RSA or on P-256."""
    if key.keys() & PRIVATE_PARTS:
        return False
    is_rsa = key.get("kty") == "RSA" and len(str(key.get("n", ""))) >= LEAST_MODULUS
    return is_rsa or (key.get("kty") == "EC" and key.get("crv") == "P-256")


def _record(actor: Actor, label: Any, about: Client | Service, **details: object) -> None:
    kind = "sso.client" if isinstance(about, Client) else "sso.service"
    path = apps.place_of(about.app_id)
    record(actor=actor, label=label, org_path=path, subject=(kind, about.pk), details=details)
