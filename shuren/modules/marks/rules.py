"""How a mark is written, in plain values.

In compulsory education results are told as levels, not as points （教基厅函〔2021〕34号，条款待核）.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from shuren.kernel.periods import AUTUMN, SPRING, AcademicYear, Term

LEVELS = ("优秀", "良好", "合格", "待合格", "不合格", "A", "B", "C", "D", "E")
SEASONS = (AUTUMN, SPRING)
BY_LEVEL = frozenset({"primary", "junior", "special"})  # stages whose results are told as levels
FULL = Decimal(100)
WITHDRAWN = "已撤销"


@dataclass(frozen=True)
class Result:
    """What a pupil got in one subject; one with neither points nor a level has been withdrawn."""

    score: Decimal | None
    full: Decimal | None
    level: str = ""
    credit: Decimal | None = None

    @property
    def stands(self) -> bool:
        return self.score is not None or bool(self.level)

    @property
    def points(self) -> str:
        """The points, with what they are out of where that is not a hundred."""
        if self.score is None:
            return ""
        out_of = f"/{plain(self.full)}" if self.full not in {None, FULL} else ""
        return f"{plain(self.score)}{out_of}"

    @property
    def typed(self) -> str:
        """The result as `read` takes it."""
        return f"{self.points} {self.level}".strip()

    def told(self, stage: str) -> str:
        """Write the result as a transcript of a stage does."""
        if stage in BY_LEVEL and self.level:
            return self.level
        return f"{self.points}（{self.level}）" if self.points and self.level else self.points or self.level

    def __str__(self) -> str:
        if not self.stands:
            return WITHDRAWN
        credit = f"{plain(self.credit)} 学分" if self.credit is not None else ""
        return " · ".join(part for part in (self.points, self.level, credit) if part)


@dataclass(frozen=True)
class Change:
    """What was typed into one cell of a sheet and is not what the register holds; `corrects` what it holds."""

    pupil: int  # the enrolment
    subject: str
    result: Result
    corrects: bool


TYPED = re.compile(r"(?:(\d{1,3}(?:\.\d)?)(?:/(\d{1,3}(?:\.\d)?))?)? ?(" + "|".join(LEVELS) + ")?")


def tidy(typed: str) -> str:
    """Return what was typed or pasted in plain signs: half width, single blanks, capitals."""
    return " ".join(unicodedata.normalize("NFKC", typed).upper().split())


def read(typed: str, full: Decimal, credit: Decimal | None = None) -> Result | None:
    """Read a tidied cell such as 92, 135/150, 优秀 or 92 优秀; `full` counts where none is typed. None for all else."""
    found = TYPED.fullmatch(typed)
    if found is None or not typed:
        return None
    score, out_of, level = found.groups()
    if score is None:
        return Result(None, None, level, credit)
    return Result(Decimal(score), Decimal(out_of) if out_of else full, level or "", credit)


def plain(number: Decimal | None) -> str:
    """92.50 is written 92.5, 90.0 is written 90, nothing is written as nothing."""
    return "" if number is None else f"{number.normalize():f}"


def term_of(year: int, season: str) -> Term:
    return Term(AcademicYear(year), season)


def short_term(year: int, season: str) -> str:
    """2026-2027 秋季."""
    return f"{AcademicYear(year)} {'秋季' if season == AUTUMN else '春季'}"
