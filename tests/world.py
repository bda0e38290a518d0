"""One tiny region that every test may use.

    江城省 0001
    └─ 江城市 00010001
       ├─ 东山县 000100010001            the county most tests speak of
       │  ├─ 东山小学 …0001               the school most tests speak of
       │  ├─ 东山中学 …0002 + 北校区      its sibling, with a campus
       └─ 江城高新区 000100010002         another authority: a development zone
          └─ 高新小学 …0001               a school elsewhere

Each role has one account; the password of all is PASSWORD. The guardian's stands at no node.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password
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
        return client


def build() -> World:
    """Write the region into the database."""
    opened = Change.objects.create(kind=ChangeKind.OPEN, effective_on=SINCE, actor_name="tests")
    province = _org(opened, None, 1, "340000", "江城省教育厅", Level.PROVINCE)
    city = _org(opened, province, 1, "340100", "江城市教育局", Level.CITY)
    county = _org(opened, city, 1, "340123", "东山县教育局", Level.COUNTY)
    zone = _org(opened, city, 2, "340171", "江城高新区教育局", Level.ZONE)
    school = _org(opened, county, 1, "2134000001", "东山小学", Level.SCHOOL)
    sibling = _org(opened, county, 2, "3134000002", "东山中学", Level.SCHOOL)
    campus = _org(opened, sibling, 1, "3134000002-1", "东山中学北校区", Level.CAMPUS)
    far_school = _org(opened, zone, 1, "2134000003", "高新小学", Level.SCHOOL)
    made = World(province, city, county, zone, school, sibling, campus, far_school)
    for role, (name, org) in ACCOUNTS.items():
        made.accounts[role] = account(role, name=name, role=role, org=made.org(org))
    made.accounts["guardian"] = guardian("guardian", city)
    return made


def guardian(username: str, home: Org, name: str = "郑家") -> Account:
    """Make an account that holds no office: it stands at a place of its own."""
    made = account(username, name=name, org=home)
    Grant.objects.create(
        account=made, role="guardian", org=home, org_path=own_path(made), valid_from=SINCE, granted_by="tests"
    )
    return made


def account(username: str, *, org: Org, name: str = "吴名", role: str = "") -> Account:
    """Make an account at an org, with a grant there where a role is named."""
    made: Account = Account.objects.create(
        username=username,
        name=name,
        name_key=pinyin.sort_key(name),
        initials=pinyin.initials(name),
        password=_hash(),
        org=org,
        org_path=org.path,
    )
    if role:
        grant(made, role, org)
    return made


def grant(holder: Account, role: str, org: Org, *, since: date = SINCE, until: date | None = None) -> Grant:
    made: Grant = Grant.objects.create(
        account=holder, role=role, org=org, org_path=org.path, valid_from=since, valid_to=until, granted_by="tests"
    )
    return made


@cache
def _hash() -> str:
    return make_password(PASSWORD)


SCHOOL_FACTS = {"school_type": "211", "urban_rural": "121", "area": "county_town", "organizer": "831"}


def _org(opened: Change, parent: Org | None, number: int, code: str, name: str, level: Level) -> Org:
    path = (parent.path if parent else "") + step_of(number)
    authority = parent if level in {Level.SCHOOL, Level.CAMPUS} else None
    facts = {"name": name, "path": path, "level": level, "division_code": _division(parent, code)}
    if level in {Level.SCHOOL, Level.CAMPUS}:
        facts |= SCHOOL_FACTS
    made: Org = Org.objects.create(
        **facts,
        code=code,
        name_key=pinyin.sort_key(name),
        initials=pinyin.initials(name),
        parent=parent,
        authority=authority,
        opened_on=SINCE,
    )
    made.county = _nearest(made, {Level.COUNTY, Level.ZONE})
    made.city = _nearest(made, {Level.CITY})
    made.save(update_fields=["county", "city"])
    OrgVersion.objects.create(**facts, org=made, parent=parent, authority=authority, valid_from=SINCE, began_by=opened)
    return made


def _division(parent: Org | None, code: str) -> str:
    return code if len(code) == 6 else parent.division_code if parent else ""


def _nearest(org: Org, levels: set[Level]) -> Org | None:
    node: Org | None = org
    while node is not None and node.level not in levels:
        node = node.parent
    return node
