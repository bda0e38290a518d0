"""Figures, days and differences are written the same on every page."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from shuren.kernel.actors import name_shown, system_actor
from shuren.site.ui import formats

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "—"),
        ("", "—"),
        (0, "0"),
        (12345, "12,345"),
        (1.5, "1.5"),
        (Decimal("2.00"), "2"),
        (date(2018, 9, 1), "2018-09-01"),
        ("甲区", "甲区"),
    ],
)
def test_a_cell_is_written_by_its_type(value: object, written: str) -> None:
    assert formats.shown(value) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [("1665216", "1,665,216"), ("-1200.50", "-1,200.50"), ("12", "12"), ("约 12", "约 12"), (None, "—")],
)
def test_a_figure_kept_as_text_is_grouped_and_keeps_its_decimals(text: str | None, written: str) -> None:
    assert formats.grouped(text) == written


@pytest.mark.parametrize(("value", "written"), [(1.2, "+1.2"), (-0.4, "−0.4"), (0, "0"), (None, "—")])
def test_a_difference_carries_its_sign(value: float | None, written: str) -> None:
    assert formats.signed(value) == written


@pytest.mark.parametrize(("name", "sign"), [("王小明", "王"), ("Ada Lovelace", "AL"), ("", "?")])
def test_an_avatar_shows_the_family_name(name: str, sign: str) -> None:
    assert formats.initials(name) == sign


def test_json_for_attributes_keeps_figures_figures() -> None:
    assert formats.as_json({"目标": Decimal("96.5")}) == '{"目标":96.5}'


def test_a_part_of_the_system_is_named_in_the_readers_language_and_a_person_is_not() -> None:
    kept = system_actor("measures", "指标计算").name
    assert (name_shown(kept), name_shown("陈列")) == ("指标计算", "陈列")
    with translation.override("en"):
        assert (name_shown(kept), name_shown("女")) == ("Indicator calculation", "女")
