"""The office and the head of a unit deal with papers; pupils' cases are not shown to them."""

import pytest

from shuren.kernel.access import permissions_of
from shuren.kernel.cases.declare import CASE_TYPES


@pytest.mark.parametrize("role", ["office_clerk", "unit_leader"])
def test_an_office_sees_no_cases_of_pupils(role: str) -> None:
    seen = {kind.code for kind in CASE_TYPES if kind.handled is None or kind.handled.code in permissions_of(role)}
    assert not [code for code in seen if code.startswith("registry.")]
    assert {"office.outgoing", "office.incoming", "office.publishing"} <= seen
