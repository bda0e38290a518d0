"""Sealing values and columns. A token reads suite.key.base64(nonce, cipher text, tag); nothing sealed is nothing."""

import binascii
from collections.abc import Callable
from typing import Self

import polars as pl

from shuren.kernel.sensitive.keys import KeyRing, ring
from shuren.kernel.sensitive.masks import mask
from shuren.kernel.sensitive.suites import NotAuthentic, random_bytes, sealing_suites


class Unreadable(Exception):  # noqa: N818
    """这项敏感信息的密文不完整或被改动过，无法解密；请联系系统管理员核查数据，并从备份恢复。"""

    def __init__(self) -> None:
        super().__init__(type(self).__doc__)


def _sealer(purpose: str, keys: KeyRing) -> tuple[str, int, Callable[[bytes, bytes], bytes]]:
    key = keys.sealing_key
    return f"{key.suite}.{key.number}.", sealing_suites[key.suite].nonce_bytes, keys.cipher(key.number, purpose)[0]


def seal(value: str, purpose: str, *, keys: KeyRing | None = None) -> str:
    """The token of a value. `purpose` names the field; a token moved to another field cannot be opened there."""
    return seal_column(pl.Series([value], dtype=pl.String), purpose, keys=keys)[0] if value else ""


def open_token(token: str, purpose: str, *, keys: KeyRing | None = None) -> str:
    """The value of a token; raises `Unreadable` when it was changed and `KeyMissing` when its key is gone."""
    if not token:
        return ""
    keys = keys or ring()
    parts = token.split(".", 2)
    if len(parts) != 3 or parts[0] not in sealing_suites:  # noqa: PLR2004
        raise Unreadable
    suite = sealing_suites[parts[0]]
    if keys.key(parts[1]).suite != suite.name:
        raise Unreadable
    try:
        raw = binascii.a2b_base64(parts[2], strict_mode=True)
        if binascii.b2a_base64(raw, newline=False).decode() != parts[2]:
            raise Unreadable
        return keys.cipher(parts[1], purpose)[1](raw[: suite.nonce_bytes], raw[suite.nonce_bytes :]).decode()
    except (NotAuthentic, ValueError):
        raise Unreadable from None


def seal_column(column: pl.Series, purpose: str, *, keys: KeyRing | None = None) -> pl.Series:
    """Tokens for a column of values; null and empty stay what they are."""
    prefix, size, encrypt = _sealer(purpose, keys or ring())
    values = column.to_list()
    nonces = _nonces(len(values), size)
    encode = binascii.b2a_base64
    tokens: list[str | None] = [
        prefix + encode(nonce + encrypt(nonce, value.encode()), newline=False).decode() if value else value
        for nonce, value in zip(nonces, values, strict=True)
    ]
    return pl.Series(column.name, tokens, dtype=pl.String)


def open_column(column: pl.Series, purpose: str, *, keys: KeyRing | None = None) -> pl.Series:
    """Values for a column of tokens; null and empty stay what they are."""
    keys = keys or ring()
    values = [open_token(token, purpose, keys=keys) if token else token for token in column.to_list()]
    return pl.Series(column.name, values, dtype=pl.String)


def _nonces(count: int, size: int) -> list[bytes]:
    """Fresh random nonces, fetched from the operating system in one go."""
    pool = random_bytes(count * size)
    return [pool[start : start + size] for start in range(0, count * size, size)]


class Sealed:
    """A sensitive value in the hands of code: everything that prints shows the mask, `reveal()` shows the value."""

    __slots__ = ("_mask", "_plain", "_purpose", "_token")

    def __init__(self, *, purpose: str, mask: str, token: str | None = None, plain: str | None = None) -> None:
        self._purpose, self._mask, self._token, self._plain = purpose, mask, token, plain

    @classmethod
    def of(cls, value: str, *, purpose: str, mask: str) -> Self:
        """Wrap a value that has just been entered."""
        return cls(purpose=purpose, mask=mask, plain=value)

    @property
    def purpose(self) -> str:
        return self._purpose

    @property
    def token(self) -> str:
        """What the database holds."""
        if self._token is None:
            self._token = seal(self._plain or "", self._purpose)
        return self._token

    def reveal(self) -> str:
        """The value itself. Whoever calls this has checked the permission and recorded the look."""
        if self._plain is None:
            self._plain = open_token(self._token or "", self._purpose)
        return self._plain

    def __str__(self) -> str:
        return mask(self._mask, self.reveal())

    def __repr__(self) -> str:
        return f"<Sealed {self._purpose}>"

    def __bool__(self) -> bool:
        return bool(self._plain or self._token)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sealed):
            return NotImplemented
        return self._purpose == other._purpose and self.reveal() == other.reveal()

    def __hash__(self) -> int:
        return hash(self._purpose)  # a hash of the value would travel further than the value may

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self.token, self._purpose, self._mask)


def _restored(token: str, purpose: str, mask: str) -> Sealed:
    return Sealed(purpose=purpose, mask=mask, token=token)
