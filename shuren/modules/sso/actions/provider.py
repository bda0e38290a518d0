"""The OpenID provider: Authlib's server with our rows behind it. One for the process; it keeps nothing of a request."""

import re
from base64 import b64decode
from datetime import timedelta
from functools import cache
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer, InvalidClientError, InvalidRequestError, OAuth2Error
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oauth2.rfc9207 import IssuerParameter
from django.db import IntegrityError, transaction
from django.utils import timezone
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shuren.modules.sso.actions import visits
from shuren.modules.sso.actions.asking import Answer, Asked, at, issuer
from shuren.modules.sso.actions.grants import METHODS, ByApp, ByCode, ByRefresh, IdToken, Verified, keep, made_up
from shuren.modules.sso.models import Client, Proof, Token
from shuren.modules.sso.models.clients import digest_of
from shuren.modules.sso.queries import clients, people
from shuren.modules.sso.queries import visits as queries
from shuren.modules.sso.rules import claims, terms

TOKEN_PATH = "/oauth/token"  # noqa: S105  an address
PLAIN = re.compile(r"[\x20\x21\x23-\x5B\x5D-\x7E]*")  # RFC 6749 appendix A: what an error may repeat
REPEATED = ("client_id", "redirect_uri", "response_type", "grant_type", "scope", "response_mode", "prompt")
NOT_OFFERED = {"request": "request_not_supported", "request_uri": "request_uri_not_supported"}


class Provider(AuthorizationServer):  # type: ignore[misc]
    """Authlib's authorization server over our clients, codes and tokens."""

    def __init__(self) -> None:
        super().__init__(scopes_supported=[*claims.ITEMS, *claims.SERVICE_SCOPES])
        self.register_token_generator("default", made_up)
        self.register_grant(ByCode, [IdToken(), Verified(required=True)])
        self.register_grant(ByRefresh)
        self.register_grant(ByApp)
        self.register_endpoint(Revocation)
        self.register_endpoint(Introspection)
        self.register_client_auth_method("private_key_jwt", OwnKey())
        self.register_extension(_Issuer())

    def query_client(self, client_id: str) -> Client | None:
        return clients.client_in_use(client_id)

    def save_token(self, token: dict[str, Any], request: Asked) -> None:
        keep(token, request)

    def create_oauth2_request(self, request: Asked) -> Asked:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Answer:
        return Answer(status, body, headers)

    def send_signal(self, name: str, *_args: Any, **_kwargs: Any) -> None:
        """Nobody listens: what matters is audited where it happens."""

    def validate_requested_scope(self, scope: str | None) -> None:
        """Leave out what is not known, as OpenID Connect Core 3.1.2.1 asks; the client decides what is left."""


class _Issuer(IssuerParameter):  # type: ignore[misc]
    """RFC 9207: every answer says whose it is, so that one cannot be passed off as another provider's."""

    def get_issuer(self) -> str:
        return issuer()


class OwnKey(JWTBearerClientAssertion):  # type: ignore[misc]
    """private_key_jwt: signed by the client's own key, for us, not long ago, and never seen before."""

    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self) -> None:
        super().__init__(leeway=terms.SKEW_SECONDS)

    def get_audiences(self) -> list[str]:
        return [issuer(), at(TOKEN_PATH)]

    def resolve_client_public_key(self, client: Client) -> KeySet:
        if client.auth_method != self.CLIENT_AUTH_METHOD or not client.jwks.get("keys"):
            raise InvalidClientError(description="The client does not authenticate by a key of its own.")
        return KeySet.import_key_set(client.jwks)

    def process_assertion_claims(self, assertion: str, resolve_key: KeySet) -> Any:
        """Check signature and claims, by asymmetric algorithms only: a public key is no shared secret."""
        try:
            token = jwt.decode(assertion, resolve_key, algorithms=list(terms.ASSERTION_ALGORITHMS))
        except (JoseError, ValueError) as error:
            raise InvalidClientError(description="The assertion is not signed by a key of this client.") from error
        self.verify_claims(token.claims)
        return token.claims

    def verify_claims(self, claims: Any) -> None:
        """Check the claims; what is wrong with them is said in general, as their values are not ours to repeat."""
        try:
            super().verify_claims(claims)
        except ValueError as error:
            raise InvalidClientError(description="The claims of the assertion do not hold.") from error

    def validate_jti(self, claims: Any, jti: Any) -> bool:
        now = timezone.now()
        longest = now.timestamp() + terms.ASSERTION_SECONDS + terms.SKEW_SECONDS
        if not isinstance(jti, str) or claims["exp"] > longest:
            return False
        client = Client.objects.get(client_id=claims["sub"])
        expires_at = now + timedelta(seconds=terms.ASSERTION_SECONDS + 2 * terms.SKEW_SECONDS)
        try:
            with transaction.atomic():
                Proof.objects.create(client=client, digest=digest_of(jti), expires_at=expires_at)
        except IntegrityError:
            return False
        return True


