"""Look-ups that a page asks for again and again, asked once while it is drawn."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_known: ContextVar[dict[Any, Any] | None] = ContextVar("remembered", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Let look-ups that are marked answer the same question once inside the block, in which nothing is written."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def remembered(look_up: Callable[P, R]) -> Callable[P, R]:
    """Mark a look-up whose arguments can be hashed; outside of `remembering` it asks each time."""

    @wraps(look_up)
    def asked(*args: P.args, **named: P.kwargs) -> R:
        known = _known.get()
        if known is None:
            return look_up(*args, **named)
        key = (look_up, args, *sorted(named.items()))
        if key not in known:
            known[key] = look_up(*args, **named)
        return known[key]  # type: ignore[no-any-return]

    return asked
