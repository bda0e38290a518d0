"""What people type, made uniform: spaces, full-width characters, numbers, days, yes and no. Vectorised and pure.

Every function takes the typed text as a string series and gives a series of the same length; a value that cannot be
read becomes null, so null where the text is not null means "unreadable".
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

INVISIBLE = r"[\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2064}\x{FEFF}\x{00AD}\x00-\x08\x0E-\x1F\x7F]"
SPACES = r"[\s\x{00A0}\x{1680}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}]+"
UNTIDY = (
    r"^\s|\s$|[\x00-\x1F\x7F-\x{009F}\x{00A0}\x{00AD}\x{1680}\x{2000}-\x{200F}\x{202A}-\x{202F}\x{205F}-\x{2064}\x{3000}"
    r"\x{FEFF}\x{FF01}-\x{FF5E}]|^'"
)
ESCAPED = r"^'([=+\-@\t\r])"  # a text export puts ' before what a spreadsheet would run as a formula

WIDE = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)}
WIDE_ALNUM = {wide: narrow for wide, narrow in WIDE.items() if narrow.isalnum()}

# Suffixes people type after a number, by the unit of the column, with the factor that leads to that unit.
UNITS: Mapping[str, Mapping[str, float]] = {
    "Mbps": {
        **dict.fromkeys(("m", "mb", "mbps", "mb/s", "mbit/s", "兆", "兆比特/秒"), 1),
        **dict.fromkeys(("g", "gb", "gbps", "gb/s", "gbit/s", "千兆"), 1000),
        **dict.fromkeys(("k", "kb", "kbps", "kb/s", "kbit/s"), 0.001),
    },
    "元": {"元": 1, "圆": 1, "¥": 1, "万": 10_000, "万元": 10_000},
    "万元": {"万": 1, "万元": 1, "元": 0.0001, "亿元": 10_000},
    "平方米": dict.fromkeys(("㎡", "m2", "m²", "平方", "平米", "平方米"), 1),
    "%": dict.fromkeys(("%", "％"), 1),
    "GB": {"g": 1, "gb": 1, "m": 0.001, "mb": 0.001, "t": 1000, "tb": 1000},
    "TB": {"t": 1, "tb": 1, "g": 0.001, "gb": 0.001},
    "人": dict.fromkeys(("人", "名", "个"), 1),
    "台": dict.fromkeys(("台", "套", "部"), 1),
}
YES = ("是", "有", "1", "y", "yes", "true", "√", "对")
NO = ("否", "无", "0", "n", "no", "false", "×", "没有", "不是")

NUMBER = r"^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$"
DAY = (
    r"^(\d{4})\s*(?:[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})|(\d{2})(\d{2}))\s*日?"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.0+)?)?)?$"
)
SERIAL = r"^\d{5}(?:\.\d+)?$"
SERIAL_ZERO = date(1899, 12, 30)  # day 0 of the 1900 date system as every spreadsheet counts from March 1900 on


def untidy_columns(raw: pl.DataFrame) -> list[str]:
    """Return the names of the columns in which anything needs tidying at all; most need nothing."""
    found = raw.select(pl.all().str.contains(UNTIDY).any().fill_null(value=False))
    return [name for name in raw.columns if found.item(0, name)]


def tidy(text: pl.Series, *, all_wide: bool) -> pl.Series:
    """Trim, join white space, drop invisible characters, narrow full-width letters and digits.

    `all_wide` narrows full-width punctuation too, which is right for numbers, days and codes, wrong for prose.
    """
    wide = WIDE if all_wide else WIDE_ALNUM
    return (
        text.str.replace(ESCAPED, "${1}")
        .str.replace_all(INVISIBLE, "")
        .str.replace_all(SPACES, " ")
        .str.strip_chars(" ")
        .str.replace_many(list(wide), list(wide.values()))
    )


def blank_to_null(text: pl.Series) -> pl.Series:
    return text.set(text == "", None) if (text == "").any() else text


def _refill(parsed: pl.Series, text: pl.Series, slow: pl.Series) -> pl.Series:
    """Put the slow reading where the fast one found nothing. `slow` belongs to the missing rows, in order."""
    missing = (parsed.is_null() & text.is_not_null()).arg_true()
    return parsed.scatter(missing, slow)


def numbers(text: pl.Series, unit: str = "") -> pl.Series:
    """Read numbers with thousands separators, exponents and the column's own unit typed after them."""
    parsed = text.cast(pl.Float64, strict=False)
    if not parsed.is_finite().all():
        parsed = parsed.set(parsed.is_infinite() | parsed.is_nan(), None)
    if parsed.null_count() == text.null_count():
        return parsed
    rest = text.filter(parsed.is_null() & text.is_not_null())
    return _refill(parsed, text, _odd_numbers(rest, unit))


def _odd_numbers(text: pl.Series, unit: str) -> pl.Series:
    factors = {**UNITS.get(unit, {}), **({unit.lower(): 1} if unit else {})}
    parts = text.str.extract_groups(r"^([+-]?[\d,.]+(?:[eE][+-]?\d{1,2})?)\s*(\D*)$").struct
    figure, suffix = parts.field("1"), parts.field("2").str.to_lowercase().str.strip_chars(" ")
    factor = suffix.replace_strict(
        ["", *factors], [1.0, *map(float, factors.values())], default=None, return_dtype=pl.Float64
    )
    plain = figure.set(~figure.str.contains(NUMBER).fill_null(value=False), None).str.replace_all(",", "", literal=True)
    return plain.cast(pl.Float64, strict=False) * factor


def days(text: pl.Series) -> pl.Series:
    """Read 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日, 20260301, a spreadsheet's serial number; a time is dropped."""
    parsed = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    exact = (text.str.len_chars() == 10) | text.str.ends_with(" 00:00:00")  # noqa: PLR2004  the length of an ISO day
    parsed = parsed.set(~exact.fill_null(value=False), None)
    rest = text.filter(parsed.is_null() & text.is_not_null())
    return _refill(parsed, text, _odd_days(rest)) if len(rest) else parsed


def _odd_days(text: pl.Series) -> pl.Series:
    parts = text.str.extract_groups(DAY).struct
    month = parts.field("2").fill_null(parts.field("4"))
    day = parts.field("3").fill_null(parts.field("5"))
    written = parts.field("1") + "-" + month.str.zfill(2) + "-" + day.str.zfill(2)
    serial = text.set(~text.str.contains(SERIAL), None).cast(pl.Float64, strict=False).floor().cast(pl.Int64)
    counted = serial.to_frame("n").select(pl.lit(SERIAL_ZERO) + pl.duration(days=pl.col("n"))).to_series()
    return written.str.to_date("%Y-%m-%d", strict=False).fill_null(counted)


def yes_no(text: pl.Series) -> pl.Series:
    """Read 是/否, 有/无, 1/0 and their like."""
    words = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
    return text.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.Boolean)


def coded(text: pl.Series, names: Mapping[str, str]) -> pl.Series:
    """Read a code given as code, as name or as "code name"; `names` maps code to name.

    A name that two codes share is not accepted in place of a code.
    """
    by_name: dict[str, str | None] = {}
    for code, name in names.items():
        by_name[name] = None if name in by_name else code
    known = {name: code for name, code in by_name.items() if code} | {code: code for code in names}
    known |= {f"{code} {name}": code for code, name in names.items()}
    return text.replace_strict(known, default=None, return_dtype=pl.String) if known else text.clear(len(text))
