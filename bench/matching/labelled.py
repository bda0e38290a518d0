"""The labelled questions: what was asked, and what a person who knows the registers says of it."""

import csv
import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shuren.modules.collection.rules.dictionary import Asked, Match

FINDINGS = ("held", "derivable", "elsewhere", "new")
FILE = Path(__file__).resolve().parent / "questions.csv"


@dataclass(frozen=True)
class Labelled:
    """A question with the finding that is right, the sources that are, and the conditions of a derived one."""

    asked: Asked
    finding: str
    source: str
    where: dict[str, frozenset[str]]
    trap: str
    is_tuning: bool


def labelled(as_of: date) -> list[Labelled]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [_row(row, as_of) for row in csv.DictReader(file)]


def _row(row: dict[str, str], as_of: date) -> Labelled:
    options = tuple(filter(None, row["options"].split("/")))
    asked = Asked(row["label"], row["kind"], row["unit"], options, row["level"], row["within"], as_of)
    digest = hashlib.sha1((row["label"] + row["within"]).encode(), usedforsecurity=False).digest()
    return Labelled(asked, row["finding"], row["source"], _where(row["where"]), row["trap"], digest[0] % 2 == 0)


def _where(said: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for part in filter(None, said.split(";")):
        name, values = part.split("=", 1)
        if ".." in values:
            first, last = map(int, values.split(".."))
            found[name] = frozenset(str(number) for number in range(first, last + 1))
        else:
            found[name] = frozenset(values.split("|"))
    return found


def is_right(row: Labelled, found: Match) -> bool:
    """Whether a match is the right source, and narrows a register as it should."""
    if found.source not in row.source.split("|"):
        return False
    if not found.source.startswith("derived:") or not row.where:
        return True
    said = {name: frozenset(codes) for name, codes in found.derivation.get("where", {}).items()}
    return said == row.where
