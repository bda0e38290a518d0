"""Looking up accounts and what is granted to them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ROLES, Permission, permissions_of
from shuren.kernel.actors import Absent, Actor
from shuren.kernel.http.listing import Choices
from shuren.kernel.paths import NOWHERE
from shuren.kernel.refusals import Forbidden, NotFoundHere
from shuren.kernel.signing import national
from shuren.kernel.words import Words
from shuren.spine.identity import permissions as can
from shuren.spine.identity import rules
from shuren.spine.identity.models import Absence, Account, Attempts, Grant, Root, SignIn, UnitCertificate
from shuren.spine.orgs.models import Org, OrgVersion

ACTIVE_GRANT = "active_grant"  # session key
NO_ROLES: Final[dict[str, Words]] = {
    "system": _("系统"),
    "none": _("没有角色"),
}  # what actors without a grant are called
CERTIFICATE_STATES: Final[Choices] = (("current", _("在用")), ("kept", _("已更换")), ("revoked", _("已吊销")))
STATE_CHOICES: Final[Choices] = (
    ("active", _("启用")),
    ("locked", _("锁定")),
    ("disabled", _("停用")),
    ("sealed", _("封存")),
)


def grants_of(account: Account) -> list[Grant]:
    """Return the grants an account holds today, oldest first."""
    today = timezone.localdate()
    asked = Absence.objects.filter(stand_in=OuterRef("account"), valid_from__lte=today, valid_to__gt=today)
    grants = Grant.objects.within("").filter(account=account).select_related("org").order_by("id")
    return [grant for grant in grants.annotate(is_stand_in=Exists(asked)) if grant.holds_on(today)]


def grants_from(account: Account, day: date) -> QuerySet[Grant]:
    """Return the grants that hold on a day or will hold after it."""
    grants: QuerySet[Grant] = Grant.objects.within("").filter(account=account).select_related("org")
    return lasting(grants, day).order_by("id")


def lasting(grants: QuerySet[Grant], day: date) -> QuerySet[Grant]:
    """Keep the grants that hold on a day or will hold after it."""
    return grants.filter(Q(valid_to=None) | Q(valid_to__gt=Greatest("valid_from", day)))


def closing_of(org: Org) -> int | None:
    """Return the id of the change that closed an org, None where it is open."""
    last = OrgVersion.objects.within("").filter(org=org).order_by("-valid_from").values_list("ended_by", flat=True)
    return last.first() if org.is_closed else None


def grants_to_choose(request: HttpRequest) -> list[Grant]:
    """Return the grants among which the signed-in account may switch; read once a request."""
    if not isinstance(request.user, Account):
        return []
    known: list[Grant] | None = getattr(request, "_grants", None)
    if known is None:
        known = grants_of(request.user)
        request._grants = known  # type: ignore[attr-defined]
    return known


def account_of(request: HttpRequest) -> Account:
    """Return the signed-in account; the address's policy has let nobody else in."""
    account = request.user
    if not isinstance(account, Account):
        raise Forbidden
    return account


def own_grant(account: Account, grant_id: int) -> Grant:
    """Return one of the account's present grants. Raises NotFoundHere for any other."""
    for grant in grants_of(account):
        if grant.pk == grant_id:
            return grant
    raise NotFoundHere


def label_of_role(code: str) -> Words:
    """Return the role's label; a role that is no longer declared reads as its code."""
    declared = ROLES.get(code)
    return declared.label if declared else NO_ROLES.get(code, code)


def role_in_chinese(code: str) -> str:
    """Return the role's label as the audit log keeps it, whatever language the actor reads."""
    with translation.override(None):
        return str(label_of_role(code))


def role_label(grant: Grant) -> str:
    """Return how a grant reads in the role switcher: the role and the org it holds at."""
    return f"{label_of_role(grant.role)} · {grant.org.name}"


