"""Code tables: closed lists of values that a standard defines, dated, with their source.

People see and type "1 男", "男" or "1"; the database holds "1". One table answers both ways, for a single value
and for whole columns, and hands out the list for a dropdown.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl

from shuren.kernel.messages import SHOWN, Message
from shuren.kernel.periods import in_force
from shuren.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a table. It holds from `valid_from` up to, not including, `valid_to`; none means no bound."""

    code: str
    name_zh: str
    name_en: str = ""
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: str = ""
    source: str = ""

    @property
    def label(self) -> str:
        """Code and name, as dropdowns show it."""
        return f"{self.code} {self.name_zh}"

    def name(self, language: str = "zh") -> str:
        return self.name_en if language.startswith("en") and self.name_en else self.name_zh

    def holds_on(self, day: date) -> bool:
        return in_force(day, self.valid_from, self.valid_to)


class BadTable(ValueError):  # noqa: N818
    """A code table that contradicts itself."""


@dataclass(frozen=True, eq=False)
class CodeTable:
    """A named list of values; `standard` is the document that defines them, `source` where the values were taken."""

    key: str
    title_zh: str
    title_en: str
    standard: str
    values: tuple[Code, ...]
    source: str = ""
    _by_code: dict[str, Code] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_code = {value.code: value for value in self.values}
        if len(by_code) != len(self.values):
            raise BadTable(f"{self.key}: a code occurs twice.")
        orphans = {value.parent for value in self.values if value.parent} - set(by_code)
        if orphans:
            raise BadTable(f"{self.key}: no value has the code of these parents: {', '.join(sorted(orphans))}.")
        object.__setattr__(self, "_by_code", by_code)

    # --- one value ---------------------------------------------------------------------------------------------------

    def get(self, code: str) -> Code | None:
        return self._by_code.get(code)

    def __getitem__(self, code: str) -> Code:
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Code]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def title(self, language: str = "zh") -> str:
        return self.title_en if language.startswith("en") and self.title_en else self.title_zh

    def name(self, code: str, language: str = "zh") -> str:
        """Name of a code; a code that the table does not know is its own name."""
        value = self._by_code.get(code)
        return value.name(language) if value else code

    def find(self, text: str) -> Code | None:
        """The value that people mean by a code, a name or "code name"; also with a leading zero lost."""
        code = self._spellings.get(_spelling(text))
        return self._by_code[code] if code is not None else None

    def problem(self, text: str, *, on: date | None = None, label: str = "") -> Message | None:
        """Why the text is no value of this table, on that day if one is given; a message or nothing.

        `label` is what the reader knows the table by; otherwise it is called by its title.
        """
        if not text.strip():
            return None
        told: dict[str, object] = {"value": text.strip()[:SHOWN], "label": Message(label or self.title_zh)}
        value = self.find(text)
        shared = self._shared_names.get(_spelling(text), ())
        if value is None and shared:
            labels = [Message("“{name}”", {"name": self._by_code[code].label}) for code in shared]
            return Message(
                "“{value}”在“{label}”代码表中有多个代码：{labels}；请选择带代码的一项。", {**told, "labels": labels}
            )
        if value is None:
            example = next(iter(self.as_of(on) if on else self)).label
            return Message(
                "“{value}”不是“{label}”代码表中的值；请从下拉列表中选择，例如“{example}”。",
                {**told, "example": example},
            )
        if on is not None and not value.holds_on(on):
            told = {"value": value.label, "day": on}
            if successor := self._by_code.get(value.replaced_by):
                return Message(
                    "“{value}”在 {day} 不在有效期内；请改用“{successor}”。", {**told, "successor": successor.label}
                )
            return Message("“{value}”在 {day} 不在有效期内；请从下拉列表中重新选择。", told)
        return None

    # --- parts of the table ------------------------------------------------------------------------------------------

    def as_of(self, day: date) -> "tuple[Code, ...]":
        """The values that hold on the day."""
        return tuple(value for value in self.values if value.holds_on(day))

    def children(self, parent: str = "") -> "tuple[Code, ...]":
        """The values directly below one; without a parent, the topmost ones."""
        return tuple(value for value in self.values if value.parent == parent)

    def below(self, code: str) -> frozenset[str]:
        """A code and everything under it."""
        return frozenset({code}).union(*(self.below(child.code) for child in self.children(code)))

    @cached_property
    def leaves(self) -> "tuple[Code, ...]":
        """The values nothing stands below: those that a register accepts where a table has groups."""
        parents = {value.parent for value in self.values}
        return tuple(value for value in self.values if value.code not in parents)

    def labels(self, *, on: date | None = None, leaves_only: bool = False) -> list[str]:
        """Texts for a dropdown."""
        values = self.leaves if leaves_only else self.values
        return [value.label for value in values if on is None or value.holds_on(on)]

    # --- columns -----------------------------------------------------------------------------------------------------

    def decode(self, column: pl.Series) -> pl.Series:
        """Codes for a column of codes, names or labels; null where the text is empty or no value of the table."""
        distinct = column.cast(pl.String).unique().drop_nulls()
        found = [self.find(text) for text in distinct.to_list()]
        codes = pl.Series([value.code if value else None for value in found], dtype=pl.String)
        return column.cast(pl.String).replace_strict(distinct, codes, default=None, return_dtype=pl.String)

    def names(self, column: pl.Series, language: str = "zh") -> pl.Series:
        """Names for a column of codes; a code that the table does not know is its own name."""
        codes = pl.Series([value.code for value in self.values], dtype=pl.String)
        names = pl.Series([value.name(language) for value in self.values], dtype=pl.String)
        return column.replace(codes, names)

    def problems(self, column: pl.Series, *, on: date | None = None, label: str = "") -> pl.Series:
        """`problem` for a column: one kept message or null for each row."""
        text = column.cast(pl.String)
        distinct = text.unique().drop_nulls()
        found = [self.problem(each, on=on, label=label) for each in distinct.to_list()]
        if not any(found):
            return text.clear(len(text))
        kept = pl.Series([problem.kept() if problem else None for problem in found], dtype=pl.String)
        return text.replace_strict(distinct, kept, default=None, return_dtype=pl.String)

    @cached_property
    def _codes_by_name(self) -> dict[str, tuple[str, ...]]:
        codes: dict[str, tuple[str, ...]] = {}
        for value in self.values:
            name = _spelling(value.name_zh)
            codes[name] = (*codes.get(name, ()), value.code)
        return codes

    @cached_property
    def _shared_names(self) -> dict[str, tuple[str, ...]]:
        """Names that more than one code bears, so that the name alone does not tell which is meant."""
        return {name: codes for name, codes in self._codes_by_name.items() if len(codes) > 1}

    @cached_property
    def _spellings(self) -> dict[str, str]:
        """Every accepted spelling of every value; a shorter way of writing never outdoes a full one."""
        spellings = {name: codes[0] for name, codes in self._codes_by_name.items() if len(codes) == 1}
        for value in self.values:
            spellings[_spelling(value.code)] = value.code
            spellings[_spelling(value.label)] = value.code
        for value in self.values:
            if value.code.isdigit():
                spellings.setdefault(value.code.lstrip("0") or "0", value.code)
        return spellings


def _spelling(text: str) -> str:
    """Half-width, upper case, no blanks: what remains when the ways of typing one value are laid together."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


code_tables: Registry[CodeTable] = Registry("code tables", key=lambda table: table.key)
