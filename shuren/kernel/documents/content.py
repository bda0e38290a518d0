"""A declared document: what it says, in order, whatever it is printed on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

DIGITS = "零一二三四五六七八九"
Value = str | float | None


@dataclass(frozen=True)
class Source:
    """Where a figure comes from, as the list at the end tells it; `link` is the page it leads back to."""

    key: str
    text: str
    link: str = ""


@dataclass(frozen=True)
class Run:
    """A piece of a paragraph; a figure names its source."""

    text: str
    source: Source | None = None


@dataclass(frozen=True)
class Heading:
    """A heading of the first or second level; numbers are set by the document."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Column:
    """A column of a table; figures stand at the right edge, with `decimals` places. `width` is a share of the line."""

    label: str
    is_number: bool = False
    decimals: int = 2
    width: float = 1


@dataclass(frozen=True)
class Table:
    """Rows under headings; None is a figure that nobody reported. A source may stand for the table as a whole."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    sources: tuple[Source, ...] = ()
    note: str = ""


class Drawn(StrEnum):
    """How a chart is drawn."""

    BARS = "bar"
    LINES = "line"


@dataclass(frozen=True)
class Series:
    """One value a label; a target is drawn dashed."""

    name: str
    values: tuple[float | None, ...]
    is_target: bool = False


@dataclass(frozen=True)
class Chart:
    caption: str
    drawn: Drawn
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    decimals: int = 2
    sources: tuple[Source, ...] = ()


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True)
class Words:
    """What a document says of its own accord, in its language."""

    contents: str = "目录"
    table: str = "表"
    chart: str = "图"
    sources: str = "数据来源"
    missing: str = "—"
    is_chinese: bool = True


@dataclass(frozen=True)
class Document:
    """A document with its cover; `mark` crosses every page of one that is not to be quoted yet."""

    title: str
    subtitle: str
    author: str
    dated: str
    blocks: tuple[Block, ...]
    words: Words = Words()
    mark: str = ""

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Every source once, in the order in which they are first cited."""
        return tuple({source.key: source for block in self.blocks for source in _cited(block)}.values())

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each source by its key."""
        return {source.key: number for number, source in enumerate(self.sources, start=1)}

    def labelled(self) -> Iterator[tuple[Block, str]]:
        """Return each block with its number: of a heading among its like, of a table or chart through the document."""
        chapter = section = tables = charts = 0
        for block in self.blocks:
            label = ""
            if isinstance(block, Heading) and block.level == 1:
                chapter, section = chapter + 1, 0
                label = f"{chinese(chapter)}、" if self.words.is_chinese else f"{chapter} "
            elif isinstance(block, Heading):
                section += 1
                label = f"（{chinese(section)}）" if self.words.is_chinese else f"{chapter}.{section} "
            elif isinstance(block, Table):
                tables += 1
                label = f"{self.words.table} {tables}"
            elif isinstance(block, Chart):
                charts += 1
                label = f"{self.words.chart} {charts}"
            yield block, label

    def marks(self, sources: Sequence[Source]) -> str:
        """Return the numbers of some sources as they stand behind what they vouch for, such as [1, 3]."""
        return f"[{', '.join(str(self.numbers[source.key]) for source in sources)}]" if sources else ""

    def shown(self, value: Value, column: Column) -> str:
        """Return a cell as it is printed."""
        if value is None:
            return self.words.missing
        return written(value, column.decimals) if isinstance(value, int | float) else value


def written(value: float, decimals: int) -> str:
    """Return a figure with its thousands set apart, and no more places than it needs."""
    text = f"{round(value, decimals) + 0.0:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _cited(block: Block) -> Sequence[Source]:
    if isinstance(block, Paragraph):
        return [run.source for run in block.runs if run.source]
    return block.sources if isinstance(block, Table | Chart) else ()


def chinese(number: int) -> str:
    """Return a number from 1 to 99 in Chinese figures."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones else "")