def actor_for(account: Account, grant: Grant) -> Actor:
    """Return the actor that an account is under one of its grants."""
    absent = absent_at(account, grant) if getattr(grant, "is_stand_in", False) else ()
    return Actor(account.key, account.name, grant.role, grant.org_path, permissions_of(grant.role), absent)


def absent_at(account: Account, grant: Grant) -> tuple[Absent, ...]:
    """Return those for whom an account answers today at the node of one of its grants."""
    if grant.role not in can.stand_in.holders:
        return ()
    lent = _present(Grant.objects.within("")).filter(role__in=can.stand_in.holders, account__is_active=True)
    today = timezone.localdate()
    rows = Absence.objects.filter(stand_in=account, valid_from__lte=today, valid_to__gt=today)
    rows = rows.filter(grant__in=lent.order_by(), grant__org_path=grant.org_path).select_related("grant__account")
    return tuple(Absent(row.grant.account.key, row.grant.account.name, row.grant.role) for row in rows.order_by("id"))


def absences_of(account: Account) -> list[Absence]:
    """Return what an account has asked of others and others of it, so far as it is not over, by its first day."""
    today = timezone.localdate()
    rows = Absence.objects.filter(Q(grant__account=account) | Q(stand_in=account), valid_to__gt=today)
    rows = rows.filter(Q(grant__valid_to=None) | Q(grant__valid_to__gt=today), valid_to__gt=F("valid_from"))
    return list(rows.select_related("grant__account", "grant__org", "stand_in").order_by("valid_from", "id"))


def own_absence(account: Account, absence_id: int) -> Absence | None:
    """Return one of an account's own absences that is not over."""
    return next((row for row in absences_of(account) if row.pk == absence_id and row.grant.account == account), None)


def away(grants: QuerySet[Grant], first: date, until: date) -> Absence | None:
    """Return an absence in one of the roles that shares a day with [first, until), if there is any."""
    rows = Absence.objects.filter(grant__in=grants.order_by(), valid_from__lt=until, valid_to__gt=first)
    return rows.filter(valid_to__gt=F("valid_from")).select_related("stand_in").order_by("id").first()


def stand_ins_to_choose(actor: Actor) -> list[tuple[int, str]]:
    """Return id and name with role of the colleagues at the actor's own node who may answer for the actor, by name."""
    here = _present(Grant.objects.within("")).filter(org_path=actor.path, role__in=can.stand_in.holders)
    others = here.filter(account__is_active=True).select_related("account").order_by("account__name_key", "id")
    held: dict[Account, list[Grant]] = {}
    for grant in others:
        held.setdefault(grant.account, []).append(grant)
    return [(one.pk, f"{one.name}（{roles_held(own)}）") for one, own in held.items() if one.key != actor.id]


def actor_without_role(account: Account) -> Actor:
    """Return the actor of an account that holds no role today: it may open pages about itself and nothing else."""
    return Actor(account.key, account.name, "none", NOWHERE, frozenset())


def actor_of(account: Account) -> Actor:
    """Return the actor an account is before it has chosen a role: under its oldest grant."""
    grants = grants_of(account)
    return actor_for(account, grants[0]) if grants else actor_without_role(account)


def colleagues_of(actor: Actor, needed: Permission) -> list[tuple[str, str]]:
    """Return key and name of the others who hold a permission at the actor's own node today, by name."""
    here = _present(Grant.objects.within("")).filter(org_path=actor.path, role__in=needed.holders)
    others = here.filter(account__is_active=True).select_related("account")
    found = {grant.account.key: grant.account for grant in others if grant.account.key != actor.id}
    return [(key, held.name) for key, held in sorted(found.items(), key=lambda item: item[1].name_key)]


def accounts_for(actor: Actor) -> QuerySet[Account]:
    """Return the accounts of the actor's part of the tree, with their present grants in `present_grants`."""
    accounts: QuerySet[Account] = Account.scoped.visible_to(actor, can.view_accounts)
    return accounts.select_related("org", "attempts").prefetch_related(
        Prefetch("grants", queryset=_present(Grant.objects.within("")), to_attr="present_grants")
    )


