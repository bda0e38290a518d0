"""One tiny region that every test may use.

    江城省 0001
    └─ 江城市 00010001
       ├─ 东山县 000100010001            the county most tests speak of
       │  ├─ 东山小学 …0001               the school most tests speak of
       │  ├─ 东山中学 …0002 + 北校区      its sibling, with a campus
       └─ 江城高新区 000100010002         another authority: a development zone
          └─ 高新小学 …0001               a school elsewhere

Each role has one account; the password of all is PASSWORD. Those in OUTSIDE stand at no node.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from shuren.kernel import pinyin
from shuren.kernel.actors import Actor
from shuren.kernel.paths import step_of
from shuren.spine.identity import queries as identity
from shuren.spine.identity.actions.guardians import own_path
from shuren.spine.identity.models import Account, Grant
from shuren.spine.orgs.models import Change, ChangeKind, Level, Org, OrgVersion

PASSWORD = "Tree-of-1000-Rings"
SINCE = date(2000, 9, 1)
ACCOUNTS = {
    "city_official": ("周市", "city"),
    "county_official": ("陈县", "county"),
    "office_clerk": ("何文", "city"),
    "unit_leader": ("方局", "city"),
    "clearing_officer": ("许统", "city"),
    "principal": ("王校", "school"),
    "registrar": ("李录", "school"),
    "teacher": ("宋教", "school"),
    "system_admin": ("赵系", "city"),
    "security_admin": ("钱安", "city"),
    "auditor": ("孙审", "city"),
}
OUTSIDE = {"guardian": "郑家", "vendor": "青禾科技有限公司", "student": "郑小树"}

PATHS = {
    "province": "0001",
    "city": "00010001",
    "county": "000100010001",
    "zone": "000100010002",
    "school": "0001000100010001",
    "sibling": "0001000100010002",
    "campus": "00010001000100020001",
    "far_school": "0001000100020001",
}


@dataclass
class World:
    """The region's orgs by attribute, its accounts by role."""

    province: Org
    city: Org
    county: Org
    zone: Org
    school: Org
    sibling: Org
    campus: Org
    far_school: Org
    accounts: dict[str, Account] = field(default_factory=dict)

    def org(self, name: str) -> Org:
        found: Org = getattr(self, name)
        return found

    def actor(self, role: str) -> Actor:
        account = self.accounts[role]
        return identity.actor_for(account, identity.grants_of(account)[0])

    def client(self, role: str) -> Client:
        """Return a browser in which the account of this role is signed in."""
        client = Client()
        client.force_login(self.accounts[role])
        return proven(client)


def build() -> World:
    """Write the region into the database: few statements, as nearly every test waits for them."""
    opened = Change.objects.create(kind=ChangeKind.OPEN, effective_on=SINCE, actor_name="tests")
    ids = _next_ids(Org, len(PATHS))
    province = _org(None, 1, "340000", "江城省教育厅", Level.PROVINCE, next(ids))
    city = _org(province, 1, "340100", "江城市教育局", Level.CITY, next(ids))
    county = _org(city, 1, "340123", "东山县教育局", Level.COUNTY, next(ids))
    zone = _org(city, 2, "340171", "江城高新区教育局", Level.ZONE, next(ids))
    school = _org(county, 1, "2134000001", "东山小学", Level.SCHOOL, next(ids))
    sibling = _org(county, 2, "3134000002", "东山中学", Level.SCHOOL, next(ids))
    campus = _org(sibling, 1, "3134000002-1", "东山中学北校区", Level.CAMPUS, next(ids))
    far_school = _org(zone, 1, "2134000003", "高新小学", Level.SCHOOL, next(ids))
    orgs = Org.objects.bulk_create([province, city, county, zone, school, sibling, campus, far_school])
    OrgVersion.objects.bulk_create(_version(org, opened) for org in orgs)
    made = World(province, city, county, zone, school, sibling, campus, far_school)
    opening = [_account(role, name=name, org=made.org(at)) for role, (name, at) in ACCOUNTS.items()]
    holders = Account.objects.bulk_create(
        [*opening, *(_account(role, name=name, org=city) for role, name in OUTSIDE.items())]
    )
    made.accounts = {holder.username: holder for holder in holders}
    granted = [_grant(made.accounts[role], role, made.org(at)) for role, (_, at) in ACCOUNTS.items()]
    outside = [_own_grant(made.accounts[role], city, role) for role in OUTSIDE]
    Grant.objects.bulk_create([*granted, *outside])
    return made


