"""The hidden identity of a template: which workbook and version, for which node and period. Signed by the platform."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.core import signing

from shuren.kernel.messages import Message
from shuren.kernel.tabular.declare import Workbook
from shuren.kernel.tabular.refusals import NoTemplate, WrongScope, WrongVersion, WrongWorkbook
from shuren.kernel.tabular.scopes import Scope

SHEET = "_shuren"  # very hidden; its cell A1 holds the signed identity
SALT = "shuren.kernel.tabular"


@dataclass(frozen=True)
class Identity:
    """What a template was made for."""

    workbook: str
    workbook_label: str
    version: str
    org: str
    org_label: str
    period: str

    @classmethod
    def of(cls, workbook: type[Workbook], scope: Scope) -> Identity:
        return cls(workbook.code, workbook.label, workbook.version(), scope.code, scope.label, scope.period)

    def sealed(self) -> str:
        return signing.dumps(asdict(self), salt=SALT, compress=True)


def unsealed(token: str | None) -> Identity:
    """Read an identity; refuse one that is missing or was changed by hand."""
    try:
        return Identity(**signing.loads(token or "", salt=SALT))
    except (signing.BadSignature, TypeError, ValueError) as broken:
        raise NoTemplate from broken


def require_identity(found: Identity, workbook: type[Workbook], scope: Scope) -> None:
    """Refuse a file made for another workbook, an older version, another node or another period."""
    expected = Identity.of(workbook, scope)
    if found.workbook != expected.workbook:
        raise WrongWorkbook(found=Message(found.workbook_label), expected=Message(expected.workbook_label))
    if found.version != expected.version:
        raise WrongVersion(found=found.version, expected=expected.version)
    if (found.org, found.period) != (expected.org, expected.period):
        raise WrongScope(found=f"{found.org_label} {found.period}", expected=f"{expected.org_label} {expected.period}")
