"""Values that follow from additive sums alone, against numpy."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.kernel.measures.scales import Rollup
from shuren.kernel.measures.sums import Sums, plain_difference, total, value_of, weighted_difference

pytestmark = pytest.mark.pure

UNITS = st.lists(
    st.tuples(st.floats(0, 1e6).map(lambda x: round(x, 2)), st.integers(1, 5000)), min_size=1, max_size=60
).filter(lambda units: sum(x for x, _ in units) > 1)


def of(num: float, den: float) -> Sums:
    ratio = num / den if den > 0 else 0.0
    return Sums(num, den, ratio * num, ratio, ratio * ratio, n=1, n_ratio=int(den > 0))


@given(units=UNITS)
def test_the_weighted_difference_equals_numpy(units):
    x, p = (np.array(column, dtype=float) for column in zip(*units, strict=True))
    mean = x.sum() / p.sum()
    expected = math.sqrt((p * (x / p - mean) ** 2).sum() / p.sum()) / mean
    assert weighted_difference(total(of(*unit) for unit in units)) == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(units=UNITS)
def test_the_plain_difference_equals_numpy(units):
    x, p = (np.array(column, dtype=float) for column in zip(*units, strict=True))
    expected = np.std(x / p) / np.mean(x / p)
    assert plain_difference(total(of(*unit) for unit in units)) == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(units=UNITS, cut=st.integers(0, 60))
def test_any_two_disjoint_slices_add_up_to_their_union(units, cut):
    cells = [of(*unit) for unit in units]
    both = total(cells[:cut]) + total(cells[cut:])
    for rollup in Rollup:
        assert value_of(both, rollup) == pytest.approx(value_of(total(cells), rollup), rel=1e-9, abs=1e-7)


def test_units_that_are_all_equal_do_not_differ():
    assert weighted_difference(total(of(0.1 * p, p) for p in (7, 11, 13))) == pytest.approx(0, abs=1e-7)


@pytest.mark.parametrize(
    ("sums", "value"),
    [
        (Sums(), None),
        (Sums(missing=4), None),
        (of(3, 4), 0.75),
        (of(0, 4), 0.0),
        (of(0, 0), None),
        (of(300, 0), math.inf),
        (of(300, 0) + of(100, 50), 8.0),
    ],
)
def test_a_ratio_of_nothing_is_no_value_and_of_something_over_nothing_is_unbounded(sums, value):
    assert value_of(sums, Rollup.RATIO_OF_SUMS) == value


def test_missing_units_are_counted_and_add_to_nothing_else():
    assert (of(3, 4) + Sums(missing=2)) == Sums(3, 4, 2.25, 0.75, 0.5625, 1, 1, 2)
