"""The way of a browser through /cas/login: what is asked and what is still to be done."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shuren.kernel.refusals import Refused
from shuren.modules.apps import api as apps
from shuren.modules.sso.actions import tickets, visits
from shuren.modules.sso.actions.asking import Lists
from shuren.modules.sso.actions.authorizing import AGAIN, Step, comer_of, was_proved
from shuren.modules.sso.actions.visits import Comer
from shuren.modules.sso.models import Service
from shuren.modules.sso.queries import clients, people
from shuren.spine.identity.api import Proved


class NotRegistered(Refused):
    """这个系统的地址没有在平台登记，不能用平台账号登录。请向该系统的管理员核实您打开的网址。"""

    status = 400


@dataclass(frozen=True)
class Called:
    """A request of a registered service. `renew` asks for a fresh proof, `gateway` forbids to ask anything."""

    service: Service
    address: str
    app: apps.Listed
    renew: bool
    gateway: bool
    lists: Lists


def read(lists: Lists) -> Called:
    """Return what is asked. Raises NotRegistered for an address that belongs to no app in use."""
    address = lists.get("service", [""])[-1]
    service = clients.service_at(address)
    if service is None or len(lists.get("service", [])) > 1:
        raise NotRegistered
    renew, gateway = (lists.get(name, [""])[-1] == "true" for name in ("renew", "gateway"))
    return Called(service, address, apps.app_by_id(service.app_id), renew, gateway and not renew, lists)


def step_of(called: Called, proved: Proved | None, comer: Comer | None) -> Step:
    """Return what is to be done next."""
    if proved is None or comer is None:
        return Step.SIGN_IN
    if called.renew and not is_fresh(called, proved):
        return Step.PROVE
    approval = people.approval_of(called.app.id, proved.account)
    return Step.GO if people.covers(approval, items_of(called, comer)) else Step.CONSENT


def is_fresh(called: Called, proved: Proved) -> bool:
    """Say whether somebody has proved who they are for this very request."""
    return was_proved(called.lists, proved, called.lists.get(AGAIN, [""])[-1])


def items_of(called: Called, comer: Comer) -> list[str]:
    """Return what the app would be told: CAS asks for no part of it, so it is all the app may have."""
    told = apps.told_of(called.app.id, comer.actor)
    return [item for item in told if item in called.app.items]


@transaction.atomic
def approve(*, called: Called, comer: Comer, items: list[str], at: datetime) -> None:
    """Note that somebody agrees to what was shown."""
    visits.approve(comer=comer, app_id=called.app.id, items=items, at=at)


def ticket_for(*, called: Called, comer: Comer, proved: Proved, at: datetime) -> str:
    """Return the address of the service with a ticket for it."""
    raw = tickets.issue(
        comer=comer,
        service=called.service,
        address=called.address,
        was_renewed=called.renew and is_fresh(called, proved),
        at=at,
    )
    head, hash_, tail = called.address.partition("#")
    return f"{head}{'&' if '?' in head else '?'}ticket={raw}{hash_}{tail}"


__all__ = ["Called", "NotRegistered", "approve", "comer_of", "items_of", "read", "step_of", "ticket_for"]
