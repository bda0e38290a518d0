"""The dictionary as it stands: registers, figures, attributes, code tables, earlier items, foreign facts, indexed."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Max, Q

from shuren.kernel.codes import CodeTable
from shuren.kernel.measures.facts import FACT_TABLES, QUANTITIES, FactTable, How
from shuren.kernel.measures.facts import Trait as Column
from shuren.kernel.measures.indicators import INDICATORS
from shuren.kernel.tabular import columns, kinds
from shuren.kernel.tabular.declare import TABLES, Table
from shuren.modules.collection.models import Item
from shuren.modules.collection.models import Question as Row
from shuren.modules.collection.rules.dictionary import Asked, Known, Match, Shape, Trait, Word
from shuren.modules.collection.rules.kinds import Finding, Kind
from shuren.modules.collection.rules.lines import UNITS
from shuren.modules.collection.rules.matching import Dictionary, match
from shuren.modules.collection.rules.matching_words import Lexicon
from shuren.spine.standards import api as standards

__all__ = ["Asked", "Known", "Match", "declared", "dictionary", "find", "lexicon"]

DATA = Path(__file__).resolve().parent.parent / "data"
ORG_COLUMNS: Mapping[str, tuple[str, CodeTable | None]] = {
    "code": ("学校（机构）标识码", None),
    "name": ("名称", None),
    "credit_code": ("统一社会信用代码", None),
    "division_code": ("行政区划代码", None),
    "address": ("地址", None),
    "opened_on": ("成立日期", None),
    "school_type": ("办学类型", standards.SCHOOL_TYPE),
    "urban_rural": ("城乡类型", standards.URBAN_RURAL),
    "organizer": ("举办者", standards.ORGANIZER),
}
TREE_KEEPER = "主管教育行政部门"


def find(questions: Sequence[Asked]) -> list[list[Match]]:
    """Return for each question of a request what answers it already, best first."""
    known = dictionary()
    return [match(asked, known) for asked in questions]


def dictionary() -> Dictionary:
    """Return the dictionary with every item that requests have brought about so far."""
    stamp = Item.objects.aggregate(count=Count("id"), last=Max("changed_at"))
    rounds = Row.objects.filter(item__isnull=False).aggregate(last=Max("request__rounds__opened_at"))
    return _dictionary(stamp["count"], stamp["last"], rounds["last"])


def keeper_of(source: str) -> str:
    """Return the authority that keeps what a source of another authority is; empty for every other source."""
    return _keepers().get(source, "")


@cache
def _keepers() -> dict[str, str]:
    return {one.source: one.holder for one in _elsewhere()}


def declared() -> Dictionary:
    """Return the dictionary without what requests have brought about."""
    return Dictionary(_declared(), _shapes(), _words())


@cache
def lexicon() -> Lexicon:
    """Return the words by which questions are read."""
    return declared().lexicon


_made: dict[str, Any] = {}


def _dictionary(*stamp: Any) -> Dictionary:
    """Make the dictionary anew where an item or a round has come since."""
    if _made.get("stamp") != stamp:
        _made.update(stamp=stamp, dictionary=Dictionary([*_declared(), *_items()], _shapes(), _words()))
    made: Dictionary = _made["dictionary"]
    return made


# --- declared ---------------------------------------------------------------------------------------------------------


@cache
def _declared() -> tuple[Known, ...]:
    said = _synonyms()
    found = [*_of_orgs(), *_of_tables(), *_of_quantities(), *_of_indicators(), *_elsewhere()]
    return tuple(
        Known(**{**vars(one), "synonyms": (*one.synonyms, *said.get(one.source, ()))}) if one.source in said else one
        for one in found
    )


def _of_orgs() -> Iterator[Known]:
    for name, (label, codes) in ORG_COLUMNS.items():
        kind = Kind.CHOICE if codes else Kind.DAY if name.endswith("_on") else Kind.TEXT
        yield Known(
            f"org:{name}",
            Finding.HELD,
            label,
            kind=kind,
            codes=_names(codes) if codes else {},
            holder=TREE_KEEPER,
            level="any",
        )


def _of_tables() -> Iterator[Known]:
    for table in TABLES:
        for column in table.columns:
            codes = column.codes if isinstance(column, kinds.Code) else None
            yield Known(
                f"column:{table.code}.{column.name}",
                Finding.HELD,
                column.label if is_single(table) else f"{table.label}；{column.label}",
                () if is_single(table) else (f"{table.label}的{column.label}",),
                unit=column.unit,
                kind=_kind_of(column),
                codes=_names(codes) if codes else {},
                level="school" if is_single(table) else "row",
                period="year" if is_single(table) else "now",
                holder=table.owner,
            )


def is_single(table: type[Table]) -> bool:
    """Whether a table has one row for a unit, so that its columns are facts of the unit."""
    return table.key == () and table.model is not None


def _kind_of(column: columns.Column) -> Kind:
    if isinstance(column, kinds.YesNo):
        return Kind.YES_NO
    if isinstance(column, kinds.Code):
        return Kind.CHOICE
    if isinstance(column, kinds.Day):
        return Kind.DAY
    return Kind.NUMBER if isinstance(column, kinds.Number) else Kind.TEXT


def _of_quantities() -> Iterator[Known]:
    for item in QUANTITIES:
        yield Known(
            f"quantity:{item.code}",
            Finding.DERIVABLE,
            item.label,
            unit=item.scale.label,
            kind=Kind.YES_NO if item.how is How.ANY else Kind.NUMBER,
            period="flow" if item.table.flow else "now",
            holder=item.table.supplier,
        )


def _of_indicators() -> Iterator[Known]:
    for item in INDICATORS:
        yield Known(
            f"indicator:{item.code}",
            Finding.DERIVABLE,
            item.label,
            unit=item.scale.label,
            period="year",
            holder=item.topic,
        )


def _elsewhere() -> Iterator[Known]:
    for row in _read("elsewhere"):
        yield Known(
            f"elsewhere:{row['code']}",
            Finding.ELSEWHERE,
            row["label"],
            tuple(filter(None, row["synonyms"].split("|"))),
            unit=row["unit"],
            level=row["level"],
            holder=row["holder"],
        )


def _items() -> Iterator[Known]:
    asked_on = Max("questions__request__rounds__as_of", filter=Q(questions__request__rounds__opened_at__isnull=False))
    for item in Item.objects.filter(stands_for="").select_related("owner").annotate(last_on=asked_on).order_by("id"):
        yield Known(
            f"item:{item.pk}",
            Finding.DERIVABLE if item.derivation else Finding.HELD,
            item.label,
            tuple(item.synonyms),
            unit=item.unit,
            kind=item.kind,
            codes={option: option for option in item.options},
            holder=item.owner.name,
            period="year",
            last_on=None if item.derivation else item.last_on,
            derivation=item.derivation,
        )


def words() -> Iterator[str]:
    """Yield the Chinese words of the dictionary that no declaration brings English for, and units drafters may name."""
    yield from sorted(unit for unit in UNITS if not unit.isascii())
    for entry in _declared():
        yield entry.holder
        if entry.source.startswith(("org:", "elsewhere:")):
            yield entry.label
    for table in FACT_TABLES:
        for column in table.traits.values():
            yield column.label
            yield from () if isinstance(column.codes, CodeTable) else column.names.values()


# --- registers and words ----------------------------------------------------------------------------------------------


@cache
def _shapes() -> tuple[Shape, ...]:
    return tuple(_shape(table) for table in FACT_TABLES if table.traits)


def _shape(table: FactTable) -> Shape:
    traits = {name: _trait(column) for name, column in table.traits.items()}
    period = "flow" if table.flow else "now"
    return Shape(table.name, table.label, table.counted_in, traits, table.supplier, period)


def _trait(column: Column) -> Trait:
    codes = column.codes
    under = (
        {value.code: tuple(sorted(codes.below(value.code))) for value in codes} if isinstance(codes, CodeTable) else {}
    )
    return Trait(column.label, column.names, column.unit, {code: all_ for code, all_ in under.items() if len(all_) > 1})


@cache
def _words() -> tuple[Word, ...]:
    return tuple(
        Word(row["word"], row["role"], row["table"], row["column"], _codes(row["codes"]), row["means"])
        for row in _read("words")
    )


def _codes(said: str) -> dict[str, tuple[str, ...]]:
    """Read `sex=2;age=0..35;education=11|14`."""
    found: dict[str, tuple[str, ...]] = {}
    for part in filter(None, said.split(";")):
        name, values = part.split("=", 1)
        if ".." in values:
            first, last = values.split("..")
            found[name] = tuple(str(number) for number in range(int(first), int(last) + 1))
        else:
            found[name] = tuple(values.split("|"))
    return found


def _synonyms() -> dict[str, tuple[str, ...]]:
    return {row["source"]: tuple(row["synonyms"].split("|")) for row in _read("synonyms")}


def _names(codes: CodeTable) -> dict[str, str]:
    return {value.code: value.name_zh for value in codes}


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
