"""The blind index: equal values have equal digests, so a sealed value can be found without being opened.

A digest reads key.base64(first 16 bytes of the keyed digest). Values are normalised first, each kind in its way.
"""

import binascii
import re
import unicodedata
from collections.abc import Callable

import polars as pl

from shuren.kernel.identifiers import tidy
from shuren.kernel.sensitive.keys import KeyRing, ring
from shuren.kernel.sensitive.suites import Digest

DIGEST_BYTES = 16
DIGEST_LENGTH = 8 + 1 + 22  # key number, dot, base64 without padding

_PHONE_MARKS = re.compile(r"[-()]")
_COUNTRY = re.compile(r"^(\+|00)86")
_DOTS = re.compile(r"[·•‧・．.]")


def _phone(value: str) -> str:
    return _COUNTRY.sub("", _PHONE_MARKS.sub("", tidy(value)))


def _name(value: str) -> str:
    return _DOTS.sub("·", " ".join(unicodedata.normalize("NFKC", value).split())).casefold()


NORMALISED: dict[str, Callable[[str], str]] = {"number": tidy, "phone": _phone, "name": _name}


def _write(number: str, digest: Digest, value: str) -> str:
    return f"{number}.{binascii.b2a_base64(digest(value.encode())[:DIGEST_BYTES], newline=False)[:-2].decode()}"


def index_of(value: str, purpose: str, *, kind: str = "number", keys: KeyRing | None = None) -> str | None:
    """The digest under the current key; none for a value that is empty once normalised."""
    keys = keys or ring()
    value = NORMALISED[kind](value)
    number = keys.index_numbers[0]
    return _write(number, keys.digest(number, purpose), value) if value else None


def index_candidates(value: str, purpose: str, *, kind: str = "number", keys: KeyRing | None = None) -> list[str]:
    """The digests a stored value may have: one for each indexing key on the ring."""
    keys = keys or ring()
    value = NORMALISED[kind](value)
    return [_write(number, keys.digest(number, purpose), value) for number in keys.index_numbers] if value else []


def index_column(column: pl.Series, purpose: str, *, kind: str = "number", keys: KeyRing | None = None) -> pl.Series:
    """`index_of` for a column; null and empty give null."""
    keys = keys or ring()
    number, normalised = keys.index_numbers[0], NORMALISED[kind]
    digest = keys.digest(number, purpose)
    digests: list[str | None] = []
    for value in column.to_list():
        plain = normalised(value) if value else ""
        digests.append(_write(number, digest, plain) if plain else None)
    return pl.Series(column.name, digests, dtype=pl.String)