def account_for(actor: Actor, account_id: int) -> Account:
    """Return an account at or below the actor's node. Raises NotFoundHere for any other."""
    found = accounts_for(actor).filter(pk=account_id).first()
    if found is None:
        raise NotFoundHere
    return found


def grant_for(actor: Actor, account: Account, grant_id: int) -> Grant:
    """Return a grant of an account at or below the actor's node. Raises NotFoundHere for any other."""
    grants: QuerySet[Grant] = Grant.objects.visible_to(actor, can.manage_accounts)
    found = grants.filter(account=account, pk=grant_id).select_related("org", "account").first()
    if found is None:
        raise NotFoundHere
    return found


def org_by_code(actor: Actor, code: str) -> Org:
    """Return an open org at or below the actor's node by its code. Raises NotFoundHere for any other."""
    found: Org | None = Org.objects.visible_to(actor, can.manage_accounts).filter(code=code, closed_on=None).first()
    if found is None:
        raise NotFoundHere
    return found


def orgs_to_grant_at(actor: Actor, *, limit: int = 300) -> Sequence[Org]:
    """Return open orgs at or below the actor's node, the uppermost first, to be suggested while somebody types."""
    orgs: QuerySet[Org] = Org.objects.visible_to(actor, can.manage_accounts).filter(closed_on=None)
    return list(orgs.order_by("path")[:limit])


def role_choices() -> list[tuple[str, Words]]:
    """Return the roles that are granted at orgs, with their labels."""
    return [(role.code, role.label) for role in ROLES if role.levels]


def sign_ins_of(account: Account, *, limit: int = 20) -> list[SignIn]:
    """Return the latest stays of an account, newest first."""
    return list(SignIn.objects.filter(account=account).order_by("-began_at", "-id")[:limit])


def sign_in_before(account: Account) -> SignIn | None:
    """Return the stay before the present one, for the notice who signed in last."""
    stays = sign_ins_of(account, limit=2)
    return stays[1] if len(stays) > 1 else None


def is_locked(account: Account, at: datetime) -> bool:
    """Say whether wrong passwords keep the account from signing in at this moment."""
    attempts: Attempts | None = getattr(account, "attempts", None)
    return attempts is not None and attempts.locked_until is not None and attempts.locked_until > at


def roles_held(grants: Iterable[Grant]) -> str:
    """Return the labels of the roles among the grants, each once."""
    return "、".join(dict.fromkeys(str(label_of_role(grant.role)) for grant in grants))


def state_of(account: Account, at: datetime) -> Words:
    """Return the label of an account's state."""
    shut = "sealed" if account.sealed_at else "disabled"
    code = shut if not account.is_active else "locked" if is_locked(account, at) else "active"
    return dict(STATE_CHOICES)[code]


def in_state(accounts: QuerySet[Account], state: str) -> QuerySet[Account]:
    """Keep the accounts in one of STATE_CHOICES."""
    locked = Q(is_active=True, attempts__locked_until__gt=timezone.now())
    narrowed = {
        "active": Q(is_active=True) & ~locked,
        "locked": locked,
        "disabled": Q(is_active=False, sealed_at=None),
        "sealed": Q(sealed_at__isnull=False),
    }
    return accounts.filter(narrowed[state]) if state in narrowed else accounts.none()


def holding_role(accounts: QuerySet[Account], role: str) -> QuerySet[Account]:
    """Keep the accounts that hold a role today."""
    return accounts.filter(pk__in=_present(Grant.objects.within("")).filter(role=role).order_by().values("account"))


def official_at(level: str) -> str:
    """Return the role of the officials of an authority of a level."""
    return (can.CITY_OFFICIAL if level in can.CITY_OFFICIAL.levels else can.COUNTY_OFFICIAL).code


def held_at(role: str) -> set[str]:
    """Return the nodes at which somebody holds a role today."""
    return set(_in_office(role).values_list("org_path", flat=True))


