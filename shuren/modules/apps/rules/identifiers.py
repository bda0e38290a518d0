"""Identifiers that say nothing: which row of ours stands behind one is known to whoever holds the app's key.

A row's kind and number are one block, enciphered under a key that every app has of its own (a pseudorandom
permutation, FIPS 197): the same row is called the same in an app every time, and two apps cannot compare notes. No
table has to be kept, for the key leads back.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY_BYTES: Final = 32
BLOCK: Final = 16
_NUMBER_BYTES: Final = 12
_LETTERS: Final = frozenset("0123456789abcdef")


class Kind(IntEnum):
    """What is identified; the numbers are part of every identifier and never change."""

    PERSON = 1
    ORG = 2
    CLASS = 3
    COURSE = 4
    ENROLMENT = 5
    TEACHING = 6
    SESSION = 7


@dataclass(frozen=True, slots=True, repr=False)
class Identifiers:
    """The identifiers of one app.

    >>> one, other = Identifiers(bytes(32)), Identifiers(bytes(31) + b"1")
    >>> told = one.of(Kind.CLASS, 7)
    >>> len(told), one.number(Kind.CLASS, told), one.number(Kind.PERSON, told), other.number(Kind.CLASS, told)
    (32, 7, None, None)
    """

    key: bytes

    def of(self, kind: Kind, number: int) -> str:
        """Return how a row is called."""
        block = kind.to_bytes(BLOCK - _NUMBER_BYTES, "big") + number.to_bytes(_NUMBER_BYTES, "big")
        return self._cipher().encryptor().update(block).hex()

    def number(self, kind: Kind, told: str) -> int | None:
        """Return the number of the row that is called so; None for what is no identifier of the kind in this app."""
        if len(told) != 2 * BLOCK or not _LETTERS.issuperset(told):
            return None
        block = self._cipher().decryptor().update(bytes.fromhex(told))
        head, tail = block[: BLOCK - _NUMBER_BYTES], block[BLOCK - _NUMBER_BYTES :]
        return int.from_bytes(tail, "big") if int.from_bytes(head, "big") == kind else None

    def _cipher(self) -> Cipher[modes.ECB]:
        # One block under a key of its own needs no chaining: equal rows are meant to be called the same.
        return Cipher(algorithms.AES(self.key), modes.ECB())  # noqa: S305
