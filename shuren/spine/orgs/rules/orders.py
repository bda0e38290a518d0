"""What an authority may order: each kind of change with what it needs, as plain values that can be kept as JSON.

A `Paper` says when and by what document. An order for a day to come is kept and carried out on that day.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, ClassVar

# Columns of Org and OrgVersion that a change or a correction may set.
DATED = ("name", "division_code", "school_type", "urban_rural", "area", "organizer", "authority_id")
UNDATED = ("code", "credit_code", "address")
OPENED = "opened_on"  # an ISO date; only a correction may set it


@dataclass(frozen=True)
class Paper:
    """The day from which an order holds, its document number (文号) and the reason given."""

    on: date
    document: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Order:
    """Base of all orders. `kind` is the ChangeKind it is recorded as."""

    kind: ClassVar[str]

    def values(self) -> dict[str, Any]:
        """Return the order as JSON values."""
        return asdict(self)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "Order":
        """Read back what `values` wrote."""
        names = {item.name for item in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in names})


@dataclass(frozen=True)
class Open(Order):
    """新设 an org under `parent_id` (None: at the top). `code` may be empty for a campus, which has none of its own."""

    kind: ClassVar[str] = "1"

    level: str
    parent_id: int | None
    name: str
    code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rename(Order):
    """更名."""

    kind: ClassVar[str] = "2"

    org_id: int
    name: str


@dataclass(frozen=True)
class Alter(Order):
    """变更: facts that are different from the day on; `facts` maps columns of DATED and UNDATED to values."""

    kind: ClassVar[str] = "8"

    org_id: int
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Upgrade(Alter):
    """升格: a school that becomes one of another type, with whatever else changes with it."""

    kind: ClassVar[str] = "6"


@dataclass(frozen=True)
class Correct(Order):
    """更正: facts of a version that were never true; `version_id` None is the version that holds now."""

    kind: ClassVar[str] = "9"

    org_id: int
    facts: Mapping[str, Any]
    version_id: int | None = None


@dataclass(frozen=True)
class Move(Order):
    """划转: orgs, each with all below it, come under another parent; `divisions` also changes where they lie."""

    kind: ClassVar[str] = "5"

    org_ids: list[int]
    parent_id: int
    authority_id: int | None = None  # where the authority is to be another one than the parent


@dataclass(frozen=True)
class Merge(Order):
    """合并: sources end and go on in the target, which keeps its identity (and may get a new name).

    Without `target_id` a new org is opened for them (新设合并); `new` holds the values of its Open.
    """

    kind: ClassVar[str] = "3"

    source_ids: list[int]
    target_id: int | None = None
    new: Mapping[str, Any] | None = None
    name: str = ""
    keep_sites: bool = False  # each source school becomes a campus of the target


@dataclass(frozen=True)
class Split(Order):
    """分立: new schools come out of one; each of `parts` is an Open's values with the `class_ids` that it takes."""

    kind: ClassVar[str] = "7"

    org_id: int
    parts: list[dict[str, Any]]
    continues: bool = True


@dataclass(frozen=True)
class Close(Order):
    """撤销. `on` is the first day on which it no longer exists; campuses end with their school."""

    kind: ClassVar[str] = "4"

    org_id: int


ORDERS: dict[str, type[Order]] = {
    order.kind: order for order in (Open, Rename, Alter, Upgrade, Correct, Move, Merge, Split, Close)
}
