"""What an explanation of a figure says; plain frozen values, JSON-able."""

import math
from dataclasses import asdict, dataclass
from typing import Any

from shuren.kernel.measures.read import NodeFigure
from shuren.kernel.measures.sums import Sums


@dataclass(frozen=True)
class FormulaShown:
    since: int
    text: str
    text_en: str


@dataclass(frozen=True)
class ParameterShown:
    name: str
    label: str
    label_en: str
    value: float
    scale: str
    since: int
    source: str


@dataclass(frozen=True)
class QuantityShown:
    """A quantity summed over the units below; `reported` and `missing` count units."""

    code: str
    label: str
    label_en: str
    scale: str
    source: str
    table: str
    total: float | None
    reported: int
    missing: int


@dataclass(frozen=True)
class MissingFacts:
    """A table that some units below have not reported, and who supplies it."""

    table: str
    label: str
    label_en: str
    supplier: str
    supplier_en: str
    units: int
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RowsHandle:
    """How to reach the rows behind a quantity: `rows_of(handle)`."""

    quantity: str
    table: str
    subject: str
    year: int
    path: str


@dataclass(frozen=True)
class SnapshotShown:
    table: str
    revision: int
    on: str
    taken_at: str
    rows: int
    sha256: str
    patches: int


@dataclass(frozen=True)
class Explanation:
    """Everything an official needs to check one figure."""

    code: str
    label: str
    label_en: str
    scale: str
    scale_en: str
    decimals: int
    direction: str
    rollup: str
    definition: str
    definition_en: str
    basis: str
    basis_note: str
    year: int
    path: str
    name: str
    is_unit: bool
    formula: FormulaShown | None
    parameters: tuple[ParameterShown, ...]
    sums: Sums
    value: float | None
    plain: float | None
    unbounded: bool
    quantities: tuple[QuantityShown, ...]
    missing: tuple[MissingFacts, ...]
    children: tuple[NodeFigure, ...]
    rows: tuple[RowsHandle, ...]
    revision: int
    computed_at: str
    snapshots: tuple[SnapshotShown, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values; an unbounded value (something over nothing) is null and `unbounded` is true."""
        plain: dict[str, Any] = _finite(asdict(self))
        return plain


def _finite(value: Any) -> Any:
    """Replace what JSON cannot say by null, all the way down; named tuples keep their names."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
