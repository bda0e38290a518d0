from collections.abc import Iterator
from typing import Any

import pytest

from shuren.kernel.actors import system_actor
from shuren.kernel.rowsecurity import scope_of


@pytest.fixture
def pupil(world: Any) -> Iterator[Any]:
    """A pupil of the school most tests speak of; the wall stays open to the test itself."""
    from tests.spine.people import factories

    with scope_of(system_actor("tests", "测试")):
        yield factories.enrolment(world.school, "李小雨")


@pytest.fixture
def certificate(pupil: Any) -> Any:
    from tests.spine.certificates.factories import issued

    return issued(pupil)


@pytest.fixture
def paper(certificate: Any) -> bytes:
    """The bytes that were handed out."""
    content: bytes = certificate.file.path.read_bytes()
    return content
