"""What a published table withholds can be got by no subtraction."""

import pytest

from shuren.modules.statistics.rules.disclosure import FEW, WITHHELD, published


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([31, 19, 2, 52], [31, WITHHELD, FEW, 52]),
        ([31, 3, 2, 36], [31, FEW, FEW, 36]),
        ([31, 0, 2, 33], [WITHHELD, 0, FEW, 33]),
        ([None, 5, None, 5], [None, FEW, None, FEW]),
        ([31, 19, 50], [31, 19, 50]),
        ([10, 10], [10, 10]),
        ([], []),
    ],
)
def test_one_of_few_takes_the_smallest_other_with_it(
    counts: list[float | None], shown: list[str | float | None]
) -> None:
    assert published(counts) == shown
