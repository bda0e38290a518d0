"""The ways to a token: a code with its verifier, a refresh token, an app's own proof. Authlib leads, rows are ours.

Every function here runs in the transaction of the request: rows that are good once are locked while they are looked at.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from authlib.oauth2.rfc6749 import InvalidRequestError, InvalidScopeError, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from django.utils import timezone

from shuren.modules.apps import api as apps
from shuren.modules.sso.actions import keys, visits
from shuren.modules.sso.actions.asking import Asked, issuer
from shuren.modules.sso.actions.visits import Comer
from shuren.modules.sso.models import Client, Code, Token, Visit
from shuren.modules.sso.models.clients import REFRESH, digest_of
from shuren.modules.sso.queries import keys as key_queries
from shuren.modules.sso.queries import people
from shuren.modules.sso.queries import visits as queries
from shuren.modules.sso.rules import claims, terms

METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]
LONGEST_NONCE = 255


class ByCode(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    """授权码: good once within a minute; shown twice, it ends the visit that came of it."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def generate_authorization_code(self) -> str:
        return secrets.token_urlsafe(32)

    def save_authorization_code(self, code: str, request: Asked) -> None:
        now, data = timezone.now(), request.payload.data
        comer: Comer = request.user
        visit = visits.begin(comer=comer, entrance=request.client, at=now, scope=request.scope)
        Code.objects.create(
            visit=visit,
            digest=digest_of(code),
            redirect_uri=request.payload.redirect_uri,
            nonce=data.get("nonce", ""),
            code_challenge=data["code_challenge"],
            code_challenge_method=data["code_challenge_method"],
            expires_at=now + timedelta(seconds=terms.CODE_SECONDS),
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        found, now = queries.code_of(code), timezone.now()
        if found is None:
            return None
        if found.used_at is not None:
            visits.end_for_replay(visit=found.visit, what="授权码", at=now)
            return None
        is_good = found.visit.client_id == client.pk and found.expires_at > now and found.visit.ended_at is None
        return found if is_good else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Keep it, marked as used, so that a second showing is known for what it is."""
        Code.objects.filter(pk=authorization_code.pk).update(used_at=timezone.now())

    def authenticate_user(self, authorization_code: Code) -> Visit | None:
        return authorization_code.visit if people.actor_of(authorization_code.visit) else None


class Verified(CodeChallenge):  # type: ignore[misc]
    """PKCE, for everybody and by SHA-256 only (RFC 9700, section 2.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        data = grant.request.payload.data
        if not data.get("code_challenge") or data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE is required: send code_challenge with code_challenge_method=S256.")
        if len(data.get("nonce", "")) > LONGEST_NONCE:
            raise InvalidRequestError("The nonce is too long.")
        super().validate_code_challenge(grant, redirect_uri)


class IdToken(OpenIDCode):  # type: ignore[misc]
    """The signed statement who has signed in: the pairwise identifier and nothing else about the person."""

    def exists_nonce(self, nonce: str, request: Asked) -> bool:
        client = request.client
        return client is not None and queries.has_nonce(client, nonce)

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        now = int(timezone.now().timestamp())
        ends = now + terms.ID_TOKEN_SECONDS
        return {"iss": issuer(), "aud": client.client_id, "azp": client.client_id, "iat": now, "exp": ends}

    def get_encode_header(self, client: Client) -> dict[str, str]:
        kid = keys.signing_key(client.algorithm, timezone.now()).kid
        return {"alg": client.algorithm, "kid": kid, "typ": "JWT"}

    def resolve_client_private_key(self, client: Client) -> Any:
        return key_queries.opened(keys.signing_key(client.algorithm, timezone.now()))

    def generate_user_info(self, user: Visit, scope: str) -> dict[str, Any]:
        del scope
        return {"sub": people.subject_of(user), "sid": user.sid}


class ByRefresh(grants.RefreshTokenGrant):  # type: ignore[misc]
    """刷新令牌: changed at each use; used twice, it ends the visit and all tokens that came of it (RFC 9700, 4.14)."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Token | None:
        found, now = queries.refresh_of(refresh_token), timezone.now()
        if found is None or found.visit is None:
            return None
        if found.used_at is not None:
            visits.end_for_replay(visit=found.visit, what="刷新令牌", at=now)
            return None
        return None if found.expires_at <= now or found.is_revoked() else found

    def authenticate_user(self, refresh_token: Token) -> Visit | None:
        visit = refresh_token.visit
        if visit is None:
            return None
        if people.actor_of(visit) is None:
            visits.end(visit=visit, at=timezone.now(), why="no_longer_open")
            return None
        return visit

    def revoke_old_credential(self, refresh_token: Token) -> None:
        Token.objects.filter(pk=refresh_token.pk).update(used_at=timezone.now())


class ByApp(grants.ClientCredentialsGrant):  # type: ignore[misc]
    """应用自身: a token for the app's own work, such as fetching a roster; nobody's data by itself."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS[:3]

    def validate_token_request(self) -> None:
        super().validate_token_request()
        if not self._scope():
            raise InvalidScopeError

    def generate_token(self, **asked: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().generate_token(**{**asked, "scope": self._scope()})
        return told

    def _scope(self) -> str:
        """Return what was asked for as far as the review of the app allows it."""
        allowed = apps.app_by_id(self.request.client.app_id).items
        return claims.known(self.request.payload.scope or "", claims.service_scopes(allowed))


def made_up(**asked: Any) -> dict[str, Any]:
    """Return new tokens as they are told; what Authlib calls a token generator."""
    is_own = asked["grant_type"] == ByApp.GRANT_TYPE
    told = {
        "token_type": "Bearer",
        "access_token": secrets.token_urlsafe(32),
        "expires_in": terms.SERVICE_SECONDS if is_own else terms.ACCESS_SECONDS,
        "scope": asked["scope"] or "",
    }
    if asked["include_refresh_token"] and not is_own and asked["client"].check_grant_type(REFRESH):
        told["refresh_token"] = secrets.token_urlsafe(32)
    return told


def keep(told: dict[str, Any], request: Asked) -> None:
    """Keep the digests of what is about to be told."""
    now, visit = timezone.now(), request.user
    rows = [_row(request.client, visit, told["access_token"], told["scope"], now, told["expires_in"])]
    if "refresh_token" in told:
        seconds = int((visits.keep_until(visit, now) - now).total_seconds())
        rows.append(_row(request.client, visit, told["refresh_token"], visit.scope, now, seconds, is_refresh=True))
    Token.objects.bulk_create(rows)


def _row(
    client: Client, visit: Visit | None, raw: str, scope: str, at: datetime, seconds: int, *, is_refresh: bool = False
) -> Token:
    return Token(
        client=client,
        visit=visit,
        is_refresh=is_refresh,
        digest=digest_of(raw),
        scope=scope,
        issued_at=at,
        expires_at=at + timedelta(seconds=seconds),
    )
