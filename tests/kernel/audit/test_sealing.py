"""Entries are sealed when their deed commits, by the database itself, and cannot be taken back."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from shuren.kernel.actors import system_actor
from shuren.kernel.audit import anchors, ledger
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.chain import verify
from shuren.kernel.audit.labels import AuditLabel, Erasure
from shuren.kernel.audit.models import Entry
from shuren.spine.identity.events import SIGNED_IN

pytestmark = pytest.mark.django_db(transaction=True)
ACTOR = system_actor("tests", "测试")


def deed(number: int = 0) -> None:
    with transaction.atomic():
        record(actor=ACTOR, label=SIGNED_IN, org_path="0001", details={"address": f"地址 {number}"})


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def guards_down() -> Iterator[None]:
    """Act as somebody who rules the database."""
    for table in ("audit_entry", "audit_seal"):
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in ("audit_entry", "audit_seal"):
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_an_entry_is_sealed_at_commit_and_not_before() -> None:
    with transaction.atomic():
        record(actor=ACTOR, label=SIGNED_IN, org_path="0001", details={"address": "x"})
        assert ledger.length() == 0
    assert ledger.length() == 1
    assert ledger.verify_stored().holds


def test_a_deed_that_is_rolled_back_leaves_no_entry_and_no_gap() -> None:
    deed()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(actor=ACTOR, label=SIGNED_IN, org_path="0001")
        raise ZeroDivisionError
    deed()
    assert [link.position for link in ledger.stored_links()] == [1, 2]


def test_an_entry_needs_the_transaction_of_its_deed() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record(actor=ACTOR, label=SIGNED_IN, org_path="0001")


def test_a_label_nobody_declared_is_refused() -> None:
    with pytest.raises(KeyError), transaction.atomic():
        record(actor=ACTOR, label=AuditLabel("nobody.said.this", "", Erasure.KEEP), org_path="")


def test_commits_at_once_make_one_chain_without_gaps() -> None:
    def many(worker: int) -> None:
        try:
            for number in range(20):
                deed(worker * 100 + number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(many, range(8)))
    verdict = ledger.verify_stored()
    assert (verdict.holds, verdict.checked) == (True, 160)
    assert [link.position for link in ledger.stored_links()] == list(range(1, 161))


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nothing_can_be_deleted(table: str, statement: str) -> None:
    deed()
    with pytest.raises(DatabaseError, match="append-only"):
        run(statement.format(table))


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET role = 'x'", "UPDATE audit_seal SET position = 9"])
def test_nothing_can_be_changed(change: str) -> None:
    deed()
    with pytest.raises(DatabaseError, match="append-only"):
        run(change)


TAMPERINGS = {
    "one byte flipped": ["UPDATE audit_entry SET details = replace(details, '2', '3') WHERE id = {second}"],
    "an actor renamed": ["UPDATE audit_entry SET actor_name = actor_name || ' ' WHERE id = {second}"],
    "a moment moved by a microsecond": [
        "UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE id = {second}"
    ],
    "a row and its seal deleted": [
        "DELETE FROM audit_seal WHERE entry_id = {second}",
        "DELETE FROM audit_entry WHERE id = {second}",
    ],
    "two rows exchanged": [
        "UPDATE audit_seal SET position = -position WHERE position IN (2, 3)",
        "UPDATE audit_seal SET position = 5 + position WHERE position IN (-2, -3)",
    ],
}


@pytest.mark.parametrize("statements", TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_is_found_at_the_second_link(statements: list[str]) -> None:
    for number in range(5):
        deed(number + 1)
    second = sorted(Entry.objects.within("").values_list("id", flat=True))[1]
    with guards_down():
        for statement in statements:
            run(statement.format(second=second))
    assert ledger.verify_stored().broken_at == 2


def test_a_tail_that_was_cut_off_is_found() -> None:
    for number in range(5):
        deed(number)
    assert ledger.verify_stored().holds
    with guards_down():
        run("DELETE FROM audit_seal WHERE position > 3")
        run("DELETE FROM audit_entry WHERE id NOT IN (SELECT entry_id FROM audit_seal)")
    assert verify(ledger.stored_links()).holds, "the links alone cannot tell"
    assert ledger.verify_stored().broken_at == 4


def test_an_entry_slipped_in_without_a_seal_is_found() -> None:
    deed()
    with guards_down():
        deed()
    verdict = ledger.verify_stored()
    assert not verdict.holds
    assert "没有封印" in verdict.reason


def test_the_head_is_kept_outside_the_database() -> None:
    deed()
    anchors.keep(ledger.head())
    assert [anchor.position for anchor in anchors.kept()] == [1]
    assert ledger.verify_stored().anchored == 1


def test_heads_put_aside_say_nothing_about_a_chain_begun_anew() -> None:
    deed()
    anchors.keep(replace(ledger.head(), first="ab" * 32))
    assert "另一个数据库" in ledger.verify_stored().reason
    aside = anchors.put_aside()
    assert aside is not None
    assert aside.exists()
    assert ledger.verify_stored().holds
    assert anchors.put_aside() is not None
    assert anchors.put_aside() is None


def test_verifying_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "TOLD_EVERY", 2)
    for number in range(5):
        deed(number)
    told: list[tuple[int, int]] = []
    ledger.verify_stored(lambda done, total: told.append((done, total)))
    assert told == [(2, 5), (4, 5)]
