"""Setting a paper on A4."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import rjieba
from django.utils import timezone

from shuren.kernel import documents
from shuren.modules.office.models import Letterhead
from shuren.modules.office.queries.sheets import Sheet, Stage
from shuren.modules.office.rules import kinds, texts
from shuren.spine.certificates import api as certificates

PAPER = Path(__file__).resolve().parent.parent / "templates" / "office" / "paper.typ"
SHEET = PAPER.with_name("sheet.typ")
LINE = 19  # characters of a title's line; GB/T 9704-2012 leaves room for twenty
DRAFT = "文稿 未签发"


def paper(
    letterhead: Letterhead,
    form: Mapping[str, Any],
    annexes: Sequence[str],
    *,
    number: str = "",
    on: date | None = None,
    signer: str = "",
) -> bytes:
    """Return the PDF; without a number it is marked as a draft. An upward one names its signer (7.2.6)."""
    kind = kinds.KINDS[form.get("kind", kinds.USUAL)]
    data = {
        "agency": letterhead.agency,
        "heading": letterhead.agency if kind.letter else f"{letterhead.agency}文件",
        "letter": kind.letter,
        "signer": (signer or "　　　") if kind.way == kinds.Way.UP else "",
        "number": number or f"{letterhead.mark}〔　　〕　号",
        "urgency": form["urgency"],
        "title": form["title"],
        "title_lines": lines_of(form["title"]),
        "addressed": form["addressed"],
        "paragraphs": [vars(each) for each in texts.paragraphs(form["body"])],
        "annexes": [texts.annex_title(name) for name in annexes],
        "date": texts.written(on) if on else "　　　年　月　日",
        "footnote": form["footnote"],
        "copied": form["copied"],
        "printer": letterhead.printer,
        "printed": f"{texts.written(on)}印发" if on else "",
        "seal": certificates.seal(letterhead.agency) if number else "",
        "seal_mm": certificates.AUTHORITY_MM,
        "draft": "" if number else DRAFT,
    }
    return documents.pdf(PAPER, data)


def sheet(told: Sheet) -> bytes:
    """Return the PDF of a processing sheet: fields two to a line, a box of opinions for each step, all stays."""
    data = {
        "heading": f"{told.agency}{told.heading}",
        "number": told.number,
        "printed": texts.written(timezone.localdate()),
        "fields": [(str(label), _plain(value)) for label, value in told.fields],
        "boxes": [_boxed(stage) for stage in told.boxes],
        "stages": [
            (stage.label, "、".join(said.who for said in stage.opinions) or "—", _moment(stage.since),
             _moment(stage.until) if stage.until else "办理中", "" if stage.days is None else str(stage.days))
            for stage in told.stages
        ],
    }  # fmt: skip
    return documents.pdf(SHEET, data)


def _boxed(stage: Stage) -> dict[str, Any]:
    said = [(one.unit, one.who, one.word, one.text, _moment(one.at)) for one in stage.opinions]
    return {"label": stage.label, "opinions": said}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return _moment(value)
    return texts.written(value) if isinstance(value, date) else str(value)


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{texts.written(local.date())} {local:%H:%M}"


def lines_of(title: str) -> list[str]:
    """Break a long title between words into lines of about one length (GB/T 9704-2012, 7.3.1)."""
    count = -(-len(title) // LINE)
    lines, rest = [], title
    for left in range(count, 1, -1):
        ideal = len(rest) / left
        cut = min(_ends_of_words(rest), key=lambda end: abs(end - ideal))
        lines.append(rest[:cut])
        rest = rest[cut:]
    return [*lines, rest]


def _ends_of_words(text: str) -> list[int]:
    """Return the places between words, none within brackets or after a figure, which belongs to what it counts."""
    ends, at, depth = [], 0, 0
    for word in rjieba.cut(text):
        at += len(word)
        depth += sum(word.count(sign) for sign in "《“（") - sum(word.count(sign) for sign in "》”）")
        if not depth and not word[-1].isdigit():
            ends.append(at)
    return ends or [len(text)]