def _next_ids(model: type[Org], count: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        sequence = f"SELECT nextval(pg_get_serial_sequence('{model._meta.db_table}', 'id'))"
        cursor.execute(f"{sequence} FROM generate_series(1, {count})")
        return iter([number for (number,) in cursor.fetchall()])


def proven(client: Client) -> Client:
    """Let a signed-in browser have shown its password a moment ago, so that sensitive acts ask for no other proof."""
    session = client.session
    session["proved_at"] = int(time.time())
    session.save()
    return client


def guardian(username: str, home: Org, name: str = "郑家") -> Account:
    """Make an account that holds no office: it stands at a place of its own."""
    made = account(username, name=name, org=home)
    _own_grant(made, home).save()
    return made


def account(username: str, *, org: Org, name: str = "吴名", role: str = "") -> Account:
    """Make an account at an org, with a grant there where a role is named."""
    made = _account(username, name=name, org=org)
    made.save()
    if role:
        grant(made, role, org)
    return made


def grant(holder: Account, role: str, org: Org, *, since: date = SINCE, until: date | None = None) -> Grant:
    made = _grant(holder, role, org, since=since, until=until)
    made.save()
    return made


def _account(username: str, *, org: Org, name: str) -> Account:
    return Account(
        username=username,
        name=name,
        name_key=pinyin.sort_key(name),
        initials=pinyin.initials(name),
        password=_hash(),
        org=org,
        org_path=org.path,
    )


def _grant(holder: Account, role: str, org: Org, *, since: date = SINCE, until: date | None = None) -> Grant:
    return Grant(
        account=holder, role=role, org=org, org_path=org.path, valid_from=since, valid_to=until, granted_by="tests"
    )


def _own_grant(holder: Account, home: Org, role: str = "guardian") -> Grant:
    at = own_path(holder)
    return Grant(account=holder, role=role, org=home, org_path=at, valid_from=SINCE, granted_by="tests")


@cache
def _hash() -> str:
    return make_password(PASSWORD)


SCHOOL_FACTS = {"school_type": "211", "urban_rural": "121", "area": "county_town", "organizer": "831"}


def made_org(opened: Change, parent: Org | None, number: int, code: str, name: str, level: Level) -> Org:
    (new,) = _next_ids(Org, 1)
    made = _org(parent, number, code, name, level, new)
    made.save(force_insert=True)
    _version(made, opened).save()
    return made


def _org(parent: Org | None, number: int, code: str, name: str, level: Level, new: int) -> Org:
    facts = SCHOOL_FACTS if level in {Level.SCHOOL, Level.CAMPUS} else {}
    made = Org(
        **facts,
        id=new,
        name=name,
        path=(parent.path if parent else "") + step_of(number),
        level=level,
        division_code=_division(parent, code),
        code=code,
        name_key=pinyin.sort_key(name),
        initials=pinyin.initials(name),
        parent=parent,
        authority=parent if level in {Level.SCHOOL, Level.CAMPUS} else None,
        opened_on=SINCE,
    )
    made.county = _nearest(made, {Level.COUNTY, Level.ZONE})
    made.city = _nearest(made, {Level.CITY})
    return made


def _version(org: Org, opened: Change) -> OrgVersion:
    """Return the version that says the same as the org."""
    names = ("name", "path", "level", "division_code", "parent", "authority", *SCHOOL_FACTS)
    return OrgVersion(**{name: getattr(org, name) for name in names}, org=org, valid_from=SINCE, began_by=opened)


def _division(parent: Org | None, code: str) -> str:
    return code if len(code) == 6 else parent.division_code if parent else ""


def _nearest(org: Org, levels: set[Level]) -> Org | None:
    node: Org | None = org
    while node is not None and node.level not in levels:
        node = node.parent
    return node
