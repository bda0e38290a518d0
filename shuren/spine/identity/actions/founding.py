"""The first steps of an installation: its topmost org, and the account that opens all others."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from shuren.kernel.actors import system_actor
from shuren.kernel.refusals import Refused
from shuren.spine.identity.actions import accounts, own
from shuren.spine.identity.permissions import SYSTEM_ADMIN, manage_accounts
from shuren.spine.orgs import api as orgs
from shuren.spine.orgs.models import Level, Org
from shuren.spine.orgs.permissions import change_orgs

FOUNDER = system_actor("founder", "系统初始化", change_orgs, manage_accounts)
PROVINCE_ENDING = "0000"  # GB/T 2260-2007: of the code of a province; cities end with 00


class AlreadyFounded(Refused):
    """数据库中已有机构，首个机构和账号只能建立一次；其他账号请由系统管理员在“账号”页面开通。"""


@dataclass(frozen=True)
class FirstOrg:
    """The authority on top of the tree: a province's or a city's, as its division's code tells."""

    name: str
    code: str
    division: str
    since: date

    @property
    def level(self) -> str:
        return Level.PROVINCE if self.division.endswith(PROVINCE_ENDING) else Level.CITY


def refuse_if_founded() -> None:
    """Raise AlreadyFounded where there is an org."""
    if Org.objects.within("").exists():
        raise AlreadyFounded


@transaction.atomic
def found(*, first: FirstOrg, username: str, holder: str, password: str, on: date) -> None:
    """Open the topmost org and, at it, the account of its system administrator; all or nothing.

    Raises AlreadyFounded, what orgs refuse, BadUsername, ShortPassword, PlainPassword, WeakPassword.
    """
    refuse_if_founded()
    order = orgs.Open(first.level, None, first.name, first.code, {"division_code": first.division})
    change = orgs.decide(actor=FOUNDER, order=order, paper=orgs.Paper(on=first.since))
    org = Org.objects.within("").get(pk=orgs.opened_by(change)[0])
    opened = accounts.open_account(
        actor=FOUNDER, username=username, name=holder, org=org, role=SYSTEM_ADMIN.code, on=on
    )
    own.check_strength(password, opened.account)
    accounts.set_password(actor=FOUNDER, account=opened.account, password=password)
