"""How marks are written."""

from decimal import Decimal

import pytest

from shuren.modules.marks.rules import Result, short_term

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("result", "stage", "told"),
    [
        (Result(Decimal("92.0"), Decimal(100), "优秀"), "primary", "优秀"),
        (Result(Decimal("92.5"), Decimal(100)), "junior", "92.5"),
        (Result(Decimal(128), Decimal(150)), "senior", "128/150"),
        (Result(Decimal(90), Decimal(100), "A"), "senior", "90（A）"),
        (Result(None, None, "B"), "vocational", "B"),
    ],
)
def test_a_transcript_tells_levels_in_compulsory_education(result: Result, stage: str, told: str) -> None:
    assert result.told(stage) == told


def test_what_has_neither_points_nor_level_was_withdrawn() -> None:
    assert str(Result(None, None)) == "已撤销"
    assert str(Result(Decimal(128), Decimal(150), "", Decimal("4.0"))) == "128/150 · 4 学分"


def test_a_term_is_named_by_its_school_year() -> None:
    assert (short_term(2026, "1"), short_term(2026, "2")) == ("2026-2027 秋季", "2026-2027 春季")
