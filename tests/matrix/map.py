"""The URL map as the matrix reads it: methods, arguments, examples."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from shuren.kernel.http.policy import Address
from shuren.spine.orgs.models import Org
from tests.world import World

ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")
EXPRESSION = re.compile(r"\(\?P<(\w+)>([^()]*)\)")
PLAIN = {"int": "1", "slug": "x", "str": "x", "": "x", r"\d+": "1"}


@dataclass(frozen=True)
class Example:
    """How to make what an address with arguments shows, owned by an org; returns the arguments.

    `opens_upward` is for things everybody below may look up, such as the authority one belongs to.
    """

    make: Callable[[World, Org], dict[str, Any]]
    opens_upward: bool = False


EXAMPLES: dict[str, Example] = {}


def example(*names: str, opens_upward: bool = False) -> Callable[[Callable[[World, Org], dict[str, Any]]], Any]:
    """Declare the example for one or several addresses that take the same arguments."""

    def declare(make: Callable[[World, Org], dict[str, Any]]) -> Any:
        for name in names:
            EXAMPLES[name] = Example(make, opens_upward)
        return make

    return declare


def is_ours(address: Address) -> bool:
    return address.view.__module__.startswith("shuren.")


def has_arguments(address: Address) -> list[str]:
    """Return the names of the arguments in an address's route."""
    return list(any_arguments(address))


def any_arguments(address: Address) -> dict[str, str]:
    """Return arguments that fit the route, whatever they name."""
    written = dict(EXPRESSION.findall(address.route))
    plain = {name: kind for kind, name in ARGUMENT.findall(EXPRESSION.sub("", address.route))}
    return {name: PLAIN.get(kind, kind.split("|")[0]) for name, kind in (plain | written).items()}


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


def url_of(address: Address, arguments: dict[str, Any]) -> str:
    return reverse(address.name, kwargs=arguments)
