"""Whatever can be wrong in a workbook is told in English: every table, every column, every rule."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from django.utils.translation import override

from shuren.kernel.messages import Message, read
from shuren.kernel.tabular.checking import Keys, check, tidied
from shuren.kernel.tabular.columns import Context, Flaw
from shuren.kernel.tabular.declare import TABLES, Table
from shuren.kernel.tabular.kinds import Code, Ref, Text
from shuren.kernel.tabular.scopes import Scope
from shuren.kernel.words import told, translated
from shuren.modules.projects import tables as budgets
from shuren.spine.people.queries.records import KEY_DATA
from shuren.spine.people.tables import columns as people
from shuren.spine.people.tables.keeping import REGISTERED
from tests.architecture.source import ROOT
from tools.messages import CHINESE, sentences

PERIOD = {"first_year": 2016, "last_year": 2020}
SCOPE = Scope(7, "00010001", "3401000007", "样例学校", "2018", date(2018, 9, 1), {"year": 2018}, PERIOD)
NUMBERS = ("1", "12345678", "110105194912310021", "110105194912310021X", "990105194912310021", "G110105194912310021")
LONGER = ("20189900000000000", "20183400000000000", "20183400090000000", "20183400010000000", "999999", "349999")
TYPED = ("？", "男", "很快", "1.5E+17", "3月", *NUMBERS, *LONGER)
SHUREN = [table for table in TABLES if table.__module__.startswith("shuren.")]
REFUSE = ("reading", "sniffing", "identity", "expansion")  # the parts that turn files away as a whole


@pytest.fixture
def all_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every flaw be found and every rule be broken in every row."""
    made = Flaw.__init__

    def always(self: Flaw, bad: Any, sentence: str, level: Any = "error") -> None:
        made(self, pl.col("row") > 0, sentence, level)

    monkeypatch.setattr(Flaw, "__init__", always)
    monkeypatch.setattr(people, "enrolled_elsewhere", lambda indexes, _org_id: indexes)
    monkeypatch.setattr(budgets, "drawn_on", lambda _scope: {"1": 1.0})
    for table in SHUREN:
        monkeypatch.setattr(table, "rules", [replace(rule, holds=pl.col("row") < 0) for rule in table.rules])


def texts(table: type[Table]) -> pl.DataFrame:
    """Return rows of odd texts, one of nothing, and for codes every name the table of codes knows."""
    known = {c.name: [each.name_zh for each in c.codes] for c in table.columns if isinstance(c, Code)}
    rows = len(TYPED) + max([0, *map(len, known.values())])
    typed = {c.name: [*TYPED, *known.get(c.name, [])] for c in table.columns}
    filled = {name: [*values, *[None] * (rows + 1 - len(values))] for name, values in typed.items()}
    return pl.DataFrame(filled, schema=dict.fromkeys(filled, pl.String)).with_row_index("row", offset=2)


def problems(table: type[Table]) -> set[str]:
    known = dict.fromkeys(("code", "label", "id", "stage", "entry_year"), pl.String)
    nothing = pl.DataFrame(schema=known | {"settled": pl.Boolean})
    lookups = {column.name: nothing for column in table.columns if isinstance(column, Ref)}
    context = Context(SCOPE, lookups | {REGISTERED: pl.DataFrame(schema=KEY_DATA)})
    checked, keys = check(table, texts(table), context), Keys(table)
    keys.add(replace(checked, values=pl.concat([checked.values.tail(1)] * 2).select("row", **doubled(table))))
    return {*checked.problems["sentence"], *keys.doubled()["sentence"]}


def doubled(table: type[Table]) -> dict[str, pl.Expr]:
    return {name: pl.lit("1") for name in table.key_names()}


def values_of(message: Message) -> Iterator[Any]:
    for value in message.values.values():
        for each in value if isinstance(value, list) else [value]:
            yield from values_of(each) if isinstance(each, Message) else [each]


def blanked(value: Any) -> Any:
    """Take out of a message what is not told but repeated."""
    if isinstance(value, Message):
        return Message(value.sentence, {name: blanked(each) for name, each in value.values.items()})
    return [blanked(each) for each in value] if isinstance(value, list) else 1


@pytest.mark.usefixtures("all_wrong")
@pytest.mark.parametrize("table", SHUREN, ids=lambda table: table.code)
def test_every_problem_of_a_table_is_told_in_english(table: type[Table]) -> None:
    labels = {each.label for column in table.columns if isinstance(column, Code) for each in column.codes}
    raw = texts(table)
    repeated = {*labels, *(text for seen in (raw, tidied(table, raw)) for cells in seen.drop("row") for text in cells)}
    found = problems(table)
    assert len(found) > 2 * len(table.columns)
    with override("en"):
        for kept in found:
            message = read(kept)
            english = blanked(message).told(translated)
            assert not CHINESE.search(english), f"Translate what {table.code} says: {message.sentence}"
            typed = [value for value in values_of(message) if isinstance(value, str) and CHINESE.search(value)]
            assert set(typed) <= repeated, f"A declared word is kept as if it were typed: {message}"
            assert told(kept)


@pytest.mark.usefixtures("all_wrong")
@pytest.mark.parametrize("table", SHUREN, ids=lambda table: table.code)
def test_every_rule_and_flaw_of_a_table_is_among_them(table: type[Table]) -> None:
    said = {read(kept).sentence for kept in problems(table)}
    declared = {rule.sentence for rule in table.rules}
    declared |= {flaw.sentence for column in table.columns for flaw in column.flaws()}
    declared |= {column.unreadable for column in table.columns if not isinstance(column, Text | Code)}
    assert declared <= said


@pytest.mark.parametrize("part", REFUSE)
def test_why_a_file_is_turned_away_is_said_in_collected_sentences_only(part: str) -> None:
    tree = ast.parse((ROOT / "shuren" / "kernel" / "tabular" / f"{part}.py").read_text())
    found = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    known = {str(message.id) for message in sentences()}
    spoken = [text for text in found if CHINESE.search(text) and not re.fullmatch(r"检查发现的问题", text)]
    assert set(spoken) <= known, "Put it into a Message, which is collected for translation."
