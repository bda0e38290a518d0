"""Parameters of formulas: dated, cited values that officials change, kept in YAML beside the module that uses them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from shuren.kernel.registry import Registry


class NotInForceError(Exception):
    """A formula asks for a parameter that has no value yet in that year."""


@dataclass(frozen=True)
class Dated:
    """A value from a year on, with its source."""

    since: int
    value: float
    source: str


@dataclass(frozen=True)
class Parameter:
    name: str
    label: str
    label_en: str
    scale: str
    values: tuple[Dated, ...]

    def in_force(self, year: int) -> Dated | None:
        """Return the latest value dated at or before the year."""
        dated = [item for item in self.values if item.since <= year]
        return max(dated, key=lambda item: item.since) if dated else None


PARAMETERS: Registry[Parameter] = Registry("parameters", key=lambda item: item.name)


def load(folder: Path) -> list[Parameter]:
    """Register the parameters of every YAML file of a folder."""
    return [
        PARAMETERS.add(parameter)
        for file in sorted(folder.glob("*.yaml"))
        for parameter in read(yaml.safe_load(file.read_text(encoding="utf-8")) or {})
    ]


def read(document: dict[str, Any]) -> Iterable[Parameter]:
    """Read `name: {label, label_en, scale, values: [{since, value, source}]}`."""
    for name, entry in document.items():
        values = tuple(
            Dated(int(item["since"]), item["value"], str(item.get("source", "")).strip()) for item in entry["values"]
        )
        yield Parameter(name, entry["label"], entry.get("label_en", ""), entry.get("scale", ""), values)


class InForce:
    """The parameters of one year, as formulas see them: `p.least_width`. Remembers which were asked for."""

    def __init__(self, year: int) -> None:
        self._year = year
        self.used: dict[str, Dated] = {}

    def __getattr__(self, name: str) -> float:
        if name.startswith("__"):
            raise AttributeError(name)
        dated = PARAMETERS[name].in_force(self._year)
        if dated is None:
            raise NotInForceError(
                f"parameter {name!r} has no value in {self._year}; give it one or date the formula later."
            )
        self.used[name] = dated
        return dated.value

    def __getitem__(self, name: str) -> float:
        """The same, for names put together from parts."""
        value: float = getattr(self, name)
        return value
