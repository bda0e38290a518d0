"""What a need comes to, as it is typed."""

from decimal import Decimal

import pytest

from shuren.modules.projects.rules.costs import Cost, Unread, read, total

pytestmark = pytest.mark.pure


def test_lines_are_read_whatever_stands_between_their_parts() -> None:
    found = read("平板电脑 50 2600\n充电车，2，1500.50\n\n无线 AP\t3\t800")
    assert found == [
        Cost("平板电脑", 50, Decimal("2600.00")),
        Cost("充电车", 2, Decimal("1500.50")),
        Cost("无线 AP", 3, Decimal("800.00")),
    ]
    assert total(found) == Decimal("135401.00")


@pytest.mark.parametrize(
    "line",
    ["平板电脑", "平板电脑 50", "平板电脑 若干 2600", "平板电脑 0 2600", "平板电脑 -1 5", "平板电脑 50 0", "a 1 NaN"],
)
def test_a_line_that_does_not_say_how_many_at_what_price_is_named(line: str) -> None:
    with pytest.raises(Unread, match=line.split(maxsplit=1)[0]):
        read(f"充电车 2 1500\n{line}")
