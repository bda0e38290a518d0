"""What a form of the national statistics is: lines and columns, and which rows of a register a cell counts.

教育事业统计调查制度: each school fills its 学校（机构）基表 as of 1 September. A cell no register answers is typed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_ = str  # marks sentences for translation

NO_INTEGER = _("“{line}”行“{column}”列填的“{typed}”不是整数，请改正或清空。")
NO_NUMBER = _("“{line}”行“{column}”列填的“{typed}”不是小数不超过 {decimals} 位的数字，请改正或清空。")
NOT_ADDED_UP = _("“{line}”行“{column}” {whole}，各项之和 {added}，应当相等。")
MORE_IN_LINE = _("“{line}”行“{part}” {own}，多于“{column}” {whole}。")
MORE_IN_COLUMN = _("“{column}”列“{line}”行 {own}，多于“{above}”行 {whole}。")

Values = Mapping[str, float]  # cell -> number; whole where people and things are counted
Where = Mapping[str, tuple[str, ...]]
NONE: Where = {}


@dataclass(frozen=True)
class Line:
    """A line of a form. `where` narrows what is counted to values of columns, `besides` leaves values out.

    `value` names a column of the register that is added up instead, `table` the register where it is not the form's.
    """

    code: str
    label: str
    where: Where = field(default_factory=dict)
    besides: Where = field(default_factory=dict)
    is_typed: bool = False
    table: str = ""
    value: str = ""
    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True)
class Column:
    """A column of a form, narrowing as lines do; `table` names the register where it is not the form's own."""

    number: str
    label: str
    where: Where = field(default_factory=dict)
    table: str = ""
    group: str = ""
    is_typed: bool = False


@dataclass(frozen=True)
class Count:
    """What one cell counts."""

    table: str
    where: Where
    besides: Where
    value: str = ""
    decimals: int = 0

    @property
    def columns(self) -> set[str]:
        """The columns that decide which rows count."""
        return {*self.where, *self.besides}

    @property
    def needs(self) -> set[str]:
        return self.columns | ({self.value} if self.value else set())


@dataclass(frozen=True)
class Form:
    """One table of the return. `stages` are those of the schools that fill it, empty for all.

    `blanks` are cells that mean nothing; `adds` says which column is the sum of which, `within` which column is a part
    of which, `whole` of which line a line is a part. `unit` is what is counted where lines do not say. `is_unsure`: its
    number is not known from a form in use.
    """

    code: str
    title: str
    table: str
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]
    where: Where = field(default_factory=dict)
    stages: frozenset[str] = frozenset()
    blanks: frozenset[str] = frozenset()
    adds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    within: Mapping[str, str] = field(default_factory=dict)
    whole: Mapping[str, str] = field(default_factory=dict)
    unit: str = "人"
    is_unsure: bool = False

    def named(self, line: Line) -> str:
        """Return what a line is called outside of its form: with the line it is a part of, unless that is the total."""
        above = next((one for one in self.lines if one.code == self.whole.get(line.code)), None)
        own = line.label.lstrip("#")
        return own if above is None or above.label == "总计" else f"{above.label.lstrip('#')}-{own}"

    @property
    def has_units(self) -> bool:
        return any(line.unit for line in self.lines)

    def cells(self) -> Iterator[tuple[str, Line, Column]]:
        """Return every cell that means something, line by line."""
        for line in self.lines:
            for column in self.columns:
                cell = f"{line.code}.{column.number}"
                if cell not in self.blanks:
                    yield cell, line, column

    def count_of(self, line: Line, column: Column) -> Count | None:
        """Return what a cell counts; None where it is typed, for two things that exclude each other too."""
        if line.is_typed or column.is_typed:
            return None
        where: dict[str, tuple[str, ...]] = dict(self.where)
        for narrowing in (line.where, column.where):
            for name, values in narrowing.items():
                where[name] = tuple(value for value in where[name] if value in values) if name in where else values
        table = column.table or line.table or self.table
        return Count(table, where, line.besides, line.value, line.decimals)


@dataclass(frozen=True)
class Fault:
    """A number that cannot be: a msgid and what fills it; `cell` is where."""

    form: str
    cell: str
    sentence: str
    params: Mapping[str, str]


def unread_faults(form: Form, unread: Mapping[str, str]) -> list[Fault]:
    """Return what was typed into cells of a form and is no number."""
    found = []
    for cell, line, column in form.cells():
        if cell in unread:
            told = {"line": _plain(line.label), "column": _plain(column.label), "typed": unread[cell]}
            sentence = NO_NUMBER if line.decimals else NO_INTEGER
            found.append(Fault(form.code, cell, sentence, told | {"decimals": str(line.decimals)}))
    return found


def faults(form: Form, values: Values) -> list[Fault]:
    """Return what does not agree within a form (审核关系)."""
    return [
        Fault(form.code, cell, sentence, params)
        for line in form.lines
        for cell, sentence, params in (
            *_not_added_up(form, line, values),
            *_more_in_line(form, line, values),
            *_more_in_column(form, line, values),
        )
    ]


Wrong = tuple[str, str, dict[str, str]]  # cell, sentence, what fills it


def _not_added_up(form: Form, line: Line, values: Values) -> Iterator[Wrong]:
    for column in form.columns:
        cell, parts = f"{line.code}.{column.number}", form.adds.get(column.number, ())
        told = [values.get(f"{line.code}.{part}") for part in parts]
        if not told or cell not in values or None in told:
            continue
        whole, added = values[cell], round(sum(one or 0 for one in told), line.decimals)
        if whole != added:
            at = {"line": _plain(line.label), "column": column.label}
            yield cell, NOT_ADDED_UP, at | {"whole": _figure(whole), "added": _figure(added)}


def _more_in_line(form: Form, line: Line, values: Values) -> Iterator[Wrong]:
    labels = {column.number: column.label for column in form.columns}
    for part, whole in form.within.items():
        cell, most = f"{line.code}.{part}", values.get(f"{line.code}.{whole}")
        if cell in values and most is not None and values[cell] > most:
            at = {"line": _plain(line.label), "part": _plain(labels[part]), "column": labels[whole]}
            yield cell, MORE_IN_LINE, at | {"own": _figure(values[cell]), "whole": _figure(most)}


def _more_in_column(form: Form, line: Line, values: Values) -> Iterator[Wrong]:
    above = next((one for one in form.lines if one.code == form.whole.get(line.code)), None)
    if above is None:
        return
    for column in form.columns:
        cell, most = f"{line.code}.{column.number}", values.get(f"{above.code}.{column.number}")
        if cell in values and most is not None and values[cell] > most:
            at = {"column": _plain(column.label), "line": _plain(line.label), "above": above.label}
            yield cell, MORE_IN_COLUMN, at | {"own": _figure(values[cell]), "whole": _figure(most)}


def _figure(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


def _plain(label: str) -> str:
    """Return a label without the sign that it is a part of what stands above."""
    return label.lstrip("#")
