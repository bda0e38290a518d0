"""Numbers as people type them into a form. Pure."""

import re
import unicodedata

MOST = 100_000_000  # no school has more of anything counted here
THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


def number(text: str, decimals: int) -> float | None:
    """Return a number of so many decimals at most, None where the text is none; 1,200 and １２００ are 1200."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    pattern = rf"\d+(\.\d{{1,{decimals}}})?" if decimals else r"\d+(\.0+)?"
    if not re.fullmatch(pattern, plain):
        return None
    found = float(plain)
    if found > MOST:
        return None
    return found if decimals else int(found)
