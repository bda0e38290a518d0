"""Devices: known by a cookie, told to the owner when new, ended one by one."""

import hashlib
import secrets
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import Refused
from shuren.spine.identity import events, queries, rules
from shuren.spine.identity.models import Account, Device, SignIn, StayDevice

NEW_DEVICE = "identity.new_device"
TOLD = gettext_noop("有新设备登录您的账号（{device}，{address}），请确认是否本人")
UNKNOWN = gettext_noop("未知浏览器")


class NoStayChosen(Refused):
    """没有找到要结束的登录，它可能已经结束，请刷新页面查看。"""


class NoDeviceChosen(Refused):
    """没有找到要办理的设备，它可能已被移除，请刷新页面查看。"""


def hashed(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


@transaction.atomic
def note_device(*, account: Account, stay: SignIn, cookie: str, at: datetime) -> str:
    """Note from which device a stay has begun; return the cookie by which the device is known from now on.

    A device that is new to an account which has signed in before is put before its owner.
    """
    kept, name = cookie or secrets.token_urlsafe(24), rules.browser_of(stay.agent)[:60]
    is_first = not SignIn.objects.filter(account=account).exclude(pk=stay.pk).exists()
    first = {"first_at": at, "confirmed_at": at if is_first else None}
    device, is_new = Device.objects.update_or_create(
        account=account,
        cookie_hash=hashed(kept),
        defaults={"last_at": at, "address": stay.address, "name": name},
        create_defaults={"last_at": at, "address": stay.address, "name": name, **first},
    )
    StayDevice.objects.create(stay=stay, device=device)
    if is_new and not is_first:
        _tell(account, device)
    return kept


@transaction.atomic
def confirm(*, actor: Actor, account: Account, device_id: int | None, at: datetime) -> None:
    """Say that a device is one's own."""
    device = _own(account, device_id)
    device.confirmed_at = at
    device.save(update_fields=["confirmed_at"])
    _settle(account)
    _record(actor, events.DEVICE_CONFIRMED, account, device=device.name or UNKNOWN)


@transaction.atomic
def remove(*, actor: Actor, account: Account, device_id: int | None, at: datetime) -> int:
    """End every stay on a device and forget it; return how many stays were open."""
    device = _own(account, device_id)
    stays = SignIn.objects.filter(on__device=device, ended_at=None)
    ended = _end(list(stays), at)
    _record(actor, events.DEVICE_REMOVED, account, device=device.name or UNKNOWN, count=ended)
    device.delete()
    _settle(account)
    return ended


@transaction.atomic
def end_stay(*, actor: Actor, account: Account, stay_id: int | None, at: datetime) -> None:
    """End one stay of one's own."""
    stay = SignIn.objects.filter(account=account, pk=stay_id or 0, ended_at=None).first()
    if stay is None:
        raise NoStayChosen
    _end([stay], at)
    _record(actor, events.STAY_ENDED, account, address=stay.address, device=stay.browser or UNKNOWN)


def _end(stays: list[SignIn], at: datetime) -> int:
    Session.objects.filter(session_key__in=[stay.session_key for stay in stays]).delete()
    return SignIn.objects.filter(pk__in=[stay.pk for stay in stays]).update(ended_at=at)


def _own(account: Account, device_id: int | None) -> Device:
    found = Device.objects.filter(account=account, pk=device_id or 0).first()
    if found is None:
        raise NoDeviceChosen
    return found


def _settle(account: Account) -> None:
    if not Device.objects.filter(account=account, confirmed_at=None).exists():
        notices.settle(kind=NEW_DEVICE, subject_id=account.pk)


def _tell(account: Account, device: Device) -> None:
    """Ask the owner; however many devices are new, one to-do speaks of the latest and its page shows all."""
    notices.ask(
        kind=NEW_DEVICE, subject_id=account.pk, title=TOLD,
        link="/me/sign-in", role="", org_path=account.org_path, account_key=account.key,
        params={"device": device.name or UNKNOWN, "address": device.address},
    )  # fmt: skip
    _record(queries.actor_of(account), events.DEVICE_NEW, account, device=device.name or UNKNOWN)


def _record(actor: Actor, label: AuditLabel, account: Account, **details: object) -> None:
    subject = ("identity.account", account.pk)
    record(actor=actor, label=label, org_path=account.org_path, subject=subject, details=details)
