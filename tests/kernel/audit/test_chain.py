"""Whatever is done to a sealed log, the chain tells where it begins."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.kernel.audit.chain import Anchor, Link, canonical, read_export, verify, write_export

pytestmark = pytest.mark.pure


def chain(count: int) -> list[Link]:
    """Make an unbroken chain of so many links."""
    links, last = [], b""
    for position in range(1, count + 1):
        fields = (str(position), "1", "account:1", "王校", "principal", "x.y.z", "0001", "", "", f'{{"n": {position}}}')
        last = hashlib.sha256(last + canonical(fields)).digest()
        links.append(Link(position, fields, last))
    return links


def head_of(links: list[Link]) -> Anchor:
    return Anchor(links[0].hash.hex(), links[-1].position, links[-1].hash.hex())


def test_an_untouched_chain_holds() -> None:
    links = chain(5)
    verdict = verify(links)
    assert (verdict.holds, verdict.checked, verdict.head) == (True, 5, links[-1].hash.hex())


def test_an_empty_chain_holds() -> None:
    assert verify([]).holds


@given(st.integers(0, 9), st.integers(0, 9), st.data())
def test_a_flipped_character_is_found_where_it_is(at: int, field: int, data: st.DataObject) -> None:
    links = chain(10)
    value = links[at].fields[field]
    place = data.draw(st.integers(0, len(value)))
    changed = value[:place] + "~" + value[place + 1 :]
    fields = (*links[at].fields[:field], changed, *links[at].fields[field + 1 :])
    links[at] = replace(links[at], fields=fields)
    assert verify(links).broken_at == at + 1


@given(st.integers(0, 9), st.integers(0, 31))
def test_a_flipped_bit_of_a_seal_is_found(at: int, place: int) -> None:
    links = chain(10)
    sealed = bytearray(links[at].hash)
    sealed[place] ^= 1
    links[at] = replace(links[at], hash=bytes(sealed))
    assert verify(links).broken_at == at + 1


@given(st.integers(0, 8))
def test_a_deleted_link_is_found(at: int) -> None:
    links = chain(10)
    del links[at]
    assert verify(links).broken_at == at + 1


@given(st.integers(0, 8))
def test_a_deleted_link_is_found_after_renumbering(at: int) -> None:
    links = chain(10)
    del links[at]
    renumbered = [replace(link, position=position) for position, link in enumerate(links, start=1)]
    assert verify(renumbered).broken_at == at + 1


@given(st.integers(0, 9), st.integers(0, 9))
def test_two_exchanged_entries_are_found(one: int, other: int) -> None:
    links = chain(10)
    links[one], links[other] = (
        replace(links[one], fields=links[other].fields),
        replace(links[other], fields=links[one].fields),
    )
    assert verify(links).holds is (one == other)


def test_fields_cannot_borrow_from_each_other() -> None:
    assert canonical(("a", "bc")) != canonical(("ab", "c"))


@pytest.mark.parametrize("kept", [5, 9, 1])
def test_a_tail_that_was_cut_off_is_found_by_an_anchor(kept: int) -> None:
    links = chain(10)
    assert verify(links[:kept]).holds, "the links alone cannot tell"
    verdict = verify(links[:kept], [head_of(links)])
    assert verdict.broken_at == kept + 1


def test_an_emptied_chain_is_found_by_an_anchor() -> None:
    assert not verify([], [head_of(chain(3))]).holds


def test_a_chain_rewritten_behind_an_anchor_is_found() -> None:
    links, other = chain(10), chain(3)
    last = other[-1].hash
    for position in range(4, 12):
        fields = (*links[0].fields[:-1], "{}")
        last = hashlib.sha256(last + canonical(fields)).digest()
        other.append(Link(position, fields, last))
    assert verify(other).holds
    assert verify(other, [head_of(links)]).broken_at == 10


def test_anchors_that_were_met_are_counted() -> None:
    links = chain(10)
    assert verify(links, [head_of(links[:4]), head_of(links[:7])]).anchored == 2


def test_a_chain_rewritten_from_its_first_link_is_found_by_a_single_anchor() -> None:
    links = [replace(link, fields=(*link.fields[:-1], "{}")) for link in chain(10)]
    last, rewritten = b"", list[Link]()
    for link in links:
        last = hashlib.sha256(last + canonical(link.fields)).digest()
        rewritten.append(replace(link, hash=last))
    assert verify(rewritten).holds
    assert verify(rewritten, [head_of(chain(20))]).broken_at == 1, "the anchor stands behind the end of the chain"


def test_an_exported_log_verifies_without_a_database(tmp_path: Path) -> None:
    links = chain(20)
    assert write_export(links, tmp_path / "audit.jsonl") == 20
    assert verify(read_export(tmp_path / "audit.jsonl")).holds


def test_an_exported_log_that_was_edited_does_not_verify(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    write_export(chain(20), path)
    path.write_text(path.read_text(encoding="utf-8").replace('{\\"n\\": 7}', '{\\"n\\": 8}'), encoding="utf-8")
    assert verify(read_export(path)).broken_at == 7
