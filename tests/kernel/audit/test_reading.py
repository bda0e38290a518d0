"""Reading the log: whose entries one sees, and how an entry reads."""

import pytest
from django.db import transaction

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.audit import queries
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Forbidden
from shuren.spine.identity.events import GRANTED, SIGNED_IN

pytestmark = pytest.mark.django_db
LOOK = Permission("tests.look", "", (), "")
WRITER = system_actor("tests", "测试")


def reader(path: str) -> Actor:
    return Actor("account:9", "孙审", "auditor", path, frozenset({LOOK.code}))


@pytest.fixture(autouse=True)
def _entries() -> None:
    with transaction.atomic():
        record(actor=WRITER, label=SIGNED_IN, org_path="00010001", details={"address": "10.0.0.1"})
        record(actor=WRITER, label=SIGNED_IN, org_path="00010002", subject=("identity.account", 7))
        record(actor=WRITER, label=GRANTED, org_path="")


def test_an_auditor_sees_the_own_part_and_what_belongs_to_no_node() -> None:
    seen = queries.entries_visible_to(reader("00010001"), LOOK)
    assert {entry.org_path for entry in seen} == {"00010001", ""}


def test_without_the_permission_nothing_is_read() -> None:
    with pytest.raises(Forbidden):
        queries.entries_visible_to(WRITER, LOOK)


def test_entries_are_found_by_their_subject() -> None:
    everything = queries.entries_visible_to(reader("0001"), LOOK)
    assert queries.about_subject(everything, "identity.account:7").count() == 1
    assert queries.about_subject(everything, "identity.account").count() == 1


@pytest.mark.parametrize(("text", "found"), [("2000-01-01", 3), ("2999-01-01", 0), ("not a day", 3)])
def test_entries_are_found_from_a_day_on(text: str, found: int) -> None:
    assert queries.since(queries.entries_visible_to(reader("0001"), LOOK), text).count() == found


def test_a_line_reads_as_a_sentence_with_its_details() -> None:
    entry = queries.entries_visible_to(reader("00010001"), LOOK).exclude(org_path="").get()
    assert "10.0.0.1" in queries.line_of(entry).sentence


def test_a_detail_that_was_not_recorded_reads_as_a_dash() -> None:
    (line,) = queries.about("identity.account", 7)
    assert "—" in line.sentence