class Revocation(RevocationEndpoint):  # type: ignore[misc]
    """RFC 7009. A refresh token takes with it everything of its visit, an access token itself alone."""

    CLIENT_AUTH_METHODS = METHODS

    def query_token(self, token_string: str, token_type_hint: str | None) -> Token | None:
        del token_type_hint
        return queries.token_of(token_string)

    def revoke_token(self, token: Token, request: Asked) -> None:
        del request
        now = timezone.now()
        Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
        if token.is_refresh and token.visit is not None:
            visits.end(visit=token.visit, at=now, why="revoked")


class Introspection(IntrospectionEndpoint):  # type: ignore[misc]
    """RFC 7662, for clients of the same app."""

    CLIENT_AUTH_METHODS = METHODS[:3]

    def query_token(self, token_string: str, token_type_hint: str | None) -> Token | None:
        del token_type_hint
        return queries.token_of(token_string)

    def check_permission(self, token: Token, client: Client, request: Asked) -> bool:
        del request
        return token.client.app_id == client.app_id

    def introspect_token(self, token: Token) -> dict[str, Any]:
        told = {
            "active": True,
            "iss": issuer(),
            "client_id": token.client.client_id,
            "aud": token.client.client_id,
            "token_type": "Bearer",
            "scope": token.scope,
            "iat": int(token.issued_at.timestamp()),
            "exp": int(token.expires_at.timestamp()),
        }
        if token.visit is None:
            return told
        if people.actor_of(token.visit) is None:
            return {"active": False}
        return told | {"sub": people.subject_of(token.visit), "sid": token.visit.sid}


@cache
def provider() -> Provider:
    """Return the provider of this process."""
    return Provider()


def check_text(asked: Asked) -> None:
    """Raise InvalidRequestError for what no part of the protocol allows, before it is repeated in an answer."""
    lists = asked.payload.datalist
    for name in REPEATED:
        if any(not PLAIN.fullmatch(value) for value in lists.get(name, [])):
            raise InvalidRequestError(f"The parameter {name} has a character that is not allowed.")
    for name, values in lists.items():
        if any("\0" in value for value in values):
            raise InvalidRequestError("A parameter has a character that is not allowed.")
        if len(values) > 1 and name in {*REPEATED, "nonce", "state", "code", "code_verifier", "max_age"}:
            raise InvalidRequestError(f"The parameter {name} is given more than once.")


def check_basic(asked: Asked) -> None:
    """Raise InvalidClientError for credentials in the header that cannot be read."""
    kind, _space, written = asked.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return
    try:
        b64decode(written, validate=True).decode()
    except ValueError as error:
        raise InvalidClientError(status_code=401, description="The header Authorization cannot be read.") from error


@transaction.atomic
def token(asked: Asked) -> Answer:
    """Answer at the token endpoint. A refusal is an answer too: what it revokes stays revoked."""
    return _answered(asked, lambda server: server.create_token_response(asked))


@transaction.atomic
def endpoint(name: str, asked: Asked) -> Answer:
    """Answer at the endpoint "revocation" or "introspection"."""
    return _answered(asked, lambda server: server.create_endpoint_response(name, asked))


def _answered(asked: Asked, answer: Any) -> Answer:
    try:
        check_text(asked)
        check_basic(asked)
    except OAuth2Error as error:
        return Answer(*error())
    found: Answer = answer(provider())
    return found
