"""How texts are read and papers addressed."""

from datetime import date

import pytest

from shuren.modules.office.actions.typesetting import LINE, lines_of
from shuren.modules.office.rules import texts
from shuren.modules.office.rules.groups import OFFERED, Addressed
from shuren.modules.office.rules.texts import Paragraph

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("line", "paragraph"),
    [
        ("　　一、总体要求", Paragraph(1, "一、总体要求", "")),
        ("十二、保障措施", Paragraph(1, "十二、保障措施", "")),
        ("（三）加强领导。各地要落实。", Paragraph(2, "（三）加强领导。", "各地要落实。")),
        ("1.按时报送", Paragraph(0, "", "1.按时报送")),
        ("各单位：一、二年级免试。", Paragraph(0, "", "各单位：一、二年级免试。")),
    ],
)
def test_levels_are_told_by_their_marks(line: str, paragraph: Paragraph) -> None:
    assert list(texts.paragraphs(f"\n{line}  \r\n\n")) == [paragraph]


def test_numbers_and_days_are_written_as_the_standard_says() -> None:
    assert texts.number("合教", 2026, 3) == "合教〔2026〕3号"
    assert texts.written(date(2026, 3, 1)) == "2026年3月1日"


@pytest.mark.parametrize(
    ("text", "is_secret"),
    [("机密★1年", True), ("秘密 ★ 6个月", True), ("绝密\n正文", True), ("考试的秘密", False), ("保守秘密。", False)],
)
def test_the_mark_of_a_classified_paper_is_recognised(text: str, is_secret: bool) -> None:
    assert texts.names_a_secret(text) is is_secret


def test_a_paper_names_groups_before_units() -> None:
    to = Addressed(("counties", "own"), ((7, "东山小学"),))
    assert to.written == "各县（市、区）教育主管部门，各直属学校，东山小学"
    assert set(OFFERED) == {"province", "city", "county", "zone"}


def test_a_long_title_is_broken_between_words_into_lines_of_about_one_length() -> None:
    title = "江城市教育局关于开展2026年全市中小学幼儿园校园防汛和防溺水安全工作专项检查的通知"
    lines = lines_of(title)
    assert "".join(lines) == title
    assert max(map(len, lines)) <= LINE + 3
    assert lines_of("关于放假的通知") == ["关于放假的通知"]
