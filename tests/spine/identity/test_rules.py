"""Rules of signing in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.spine.identity import rules

pytestmark = pytest.mark.pure


@given(st.integers(0, 10_000))
def test_a_lock_never_shrinks_and_never_exceeds_a_day(failures: int) -> None:
    assert rules.lock_seconds(failures) <= rules.lock_seconds(failures + 1) <= 24 * 3600


def test_temporary_passwords_keep_the_policy() -> None:
    for made in (rules.temporary_password() for _ in range(100)):
        assert rules.is_varied(made)
        assert len(made) >= 10


def test_temporary_passwords_differ() -> None:
    assert len({rules.temporary_password() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("wang.li", True),
        ("a1_-x", True),
        ("ab", False),
        ("王丽", False),
        ("Wang", False),
        ("-x1", False),
        ("a b", False),
    ],
)
def test_user_names_are_plain(text: str, fits: bool) -> None:
    assert rules.is_username(text) is fits
