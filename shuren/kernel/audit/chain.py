"""Verifying the chain; plain Python over rows, so that an exported log is verified without a database."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FIELDS = ("id", "at_us", "actor_id", "actor_name", "role", "label", "org_path", "subject_type", "subject_id", "details")


@dataclass(frozen=True)
class Link:
    """A sealed entry: its position, the fields in the order of FIELDS as text, and the stored hash."""

    position: int
    fields: tuple[str, ...]
    hash: bytes


@dataclass(frozen=True)
class Verdict:
    """`broken_at` is the first position that does not hold, `head` the hash of the last that does."""

    checked: int
    head: str
    broken_at: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def canonical(fields: tuple[str, ...]) -> bytes:
    """Return the sealed bytes of an entry: each field as a netstring (`length:value,`), length in bytes."""
    return b"".join(b"%d:%s," % (len(value), value) for value in (field.encode() for field in fields))


def verify(links: Iterable[Link]) -> Verdict:
    """Walk the chain from its first link and stop at the first that does not hold."""
    last, position = b"", 0
    for link in links:
        if link.position != position + 1:
            return Verdict(position, last.hex(), position + 1, "一条或多条记录被删除。")
        expected = hashlib.sha256(last + canonical(link.fields)).digest()
        if expected != link.hash:
            return Verdict(position, last.hex(), link.position, "记录内容与封印不一致，内容、次序或封印被改动。")
        last, position = expected, link.position
    return Verdict(position, last.hex())


def read_export(path: Path) -> Iterator[Link]:
    """Read links from an exported log: one JSON array a line, [position, hash in hex, field, field, ...]."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            position, hexed, *fields = json.loads(line)
            yield Link(position, tuple(fields), bytes.fromhex(hexed))


def write_export(links: Iterable[Link], path: Path) -> int:
    """Write links as `read_export` reads them; return how many."""
    written = 0
    with path.open("w", encoding="utf-8") as out:
        for link in links:
            out.write(json.dumps([link.position, link.hash.hex(), *link.fields], ensure_ascii=False) + "\n")
            written += 1
    return written
