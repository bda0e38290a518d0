"""Accounts of the demo region: one for each role, one with two roles, one for every school's register, a guardian's."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from django.contrib.auth.hashers import make_password
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import override

from shuren.kernel import pinyin
from shuren.kernel.access import ROLES
from shuren.kernel.actors import Actor, system_actor
from shuren.site.actors import DEMO
from shuren.site.demo import load, names
from shuren.spine.identity import api as identity
from shuren.spine.identity.models import Account, Grant
from shuren.spine.identity.permissions import manage_accounts
from shuren.spine.orgs.models import Org

PASSWORD = "Demo-2026!"  # noqa: S105  told to everybody who runs the demo; no real installation has these accounts
SINCE = date(2015, 9, 1)
BUILDER = system_actor("demo", DEMO, manage_accounts)
EVERYWHERE = (
    ("registrar", ("school",)),
    ("principal", ("school",)),
    ("county_official", ("county", "zone")),
    ("office_clerk", ("county", "zone")),
    ("unit_leader", ("county", "zone")),
    ("clearing_officer", ("county", "zone")),
)
LETTERS = {"clearing_officer": "t"}  # with which names begin that would not be told apart by the role's own


@dataclass(frozen=True)
class Demo:
    """An account that is told at the end: `posts` are (role, place) pairs; places are named in `places`."""

    username: str
    name: str
    posts: tuple[tuple[str, str], ...]


DEMOS = (
    Demo("city", "周明远", (("city_official", "city"),)),
    Demo("city2", "沈佳", (("city_official", "city"),)),
    Demo("clerk", "何文娟", (("office_clerk", "city"),)),
    Demo("leader", "方正清", (("unit_leader", "city"),)),
    Demo("clearing", "许文清", (("clearing_officer", "city"),)),
    Demo("county", "陈立国", (("county_official", "county"),)),
    Demo("zone", "许静", (("county_official", "zone"),)),
    Demo("principal", "王建华", (("principal", "school"),)),
    Demo("registrar", "李敏", (("registrar", "school"),)),
    Demo("admin", "赵志强", (("system_admin", "city"),)),
    Demo("security", "钱卫", (("security_admin", "city"),)),
    Demo("auditor", "孙慧", (("auditor", "city"),)),
    Demo("both", "吴海燕", (("county_official", "county"), ("principal", "county_school"))),
)
GUARDIAN = "parent"
TEACHER = "teacher"
PUPIL = "student"
VENDOR = "vendor"
TOLD = (  # user name and role of every account that is told
    *((demo.username, demo.posts[0][0]) for demo in DEMOS),
    (GUARDIAN, "guardian"), (TEACHER, "teacher"), (PUPIL, "student"), (VENDOR, "vendor"),
)  # fmt: skip


def places() -> dict[str, Org]:
    """Return the orgs at which the told accounts stand: a county and a district school, as seen from the city."""
    orgs = list(Org.objects.within("").filter(closed_on=None).order_by("path"))
    city = next(org for org in orgs if org.level == "city")
    county = next(org for org in orgs if org.level == "county" and org.division_code in {"340123", "340121"})
    zone = next((org for org in orgs if org.level == "zone"), county)
    schools = [org for org in orgs if org.level == "school" and org.school_type in {"211", "312", "311"}]
    in_county = [org for org in schools if org.parent_id == county.pk]
    urban = [org for org in schools if org.area == "urban" and org.school_type == "211"]
    around = Counter(org.parent_id for org in schools)  # where there are many, a school has a median to compare with
    return {
        "city": city,
        "county": county,
        "zone": zone,
        "school": max(urban or schools, key=lambda org: around[org.parent_id]),
        "county_school": (in_county or schools)[0],
    }


def place_of(username: str) -> Org:
    """Return where a told account stands now: schools have been merged and moved since it was opened."""
    grants = Grant.objects.within("").filter(account__username=username)
    held: Grant = grants.select_related("org").order_by("id")[0]
    return held.org


def open_all(generator: np.random.Generator) -> int:
    """Open the told accounts through the ordinary actions, then those of every school in one go; return how many."""
    at = places()
    for demo in DEMOS:
        for role, place in demo.posts:
            _grant(demo, role, at[place])
    _open_everywhere(generator)
    return Account.objects.count()


def open_guardian() -> None:
    """Open the account of a guardian with as many children at the told school as anybody has."""
    from shuren.spine.people.actions import guardians
    from shuren.spine.people.models import Guardianship

    school = places()["school"]
    ties = Guardianship.objects.within(school.path).filter(is_main=True, school=school)
    most = ties.values("guardian").annotate(children=Count("id")).order_by("-children", "guardian").first()
    tie = ties.filter(guardian=most["guardian"]).order_by("id").first() if most else None
    if tie is not None:
        registrar = at_schools("registrar")[school.pk]
        opened = guardians.open_account(actor=registrar, tie_id=tie.pk, username=GUARDIAN, on=SINCE)
        identity.set_password(actor=BUILDER, account=opened.account, password=PASSWORD)


def _grant(demo: Demo, role: str, org: Org) -> None:
    from shuren.spine.identity.actions import grants as deeds

    held = Account.objects.filter(username=demo.username).first()
    if held is not None:
        deeds.grant_role(actor=BUILDER, account=held, role=role, org=org, on=SINCE)
        return
    opened = identity.open_account(actor=BUILDER, username=demo.username, name=demo.name, org=org, role=role, on=SINCE)
    identity.set_password(actor=BUILDER, account=opened.account, password=PASSWORD)


def _open_everywhere(generator: np.random.Generator) -> None:
    """Give each school a registrar and a principal, each county an official, an office, a leader, a clearing officer.

    Their names begin with the role's letter: r2134000001, p2134000001, c340121, o340121, u340121; t340121 clears.
    """
    for role, levels in EVERYWHERE:
        _open_at(role, levels, generator)
    load.set_serials(Account)


def _open_at(role: str, levels: tuple[str, ...], generator: np.random.Generator) -> None:
    found = Org.objects.within("").filter(level__in=levels, closed_on=None).order_by("id")
    orgs = pl.DataFrame(
        list(found.values_list("id", "path", "code")), schema=["org_id", "org_path", "code"], orient="row"
    )
    first = 1 + max(Account.objects.values_list("id", flat=True), default=0)
    sexes = pl.Series(generator.choice(["1", "2"], orgs.height))
    named = names.people(orgs.height, sexes, generator, generation="adult")
    spelled = pinyin.pinyin_columns(named)
    frame = orgs.with_columns(
        id=pl.int_range(first, first + orgs.height), username=LETTERS.get(role, role[0]) + pl.col("code"), name=named,
        name_key=spelled["sort_key"], initials=spelled["initials"], password=pl.lit(make_password(PASSWORD)),
        is_active=True, must_change_password=False,
    )  # fmt: skip
    load.copy(Account, frame.drop("code"))
    grants = frame.select(
        "org_id",
        "org_path",
        account_id="id",
        role=pl.lit(role),
        valid_from=pl.lit(SINCE),
        granted_by=pl.lit(BUILDER.name),
    )
    load.copy(Grant, grants)


def at_schools(role: str) -> dict[int, Actor]:
    """Return, by school id, the actor who holds a role at the school."""
    from shuren.spine.identity import queries

    grants = Grant.objects.within("").filter(role=role, valid_to=None).select_related("account").order_by("-id")
    return {grant.org_id: queries.actor_for(grant.account, grant) for grant in grants}


def table(address: str) -> str:
    """Return the address and who can sign in there, in Chinese and in English, as aligned lines."""
    today = timezone.localdate()
    lines = ["", f"  {address}", "", f"  密码 password: {PASSWORD}", ""]
    rows = [("账号 account", "姓名", "角色", "role", "机构 at")]
    for username in (*(demo.username for demo in DEMOS), GUARDIAN):
        grants = Grant.objects.within("").filter(account__username=username).select_related("org", "account")
        held = (grant for grant in grants.order_by("id") if grant.holds_on(today))
        rows += [(username, grant.account.name, *_role(grant.role), grant.org.name) for grant in held]
    widths = [max(_width(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines += [
        "  " + "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([*lines, "", "  Ctrl-C 停止 stops everything.", ""])


def _role(code: str) -> tuple[str, str]:
    labels = []
    for language in ("zh-hans", "en"):
        with override(language):
            labels.append(str(ROLES[code].label))
    return labels[0], labels[1]


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes; Chinese characters take two each."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
