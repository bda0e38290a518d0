"""The matrix as the documentation shows it."""

import pytest

from tools import permission_matrix

pytestmark = pytest.mark.pure


def test_the_page_is_up_to_date() -> None:
    assert permission_matrix.TARGET.read_text(encoding="utf-8") == permission_matrix.render(), "Run `make docs`."


def test_two_runs_give_the_same_page() -> None:
    assert permission_matrix.render() == permission_matrix.render()
