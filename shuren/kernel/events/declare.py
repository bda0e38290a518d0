"""Events and their handlers, declared."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Protocol, TypeVar

from shuren.kernel.actors import Actor
from shuren.kernel.registry import Registry


@dataclass(frozen=True)
class Event:
    """Base of all events: ids and plain JSON values, no models."""

    def payload(self) -> dict[str, Any]:
        return asdict(self)


E = TypeVar("E", bound=Event)


class Handling(Protocol):
    """A handler function: takes the event and the system actor it works as."""

    __module__: str
    __name__: str

    def __call__(self, event: Any, /, *, actor: Actor) -> None: ...


@dataclass(frozen=True)
class Handler:
    name: str
    event: type[Event]
    call: Handling
    actor: Actor


EVENTS: Registry[type[Event]] = Registry("events", key=lambda item: item.__name__)
HANDLERS: Registry[Handler] = Registry("event handlers", key=lambda item: item.name)


def event(cls: type[E]) -> type[E]:
    """Class decorator: make a frozen dataclass that the outbox can carry and bring back."""
    EVENTS.add(cls)
    return cls


def on(event_type: type[Event], *, actor: Actor) -> Callable[[Handling], Handling]:
    """Declare a handler; it runs in the worker, in its own transaction, as the named system actor."""

    def declare(call: Handling) -> Handling:
        HANDLERS.add(Handler(f"{call.__module__}.{call.__name__}", event_type, call, actor))
        return call

    return declare
