"""How sheets of a workbook are called. Pure."""

import re
from collections.abc import Sequence

LONGEST = 31  # characters of a sheet's name in Excel
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def sheet_names(sections: Sequence[str], unnamed: str) -> list[str]:
    """Return a name for the sheet of each section, all of them different."""
    names: list[str] = []
    for section in sections:
        plain = (_FORBIDDEN.sub(" ", section).strip() or unnamed)[:LONGEST]
        name, number = plain, 2
        while name.lower() in {each.lower() for each in names}:
            name, number = f"{plain[: LONGEST - 4]}_{number}", number + 1
        names.append(name)
    return names
