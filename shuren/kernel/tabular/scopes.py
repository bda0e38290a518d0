"""What a file speaks for: a node of the tree and a period."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Scope:
    """A node of the tree, a period and the day on which codes must be valid.

    `values` are written into every row of the file (owner columns such as the node's id, the period) as far as the
    table's model has fields of these names. They are JSON values.
    """

    org_id: int
    path: str
    code: str
    label: str
    period: str
    on: date
    values: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {**self.__dict__, "on": self.on.isoformat(), "values": dict(self.values)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Scope":
        return cls(**{**stored, "on": date.fromisoformat(stored["on"])})
