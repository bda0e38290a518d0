"""Schemathesis reads the description that is served and asks the live application what it allows, and what it forbids.

Whatever is asked: no error of the server, no status, header or field that was not described, and no bad number taken.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from shuren.modules.rostering.rules.binding import BASE, DISCOVERY, OPERATIONS
from shuren.site.wsgi import application
from tests.modules.rostering import rosters
from tests.modules.rostering.rosters import Reader, School
from tests.world import World

pytestmark = pytest.mark.django_db
ALWAYS = [
    not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
    checks.response_headers_conformance, checks.response_schema_conformance,
]  # fmt: skip
QUIET = settings(
    max_examples=5, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
STEPS = ("orgs", "classes", "users", "enrollments", "academicSessions", "courses")
FILTERS = (
    "status='active'", "dateLastModified>'2026-01-01'", "roles.role='student' AND familyName~'郑'", "name!='x'",
    "title>='a' OR title<'b'", "sourcedId='0'", "x", "status=active", "''", "status='a' AND", "role='teacher'",
)  # fmt: skip


def served(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The application on the test's own connection, in whose transaction everything is: requests do not close it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    answer = application(environ, start_response)
    body = b"".join(answer)
    answer.close()
    for signal in signals:
        signal.connect(close_old_connections)
    return [body]


@pytest.fixture
def described(world: World, school: School, app: Any) -> Any:
    rosters.granted(app, world.school)
    return schemathesis.openapi.from_wsgi(f"{BASE}/{DISCOVERY}", served)


def test_every_answer_is_one_that_was_described(described: Any, reader: Reader) -> None:
    known = [reader.reads(f"/{step}")[0]["sourcedId"] for step in STEPS]
    answered: set[int] = set()
    for one in OPERATIONS:
        _ask(described.find_operation_by_id(one.name), known, reader, answered)
    assert answered >= {200, 400, 404}


def _ask(operation: Any, known: list[str], reader: Reader, answered: set[int]) -> None:
    """Ask an operation what it allows: with what is there and what is not, with plain and with odd parameters."""
    filters = "filter" in {one.name for one in operation.iter_parameters()}
    allowed = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)

    @QUIET
    @given(allowed, st.sampled_from([*known, "0" * 32]), st.sampled_from(FILTERS), st.booleans())
    def ask(case: Any, sourced_id: str, by: str, plain: bool) -> None:
        case.path_parameters = dict.fromkeys(case.path_parameters or {}, sourced_id) or case.path_parameters
        case.query = ({} if plain else case.query) | ({"filter": by} if filters else {})
        answered.add(_checked(case, reader, ALWAYS))

    ask()


@pytest.mark.parametrize("name", ["getAllUsers", "getAllOrgs"])
def test_what_the_description_forbids_is_refused(described: Any, reader: Reader, name: str) -> None:
    operation = described.find_operation_by_id(name)

    @QUIET
    @given(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def ask(case: Any) -> None:
        _checked(case, reader, [*ALWAYS, checks.negative_data_rejection])

    ask()


@pytest.mark.parametrize("name", ["getAllUsers", "getUser", "getDemographics"])
def test_who_shows_no_token_is_answered_as_described(described: Any, name: str) -> None:
    held = {} if "All" in name else {"path_parameters": {"sourcedId": "x"}}
    case = described.find_operation_by_id(name).Case(**held)
    assert case.call_and_validate(checks=ALWAYS).status_code == 401


def _checked(case: Any, reader: Reader, wanted: list[Any]) -> int:
    answer = case.call_and_validate(headers={"Authorization": f"Bearer {reader.token}"}, checks=wanted)
    return int(answer.status_code)
