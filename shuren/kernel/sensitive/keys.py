"""The key ring: every key that ever sealed something, and which one seals today.

Keys are numbered; the highest number seals, the others still open. A key is written in base64, after the name of its
suite and a colon if that is not the usual one. To rotate, add a key with the next number: old tokens stay readable,
and rows can be resealed at leisure.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Self

from shuren.kernel.sensitive.suites import (
    A256GCM,
    HS256,
    Digest,
    Open,
    Seal,
    index_suites,
    random_bytes,
    sealing_suites,
)


class KeyMissing(Exception):  # noqa: N818
    """缺少加密密钥，敏感信息无法读写；请从备份恢复密钥文件后重启服务。"""

    def __init__(self, detail: str) -> None:
        super().__init__(f"{type(self).__doc__} ({detail})")


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """One key of a ring with the suite it is for."""

    number: str
    suite: str
    secret: bytes


def _read(written: Mapping[str, str], usual: str, lengths: Mapping[str, int], kind: str) -> dict[str, Key]:
    keys: dict[str, Key] = {}
    for number in sorted(written, key=int, reverse=True):
        suite, _, text = written[number].rpartition(":")
        try:
            key = Key(number, suite or usual, binascii.a2b_base64(text, strict_mode=True))
        except binascii.Error:
            raise KeyMissing(f"{kind} key {number} is not base64") from None
        if lengths.get(key.suite) != len(key.secret):
            raise KeyMissing(f"{kind} key {number} does not fit suite {key.suite}")
        keys[number] = key
    if not keys:
        raise KeyMissing(f"no {kind} key")
    return keys


class KeyRing:
    """The keys by number, and ready-made functions for each purpose, such as "people.person.id_number"."""

    def __init__(self, sealing: Mapping[str, str], indexing: Mapping[str, str]) -> None:
        lengths = {suite.name: suite.key_bytes for suite in sealing_suites}
        self._sealing = _read(sealing, A256GCM.name, lengths, "sealing")
        lengths = {suite.name: suite.key_bytes for suite in index_suites}
        self._indexing = _read(indexing, HS256.name, lengths, "index")
        self.cipher = cache(self._cipher)
        self.digest = cache(self._digest)

    def __repr__(self) -> str:
        return f"<KeyRing {len(self._sealing)} sealing, {len(self._indexing)} indexing>"

    @classmethod
    def fresh(cls) -> Self:
        """A ring of new keys."""
        return cls({"1": new_key()}, {"1": new_key()})

    @property
    def sealing_key(self) -> Key:
        """The key that seals today."""
        return next(iter(self._sealing.values()))

    @property
    def index_numbers(self) -> list[str]:
        """Every index key, the one in use first."""
        return list(self._indexing)

    def key(self, number: str) -> Key:
        """The sealing key of a token; raises `KeyMissing`."""
        if number not in self._sealing:
            raise KeyMissing(f"sealing key {number}")
        return self._sealing[number]

    def _cipher(self, number: str, purpose: str) -> tuple[Seal, Open]:
        """Both directions for a purpose; kept, because derivation costs."""
        key = self.key(number)
        return sealing_suites[key.suite].begin(key.secret, purpose)

    def _digest(self, number: str, purpose: str) -> Digest:
        key = self._indexing[number]
        return index_suites[key.suite].begin(key.secret, purpose)


def new_key() -> str:
    """A random key of 256 bits, for either kind."""
    return base64.b64encode(random_bytes(32)).decode()


class _Current:
    provider: Callable[[], KeyRing] | None = None
    ring: KeyRing | None = None


def use_keys(provider: Callable[[], KeyRing]) -> None:
    """Say where the ring of this process comes from; it is fetched at first use."""
    _Current.provider, _Current.ring = provider, None


def ring() -> KeyRing:
    """The ring of this process."""
    if _Current.ring is None:
        if _Current.provider is None:
            raise KeyMissing("no key ring was named; call use_keys first")
        _Current.ring = _Current.provider()
    return _Current.ring