def held(role: Any, path: Any) -> Exists:
    """Return the condition that somebody holds a role at a node today; both may be columns of the rows that ask."""
    return Exists(_in_office(role).filter(org_path=path).order_by())


def security_above(path: str) -> str:
    """Return the nearest node at or above a path at which a security administrator is, empty where there is none."""
    above = [node for node in held_at(can.SECURITY_ADMIN.code) if path.startswith(node)]
    return max(above, key=len, default="")


def others_hold(role: str, path: str, *accounts: str) -> bool:
    """Say whether somebody, other than the accounts with these keys, holds a role at a node today."""
    return any(grant.account.key not in accounts for grant in _in_office(role).filter(org_path=path))


def _in_office(role: Any) -> QuerySet[Grant]:
    rows = _present(Grant.objects.within("")).filter(role=role, account__is_active=True)
    return rows.select_related("account")


def is_last_administrator(grant: Grant) -> bool:
    """Say whether a grant is the only one of an administrator's role at its node: nobody else could give it again."""
    return grant.role in rules.EXCLUSIVE and not others_hold(grant.role, grant.org_path, grant.account.key)


def accounts_named(accounts: QuerySet[Account], text: str) -> QuerySet[Account]:
    """Keep the accounts whose name holds the text, or whose pinyin initials or user name begin with it."""
    key = text.lower()
    return accounts.filter(Q(name__contains=text) | Q(initials__startswith=key) | Q(username__startswith=key))


def authorities_to_audit(actor: Actor) -> list[tuple[str, str]]:
    """Return path and name of the authorities at and below the actor's node, to filter by."""
    orgs: QuerySet[Org] = Org.objects.visible_to(actor, can.view_audit)
    authorities = orgs.filter(level__in=("province", "city", "county", "zone")).order_by("path")
    return list(authorities.values_list("path", "name"))


def org_names(paths: Iterable[str]) -> dict[str, str]:
    """Return the present name of the org at each path; a path that no org has any more is left out."""
    orgs: QuerySet[Org] = Org.objects.within("").filter(path__in=set(paths))
    return dict(orgs.values_list("path", "name"))


def _present(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    today = timezone.localdate()
    holding = grants.filter(valid_from__lte=today).filter(Q(valid_to=None) | Q(valid_to__gt=today))
    return holding.select_related("org").order_by("id")


def roots() -> list[Root]:
    """Return the roots, newest first; what they are is public, their keys stay sealed."""
    return list(Root.objects.order_by("-id"))


def unit_certificates_for(actor: Actor) -> QuerySet[UnitCertificate]:
    """Return the certificates of units at and below the actor's node."""
    rows: QuerySet[UnitCertificate] = UnitCertificate.objects.visible_to(actor, can.manage_unit_certificates)
    return rows


def unit_certificate_for(actor: Actor, certificate_id: int) -> UnitCertificate:
    """Return one certificate of a unit. Raises NotFoundHere."""
    found = unit_certificates_for(actor).filter(pk=certificate_id).first()
    if found is None:
        raise NotFoundHere
    return found


def certificate_state(row: UnitCertificate) -> Words:
    """Return how a unit's certificate stands, in a word."""
    state = "revoked" if row.revoked_at else "current" if row.is_current else "kept"
    return dict(CERTIFICATE_STATES)[state]


def in_certificate_state(rows: QuerySet[UnitCertificate], state: str) -> QuerySet[UnitCertificate]:
    if state == "revoked":
        return rows.exclude(revoked_at=None)
    return rows.filter(is_current=state == "current", revoked_at=None)


def units_named(rows: QuerySet[UnitCertificate], text: str) -> QuerySet[UnitCertificate]:
    return rows.filter(Q(name__icontains=text) | Q(serial=text.upper()))


def unit_sm2_key(serial: str) -> str:
    """Return the public SM2 key (PEM) that goes with a unit's certificate; it stands in the certificate too."""
    return national.pem_of(bytes(UnitCertificate.objects.within("").get(serial=serial).sm2_public))
