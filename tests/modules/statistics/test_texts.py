"""Texts that name their figures, without a database."""

import pytest

from shuren.modules.statistics.rules import sentences, texts

pytestmark = pytest.mark.pure


def test_a_paragraph_is_words_and_figures() -> None:
    found = list(texts.pieces("全市共有【学校数】所学校，其中【小学数】所小学。"))
    assert [(one.text, one.is_figure) for one in found] == [
        ("全市共有", False),
        ("学校数", True),
        ("所学校，其中", False),
        ("小学数", True),
        ("所小学。", False),
    ]


def test_names_that_no_figure_has_are_found_once_each() -> None:
    assert texts.unknown("【甲】【乙】【丙】【乙】", {"甲"}) == ["乙", "丙"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("覆盖率为【覆盖率】，比上年提高【覆盖率·增减】个百分点。", []),
        ("全市投入1,200万元，覆盖率达98.5%。", ["1,200万元", "98.5%"]),
        ("依据教督〔2017〕6号第三条，2020年9月1日起执行第 2 期计划。", []),
        ("“十三五”期间（2016—2020 年）完成了5G专网建设。", []),
        ("新建学校 12 所，又新建12所。", ["12 所", "12所"]),
        ("4M带宽的学校有300所，4M以下的没有。", ["300所"]),
    ],
)
def test_numbers_without_a_source_are_named(text: str, numbers: list[str]) -> None:
    assert texts.loose(text) == numbers


@pytest.mark.parametrize(
    ("unit", "change", "told"),
    [
        ("%", 3.0, "比例为【比例】，比上年提高【比例·增减】个百分点"),
        ("%", -3.0, "比例为【比例】，比上年下降【比例·增减】个百分点"),
        ("%", 0.001, "比例为【比例】，与上年持平"),
        ("%", None, "比例为【比例】"),
        (":1", -3.0, "比例为【比例】，比上年下降【比例·增减】"),
        ("人", 5.0, "比例为【比例】人，比上年增加【比例·增减】人"),
        ("人", -5.0, "比例为【比例】人，比上年减少【比例·增减】人"),
    ],
)
def test_a_sentence_says_how_a_figure_moved(unit: str, change: float | None, told: str) -> None:
    assert sentences.stated("比例", unit, change) == told


def test_clauses_are_joined_and_nothing_stays_nothing() -> None:
    assert sentences.joined(["甲", "", "乙"]) == "甲；乙。"
    assert sentences.joined([]) == ""
