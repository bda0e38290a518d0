"""What a form of the national statistics is: lines and columns, and which rows of a register a cell counts.

教育事业统计调查制度: each school fills its 学校（机构）基表 as of 1 September. A cell no register answers is typed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

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
    """A number that cannot be, in words; `cell` is where."""

    form: str
    cell: str
    text: str


def unread_faults(form: Form, unread: Mapping[str, str]) -> list[Fault]:
    """Return what was typed into cells of a form and is no number."""
    found = []
    for cell, line, column in form.cells():
        if cell in unread:
            wanted = f"数字，小数不超过 {line.decimals} 位" if line.decimals else "整数"
            at = f"“{line.label.lstrip('#')}”行“{column.label.lstrip('#')}”列"
            found.append(Fault(form.code, cell, f"{at}填的“{unread[cell]}”不是{wanted}，请改正或清空。"))
    return found


def faults(form: Form, values: Values) -> list[Fault]:
    """Return what does not agree within a form (审核关系)."""
    columns = {column.number: column.label for column in form.columns}
    lines = {line.code: line.label for line in form.lines}
    found = []
    for line in form.lines:
        at = f"“{line.label.lstrip('#')}”行"
        for total, parts in form.adds.items():
            whole, told = values.get(f"{line.code}.{total}"), [values.get(f"{line.code}.{part}") for part in parts]
            if whole is not None and all(one is not None for one in told) and whole != sum(one or 0 for one in told):
                added = sum(one or 0 for one in told)
                text = f"{at}“{columns[total]}” {whole}，各项之和 {added}，应当相等。"
                found.append(Fault(form.code, f"{line.code}.{total}", text))
        for part, whole_number in form.within.items():
            own, whole = values.get(f"{line.code}.{part}"), values.get(f"{line.code}.{whole_number}")
            if own is not None and whole is not None and own > whole:
                part_label = columns[part].lstrip("#")
                text = f"{at}“{part_label}” {own}，多于“{columns[whole_number]}” {whole}。"
                found.append(Fault(form.code, f"{line.code}.{part}", text))
        above = form.whole.get(line.code)
        for column in form.columns if above else ():
            own, whole = values.get(f"{line.code}.{column.number}"), values.get(f"{above}.{column.number}")
            if own is not None and whole is not None and own > whole:
                text = f"“{column.label.lstrip('#')}”列{at} {own}，多于“{lines[above or '']}”行 {whole}。"
                found.append(Fault(form.code, f"{line.code}.{column.number}", text))
    return found
