"""The URL map as the matrix reads it: methods, arguments, examples."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from shuren.kernel.access import Permission
from shuren.kernel.http.policy import Address, addresses
from shuren.spine.orgs.models import Org
from tests.world import World

ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")
EXPRESSION = re.compile(r"\(\?P<(\w+)>([^()]*)\)")
PLAIN = {"int": "1", "slug": "x", "str": "x", "": "x", r"\d+": "1"}

Make = Callable[[World, Org], dict[str, Any]]


class Reach(Enum):
    """To whom the thing behind an address opens, of those who hold its permission."""

    BELOW = "at and below one's own node"
    AROUND = "at, below and above one's own node"  # what everybody may look up: the authority one belongs to
    ANYWHERE = "wherever one is"  # the address shows the same kind of thing to all: a code table, a blank form


@dataclass(frozen=True)
class Example:
    """How to make what an address with arguments shows, owned by an org; `make` returns the arguments.

    `needed` is a permission that the thing itself asks for, beyond the address's own.
    """

    make: Make
    reach: Reach = Reach.BELOW
    needed: Permission | None = None


EXAMPLES: dict[str, Example] = {}


def example(*names: str, reach: Reach = Reach.BELOW, needed: Permission | None = None) -> Callable[[Make], Make]:
    """Declare the example for one or several addresses that take the same arguments."""

    def declare(make: Make) -> Make:
        for name in names:
            EXAMPLES[name] = Example(make, reach, needed)
        return make

    return declare


def ours() -> list[Address]:
    """Return the platform's own addresses in the order of the URL map."""
    return [address for address in addresses() if address.view.__module__.startswith("shuren.")]


def any_arguments(address: Address) -> dict[str, str]:
    """Return arguments that fit the route, whatever they name; empty where it takes none."""
    written = dict(EXPRESSION.findall(address.route))
    plain = {name: kind for kind, name in ARGUMENT.findall(EXPRESSION.sub("", address.route))}
    return {name: PLAIN.get(kind, kind.split("|")[0].replace(r"\d", "1")) for name, kind in (plain | written).items()}


def methods_of(address: Address) -> frozenset[str]:
    """Return the methods a view takes, as its require_* decorator holds them; empty where it has none."""
    view: Any = address.view
    while view is not None:
        code = getattr(view, "__code__", None)
        if code is not None and "request_method_list" in code.co_freevars:
            cell = view.__closure__[code.co_freevars.index("request_method_list")]
            return frozenset(cell.cell_contents)
        view = getattr(view, "__wrapped__", None)
    return frozenset()


def method_of(address: Address) -> str:
    """Return the method the matrix knocks with."""
    return "GET" if "GET" in methods_of(address) else "POST"
