"""Derivations as they are kept, the day they speak of, and circles."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.modules.collection.rules.derivations import Derivation, How, circle, day_of

pytestmark = pytest.mark.pure

NAMES = [f"item:{number}" for number in range(6)]


def test_a_derivation_is_read_as_it_was_kept():
    pupils = Derivation("people.pupils")
    kept = Derivation("conditions.room", How.SUM, "area_m2", {"room_type": ("5",)}, (), pupils)
    assert Derivation.read(kept.as_json()) == kept
    assert [part.table for part in kept.parts()] == ["conditions.room", "people.pupils"]


def test_the_day_moves_by_years_or_to_a_named_day():
    assert day_of({"years": -1}, date(2026, 9, 1)) == date(2025, 9, 1)
    assert day_of({"years": -1}, date(2024, 2, 29)) == date(2023, 2, 28)
    assert day_of({"on": "2024-09-01"}, date(2026, 9, 1)) == date(2024, 9, 1)


def test_a_circle_is_told_with_everything_on_it():
    others = {"item:2": {"plus": ["item:3"]}, "item:3": {"plus": ["quantity:pupils"], "minus": ["item:1"]}}
    way = circle("item:1", {"plus": ["item:2", "item:9"]}, others)
    assert way == ["item:1", "item:2", "item:3", "item:1"]
    assert circle("item:1", {"plus": ["item:1"]}, {}) == ["item:1", "item:1"]
    assert circle("item:1", {"plus": ["item:2"]}, {"item:2": {"plus": ["item:9"]}}) == []


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=3), max_size=6))
def test_without_a_circle_everything_can_be_computed(parts):
    """Against a plain model: what has no circle runs out when the computable is taken away again and again."""
    others = {name: {"plus": of} for name, of in parts.items()}
    left = dict(parts)
    while ready := [name for name, of in left.items() if not set(of) & set(left)]:
        for name in ready:
            del left[name]
    circles = [name for name in parts if circle(name, others[name], others)]
    assert bool(circles) == bool(left)
