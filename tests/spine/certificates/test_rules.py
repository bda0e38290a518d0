"""Numbers, dates, wordings and the drawn seal."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from shuren.spine.certificates.rules import numbers, wordings
from shuren.spine.certificates.rules.kinds import Wording
from shuren.spine.certificates.rules.seal import seal

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("day", "words", "figures"),
    [
        (date(2026, 11, 22), "二〇二六年十一月二十二日", "2026年11月22日"),
        (date(2030, 10, 10), "二〇三〇年十月十日", "2030年10月10日"),
        (date(2027, 1, 1), "二〇二七年一月一日", "2027年1月1日"),
        (date(2027, 12, 30), "二〇二七年十二月三十日", "2027年12月30日"),
        (date(2027, 9, 19), "二〇二七年九月十九日", "2027年9月19日"),
    ],
)
def test_days_are_written_as_papers_have_them(day: date, words: str, figures: str) -> None:
    assert (numbers.in_words(day), numbers.in_figures(day)) == (words, figures)


def test_a_number_names_kind_unit_and_year() -> None:
    assert numbers.number_of("ZX", "2134000001", 2026, 7) == "ZX-2134000001-2026-0007"
    assert numbers.number_of("ZX", "2134000001", 2026, 12345) == "ZX-2134000001-2026-12345"


def test_codes_are_drawn_anew_and_hold_no_sign_taken_for_another() -> None:
    codes = {numbers.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert not set("01ILO") & set("".join(codes))


@pytest.mark.parametrize("typed", ["abcde-fghjk", "ABCDEFGHJK", " ABCDE FGHJK ", "ABCDE－FGHJK"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert numbers.is_same_code(typed, "ABCDE-FGHJK")


@pytest.mark.parametrize("typed", ["", "ABCDE", "ABCDE-FGHJL", "－", "编号"])
def test_another_code_is_another_code(typed: str) -> None:
    assert not numbers.is_same_code(typed, "ABCDE-FGHJK")


def test_a_wording_is_filled_and_what_is_missing_stays_to_be_written() -> None:
    text = Wording("{结果}证书", "{姓名}于{日期}{结果}。", "")
    assert wordings.filled(text, {"结果": "毕业", "姓名": "张三"}) == Wording("毕业证书", "张三于＿＿＿＿毕业。", "")
    assert wordings.missing_values(text, {"结果": "毕业", "姓名": " "}) == ["姓名", "日期"]


def test_a_value_is_text_and_never_a_wording_of_its_own() -> None:
    assert wordings.filled(Wording("", "{姓名}", ""), {"姓名": "{编号}"}).body == "{编号}"


@pytest.mark.parametrize(
    ("body", "unknown", "loose"),
    [
        ("{姓名}在读。", [], False),
        ("{名字}在读。", ["名字"], False),
        ("{姓名.__class__}", ["姓名.__class__"], False),
        ("{姓名!r}{}", ["姓名!r", ""], False),
        ("{姓名", [], True),
        ("姓名}", [], True),
        ("{{姓名}}", [], True),
    ],
)
def test_braces_hold_names_of_facts_and_nothing_else(body: str, unknown: list[str], loose: bool) -> None:
    text = Wording("证明", body, "")
    assert wordings.unknown_names(text, ["姓名"]) == unknown
    assert wordings.has_loose_braces(text) == loose


@pytest.mark.parametrize("name", ["", "校", "东山小学", "合肥高新技术产业开发区教育体育局", "甲<乙>&丙"])
def test_a_seal_bears_the_whole_name(name: str) -> None:
    drawn = ET.fromstring(seal(name))  # noqa: S314  drawn by the function under test
    assert "".join(text.text or "" for text in drawn.iter("{http://www.w3.org/2000/svg}text")) == name
