"""Verifying the chain; plain Python over rows, so that an exported log is verified without a database."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FIELDS = ("id", "at_us", "actor_id", "actor_name", "role", "label", "org_path", "subject_type", "subject_id", "details")

# Why a chain does not hold; kept with the verdict and translated where it is shown.
MISSING = "一条或多条记录被删除。"
ALTERED = "记录内容与封印不一致，内容、次序或封印被改动。"
OTHERWISE_ANCHORED = "封印与此前留存在库外的校验值不一致：记录被整体改写，或者校验值文件属于另一个数据库。"
CUT_SHORT = "最新的记录被删除，或恢复了旧的副本：库外留存的校验值比现有记录更新。"
WITHOUT_SEAL = "有记录没有封印：写入时绕过了封印触发器。"
REASONS = (MISSING, ALTERED, OTHERWISE_ANCHORED, CUT_SHORT, WITHOUT_SEAL)


@dataclass(frozen=True)
class Link:
    """A sealed entry: its position, the fields in the order of FIELDS as text, and the stored hash."""

    position: int
    fields: tuple[str, ...]
    hash: bytes


@dataclass(frozen=True)
class Anchor:
    """A head of the chain as it was kept elsewhere; `first` is the hash of position 1 and names the chain."""

    first: str
    position: int
    hash: str


@dataclass(frozen=True)
class Verdict:
    """`broken_at` is the first position that does not hold, `head` the hash of the last that does.

    `first` names the chain; `anchored` counts the anchors that were met.
    """

    checked: int
    head: str
    broken_at: int | None = None
    reason: str = ""
    first: str = ""
    anchored: int = 0

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def canonical(fields: tuple[str, ...]) -> bytes:
    """Return the sealed bytes of an entry: each field as a netstring (`length:value,`), length in bytes."""
    return b"".join(b"%d:%s," % (len(value), value) for value in (field.encode() for field in fields))


def verify(links: Iterable[Link], anchors: Iterable[Anchor] = ()) -> Verdict:
    """Walk the chain from its first link and stop at the first that does not hold.

    The links alone cannot tell that the newest of them are missing; anchors kept outside the database can.
    """
    last, position, first, kept = b"", 0, "", _Kept(anchors)
    for link in links:
        if link.position != position + 1:
            return Verdict(position, last.hex(), position + 1, MISSING, first)
        expected = hashlib.sha256(last + canonical(link.fields)).digest()
        if expected != link.hash:
            return Verdict(position, last.hex(), link.position, ALTERED, first)
        last, position = expected, link.position
        first = first or expected.hex()
        if not kept.meets(position, expected.hex()):
            return Verdict(position, last.hex(), position, OTHERWISE_ANCHORED, first)
    if kept.furthest > position:
        return Verdict(position, last.hex(), position + 1, CUT_SHORT, first)
    return Verdict(position, last.hex(), first=first, anchored=kept.met)


class _Kept:
    """The anchors by position, and how many of them were met. All of them belong to one chain."""

    def __init__(self, anchors: Iterable[Anchor]) -> None:
        self._hashes: dict[int, set[str]] = {}
        self._firsts: set[str] = set()
        for anchor in anchors:
            self._firsts.add(anchor.first)
            self._hashes.setdefault(anchor.position, set()).add(anchor.hash)
        self.furthest = max(self._hashes, default=0)
        self.met = 0

    def meets(self, position: int, hexed: str) -> bool:
        wanted = self._hashes.get(position, set())
        self.met += hexed in wanted
        return (wanted | self._firsts if position == 1 else wanted) <= {hexed}


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
