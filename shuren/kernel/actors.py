"""Who acts: a signed-in person in one role at one node of the tree, or a named part of the system."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shuren.kernel.access import Permission
from shuren.kernel.registry import DuplicateError
from shuren.kernel.words import translated

STEP_END = "~"  # sorts after every path character
SYSTEM: dict[str, str] = {}  # parts of the system that act, and what people call each


def range_of(path: str) -> tuple[str, str]:
    """Return the half-open range of paths at and below `path`; in C order it is an index range."""
    return path, path + STEP_END


def covers(outer: str, inner: str) -> bool:
    """Say whether the node `inner` lies at or below the node `outer`."""
    low, high = range_of(outer)
    return low <= inner < high


@dataclass(frozen=True)
class Absent:
    """Somebody who is away, in the role that another answers for meanwhile at the other's own node."""

    id: str
    name: str
    role: str


@dataclass(frozen=True)
class Actor:
    """The one who acts. `path` is the node of the active grant; the empty path is the root above all nodes.

    `stands_in_for` are those absent today whose seats at this node the actor fills. Their rights
    are not lent, but the sight of the cases that they handle is; not of a case that is the actor's own affair.
    """

    id: str
    name: str
    role: str
    path: str
    permissions: frozenset[str] = field(repr=False)
    stands_in_for: tuple[Absent, ...] = ()

    def may(self, permission: Permission) -> bool:
        return permission.code in self.permissions

    def covers(self, path: str) -> bool:
        return covers(self.path, path)

    def may_at(self, permission: Permission, path: str) -> bool:
        return self.may(permission) and self.covers(path)


def system_actor(name: str, label: str, *permissions: Permission, path: str = "") -> Actor:
    """Return the actor under whom a part of the system works, with exactly the permissions listed.

    `label` is what stands where a person's name would: in Chinese, as it is kept; `name_shown` translates it. Raises
    DuplicateError where two parts of one name are called differently.
    """
    if SYSTEM.setdefault(name, label) != label:
        raise DuplicateError(f"system actor {name!r} is called {SYSTEM[name]!r} elsewhere; give both one label.")
    return Actor(f"system:{name}", label, "system", path, codes_of(permissions))


def name_shown(kept: str) -> str:
    """Return the kept name of whoever acted as the reader is shown it: people's as it is, the system's in words."""
    return translated(kept) if is_system(kept) else kept


def is_system(kept: str) -> bool:
    """Say whether a kept name is that of a part of the system."""
    return kept in SYSTEM.values()


def codes_of(permissions: Iterable[Permission]) -> frozenset[str]:
    return frozenset(permission.code for permission in permissions)
