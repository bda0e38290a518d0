"""Declarations register themselves here; whoever wants to list, check or draw them iterates."""

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Generic, TypeVar

T = TypeVar("T")

DECLARING_FILES = (
    *("permissions", "events", "workflows", "tables", "indicators", "cases", "certificates"),
    *("handlers", "jobs", "menu"),
)


class DuplicateError(Exception):
    """Two declarations claim one name."""


class Registry(Generic[T]):
    """An ordered, named collection of declarations that refuses two of one name."""

    def __init__(self, name: str, *, key: Callable[[T], str]) -> None:
        self.name = name
        self._key = key
        self._items: dict[str, T] = {}

    def add(self, item: T) -> T:
        """Register and return the item, so that it also serves as a class decorator."""
        key = self._key(item)
        if key in self._items:
            raise DuplicateError(f"{self.name}: {key!r} is declared twice; rename one of the two.")
        self._items[key] = item
        return item

    def get(self, key: str) -> T | None:
        return self._items.get(key)

    def __getitem__(self, key: str) -> T:
        try:
            return self._items[key]
        except KeyError:
            known = ", ".join(sorted(self._items)) or "nothing"
            raise KeyError(f"{self.name}: {key!r} is not declared; declared are: {known}.") from None

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)


def autodiscover(app_modules: list[str]) -> None:
    """Import every declaring file of every installed app, in the order in which the apps are installed."""
    for app in app_modules:
        for name in DECLARING_FILES:
            if find_spec(f"{app}.{name}"):
                import_module(f"{app}.{name}")
