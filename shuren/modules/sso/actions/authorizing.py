"""The way of a browser through the authorization endpoint: what is asked, what is still to be done, the answer."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Error
from authlib.oidc.core.errors import ConsentRequiredError, LoginRequiredError
from django.core import signing
from django.db import transaction

from shuren.modules.apps import api as apps
from shuren.modules.sso.actions import visits
from shuren.modules.sso.actions.asking import Answer, Asked, Lists, issuer
from shuren.modules.sso.actions.provider import NOT_OFFERED, check_text, provider
from shuren.modules.sso.actions.visits import Comer, NotSwitchedOn
from shuren.modules.sso.models import Client
from shuren.modules.sso.queries import people
from shuren.modules.sso.rules import claims, terms
from shuren.spine.identity.api import Proved
from shuren.spine.identity.queries import factors

PATH, AGAIN = "/oauth/authorize", "again"
SALT = "sso.again"
LONGEST_AGE = 10**9


class Step(Enum):
    """What is to be done before an app gets its answer."""

    SIGN_IN = "sign_in"
    PROVE = "prove"
    CONSENT = "consent"
    GO = "go"


@dataclass(frozen=True)
class Wanted:
    """A request that has been found in order, and who makes it."""

    asked: Asked
    grant: Any
    client: Client
    redirect_uri: str
    app: apps.Listed
    prompts: frozenset[str]
    max_age: int | None
    wants_two: bool


def read(lists: Lists) -> Wanted:
    """Return what is asked. Raises OAuth2Error, with `redirect_uri` only where that is known to be the client's own."""
    asked = Asked("GET", PATH, {name: values for name, values in lists.items() if name != AGAIN})
    check_text(asked)
    server = provider()
    grant = server.get_authorization_grant(asked)
    redirect_uri = grant.validate_authorization_request()
    try:
        return _wanted(asked, grant, redirect_uri)
    except OAuth2Error as error:
        error.redirect_uri = redirect_uri
        raise


def _wanted(asked: Asked, grant: Any, redirect_uri: str) -> Wanted:
    data = asked.payload.data
    for name, error in NOT_OFFERED.items():
        if name in data:
            raise OAuth2Error(error=error)
    if data.get("response_mode", "query") != "query":
        raise InvalidRequestError("Only response_mode=query is supported.")
    if "openid" not in asked.scope.split():
        raise InvalidRequestError("The scope must have openid.")
    prompts = frozenset(data.get("prompt", "").split())
    if "none" in prompts and len(prompts) > 1:
        raise InvalidRequestError("prompt=none goes with no other.")
    age = data.get("max_age", "")
    if age and not (age.isdecimal() and age.isascii() and int(age[:12]) < LONGEST_AGE):
        raise InvalidRequestError("max_age is a number of seconds.")
    return Wanted(
        asked=asked,
        grant=grant,
        client=asked.client,
        redirect_uri=redirect_uri,
        app=apps.app_by_id(asked.client.app_id),
        prompts=prompts,
        max_age=int(age) if age else None,
        wants_two=data.get("acr_values", "").split(" ")[0] == terms.TWO_FACTORS,
    )


def comer_of(app_id: int, proved: Proved, grant_id: int | None) -> Comer:
    """Return as whom somebody comes to an app. Raises NotSwitchedOn."""
    found = people.actor_in(app_id, proved.account, grant_id)
    if found is None:
        raise NotSwitchedOn
    actor, held = found
    return Comer(proved.account, actor, held, proved.stay_id, proved.way, proved.at)


def step_of(wanted: Wanted, proved: Proved | None, comer: Comer | None, *, again: str, at: datetime) -> Step:
    """Return what is to be done next. Raises LoginRequiredError or ConsentRequiredError where nobody may be asked."""
    step = _step(wanted, proved, comer, again=again, at=at)
    if step != Step.GO and "none" in wanted.prompts:
        kind = ConsentRequiredError if step == Step.CONSENT else LoginRequiredError
        raise kind(redirect_uri=wanted.redirect_uri)
    return step


def _step(wanted: Wanted, proved: Proved | None, comer: Comer | None, *, again: str, at: datetime) -> Step:
    if proved is None or comer is None:
        return Step.SIGN_IN
    if _is_stale(wanted, proved, at) and not was_proved(wanted.asked.payload.datalist, proved, again):
        return Step.PROVE
    approval = people.approval_of(wanted.app.id, proved.account)
    if "consent" in wanted.prompts or not people.covers(approval, items_of(wanted, comer)):
        return Step.CONSENT
    return Step.GO


def _is_stale(wanted: Wanted, proved: Proved, at: datetime) -> bool:
    if wanted.prompts & {"login", "select_account"}:
        return True
    if wanted.max_age is not None and proved.at < at - timedelta(seconds=wanted.max_age):
        return True
    lacks = wanted.wants_two and terms.acr_of(proved.way) != terms.TWO_FACTORS
    return lacks and factors.has_any(proved.account)


def items_of(wanted: Wanted, comer: Comer) -> list[str]:
    """Return what the app would be told of somebody: what it asks for, may have, and there is."""
    told = apps.told_of(wanted.app.id, comer.actor)
    items = [item for item in claims.items_in(wanted.asked.scope, wanted.app.items) if item in told]
    return [*items, terms.OFFLINE] if terms.OFFLINE in wanted.asked.scope.split() else items


def asked_again(lists: Lists, at: datetime) -> str:
    """Return a mark that a proof was asked for now, for this request and no other."""
    return signing.dumps({"for": _print(lists), "at": int(at.timestamp())}, salt=SALT)


def was_proved(lists: Lists, proved: Proved, again: str) -> bool:
    """Say whether somebody has proved who they are since this request asked for it."""
    try:
        mark = signing.loads(again, salt=SALT, max_age=3600) if again else None
    except signing.BadSignature:
        return False
    return mark is not None and mark["for"] == _print(lists) and proved.at >= datetime.fromtimestamp(mark["at"], UTC)


def _print(lists: Lists) -> str:
    kept = sorted((name, values) for name, values in lists.items() if name != AGAIN and values)
    return hashlib.sha256(urlencode(kept, doseq=True).encode()).hexdigest()


@transaction.atomic
def answer(*, wanted: Wanted, comer: Comer | None) -> Answer:
    """Return the answer for the app: a code, or that access was denied where there is no comer."""
    found: Answer = provider().create_authorization_response(wanted.asked, grant_user=comer, grant=wanted.grant)
    return found


@transaction.atomic
def approve(*, wanted: Wanted, comer: Comer, items: list[str], at: datetime) -> None:
    """Note that somebody agrees to what was shown."""
    visits.approve(comer=comer, app_id=wanted.app.id, items=items, at=at)


def refusal(error: OAuth2Error, state: str | None) -> Answer | None:
    """Return the answer that takes a refusal to the app; None where it is not known where that is."""
    if not error.redirect_uri:
        return None
    error.state = state
    found = Answer(*error())
    found.location = add_params_to_uri(found.location, [("iss", issuer())])
    return found
