"""Words of a page: a figure with its unit."""

import pytest
from django.utils import translation

from shuren.kernel.words import with_unit


@pytest.mark.parametrize(
    ("language", "figure", "unit", "read"),
    [
        ("zh-hans", "100", "个", "100个"),
        ("zh-hans", "3.3", "Mbps", "3.3 Mbps"),
        ("en", "≥50", "%", "≥50%"),
        ("en", "=100", "个", "=100 units"),
        ("en", "=1", "项", "=1 item"),
        ("en", "=100", "项", "=100 items"),
        ("en", "7", "", "7"),
    ],
)
def test_a_figure_stands_with_its_unit_as_the_reader_writes_it(
    language: str, figure: str, unit: str, read: str
) -> None:
    with translation.override(language):
        assert with_unit(figure, unit) == read
