"""Numbers, verification codes and dates as a certificate bears them."""

import hmac
import secrets
from datetime import date

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another when read from paper
HALF = 5  # ten signs in two halves: 49 bits
DIGITS = "〇一二三四五六七八九"


def number_of(prefix: str, unit_code: str, year: int, serial: int) -> str:
    """Write a certificate's number; serials run from 1 without gaps for each prefix, unit and year."""
    return f"{prefix}-{unit_code}-{year}-{serial:04d}"


def new_code() -> str:
    """Return a code that cannot be guessed, printed beside the number."""
    drawn = "".join(secrets.choice(SIGNS) for _ in range(2 * HALF))
    return f"{drawn[:HALF]}-{drawn[HALF:]}"


def tidy(typed: str) -> str:
    """Return a typed number or code as it is kept: upper case, without spaces, with plain hyphens."""
    plain = "".join(typed.split()).upper()
    for dash in "－–—‐":
        plain = plain.replace(dash, "-")
    return plain


def is_same_code(typed: str, kept: str) -> bool:
    """Compare codes in a time that does not tell how much of them agrees; hyphens may be left out."""
    return hmac.compare_digest(_signs(typed), _signs(kept))


def _signs(code: str) -> bytes:
    return tidy(code).replace("-", "").encode()


def in_figures(day: date) -> str:
    """2026年9月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def in_words(day: date) -> str:
    """二〇二六年九月一日, as papers are dated."""
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_below_hundred(day.month)}月{_below_hundred(day.day)}日"


def _below_hundred(value: int) -> str:
    tens, ones = divmod(value, 10)
    ten = {0: "", 1: "十"}.get(tens, f"{DIGITS[tens]}十")
    return ten + (DIGITS[ones] if ones else "")
