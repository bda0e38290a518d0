"""Who acts: a signed-in person in one role at one node of the tree, or a named part of the system."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shuren.kernel.access import Permission

STEP_END = "~"  # sorts after every path character


def range_of(path: str) -> tuple[str, str]:
    """Return the half-open range of paths at and below `path`; in C order it is an index range."""
    return path, path + STEP_END


def covers(outer: str, inner: str) -> bool:
    """Say whether the node `inner` lies at or below the node `outer`."""
    low, high = range_of(outer)
    return low <= inner < high


@dataclass(frozen=True)
class Actor:
    """The one who acts. `path` is the node of the active grant; the empty path is the root above all nodes."""

    id: str
    name: str
    role: str
    path: str
    permissions: frozenset[str] = field(repr=False)

    def may(self, permission: Permission) -> bool:
        return permission.code in self.permissions

    def covers(self, path: str) -> bool:
        return covers(self.path, path)

    def may_at(self, permission: Permission, path: str) -> bool:
        return self.may(permission) and self.covers(path)


def system_actor(name: str, *permissions: Permission, path: str = "") -> Actor:
    """Return the actor under whose name a part of the system works, with exactly the permissions listed."""
    return Actor(f"system:{name}", name, "system", path, codes_of(permissions))


def codes_of(permissions: Iterable[Permission]) -> frozenset[str]:
    return frozenset(permission.code for permission in permissions)
