"""What a file speaks for: a node of the tree and a period."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Scope:
    """A node of the tree, a period and the day on which codes must be valid.

    `where` are the fields that bound the file's rows in the register (besides the path), such as the period; rows that
    match and are not in the file have vanished. `values` are further owner columns. Both are JSON values by field name
    and are written into every row, as far as the table's model has such fields.
    """

    org_id: int
    path: str
    code: str
    label: str
    period: str
    on: date
    where: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)

    def stamps(self) -> dict[str, Any]:
        """Return what every row of the file is stamped with."""
        return {"org_path": self.path, **self.values, **self.where}

    def as_json(self) -> dict[str, Any]:
        return {**self.__dict__, "on": self.on.isoformat(), "where": dict(self.where), "values": dict(self.values)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Scope":
        return cls(**{**stored, "on": date.fromisoformat(stored["on"])})
