"""What all checks share: tidying what people type, and turning a fast verdict into sentences."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]
Judgement = Callable[[Bytes], Flags]

# White space, and the invisible characters that come along when a number is copied from a page or a chat.
_INVISIBLE = r"[\s\x1c-\x1f\u200b-\u200d\u2060\ufeff]+"
_INVISIBLE_RUST = r"[\s\x1c-\x1f\u{200b}-\u{200d}\u{2060}\u{feff}]+"
_BLANKS = re.compile(_INVISIBLE)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value is refused: a stable code for programs and a sentence (what, why, what to do) for people."""

    code: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def tidy(value: str) -> str:
    """The value as the standards write it: half-width, upper case, without blanks."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", value)).upper()


def tidy_column(column: pl.Series) -> pl.Series:
    """`tidy` for a column of text; only rows beyond ASCII pay for Unicode normalisation."""
    text = column if column.dtype == pl.String else column.cast(pl.String)
    name = text.name
    if text.str.len_bytes().sum() != text.str.len_chars().sum():
        text = text.str.normalize("NFKC")
    if text.str.contains(_INVISIBLE_RUST).any():
        text = text.str.replace_all(_INVISIBLE_RUST, "")
    return text.str.to_uppercase().alias(name)


def characters(column: pl.Series, width: int) -> Bytes:
    """Bytes of a column in which every value has exactly `width` bytes: one line for each place, a value a column."""
    values: Any = column.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    if len(values) == 0:
        return np.zeros((width, 0), dtype=np.uint8)
    _, offsets, data = values.buffers()
    first = int(np.frombuffer(offsets, dtype=np.int64)[values.offset])
    flat = np.frombuffer(data, dtype=np.uint8, count=len(values) * width, offset=first)
    return np.ascontiguousarray(flat.reshape(len(values), width).T)


def are_digits(places: Bytes) -> Flags:
    """Which values have a decimal digit in every one of these places."""
    digits = (places - np.uint8(48)) < 10  # noqa: PLR2004  below "0" wraps to a large number
    return np.asarray(digits.all(axis=0), dtype=np.bool_)


def number_of(places: Bytes) -> Numbers:
    """The decimal number that these places, all digits, spell for each value."""
    number = np.zeros(places.shape[1], dtype=np.int32)
    for digit in places:
        number *= 10
        number += digit - np.uint8(48)
    return number


def digits_flags(size: int, members: Iterable[int]) -> Flags:
    """A table of `size` flags, set at the members: the fastest way to ask whether a code exists."""
    flags = np.zeros(size, dtype=np.bool_)
    flags[list(members)] = True
    return flags


def judge(column: pl.Series, width: int, *, formed: Judgement, sound: Judgement) -> Flags:
    """Which rows of a tidied column hold: null, empty, or `width` characters that are `formed` and `sound`.

    `sound` is asked only about values that are `formed`.
    """
    verdict: Flags = (column.is_null() | (column == "")).fill_null(value=True).to_numpy().copy()
    candidates = np.flatnonzero((column.str.len_bytes() == width).fill_null(value=False).to_numpy())
    places = characters(column if len(candidates) == len(column) else column.gather(candidates), width)
    well_formed = formed(places)
    if not well_formed.all():
        places, candidates = np.ascontiguousarray(places[:, well_formed]), candidates[well_formed]
    verdict[candidates] = sound(places)
    return verdict


def explain(column: pl.Series, holds: Flags, check: Callable[[str], Problem | None]) -> pl.Series:
    """One sentence for every row that does not hold, null for the others; each distinct bad value is explained once."""
    sentences = pl.Series(column.name, [None], dtype=pl.String).new_from_index(0, len(column))
    bad = np.flatnonzero(~holds)
    if not len(bad):
        return sentences
    known: dict[str, str | None] = {}
    said: list[str | None] = []
    for value in column.gather(bad).to_list():
        if value not in known:
            problem = check(value)
            known[value] = problem.sentence if problem else None
        said.append(known[value])
    return sentences.scatter(bad, said)
