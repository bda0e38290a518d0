"""Typesetting: the one layout of all certificates."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from shuren.kernel import documents
from shuren.spine.certificates.rules import numbers
from shuren.spine.certificates.rules.kinds import Wording
from shuren.spine.certificates.rules.seal import AUTHORITY_MM, SCHOOL_MM, seal
from shuren.spine.orgs.models import Org

SOURCE = Path(__file__).resolve().parent.parent / "templates" / "certificates" / "certificate.typ"
NOT_VALID = "预览 · 无效"
LATER = "签发时编定"
DOTS_PER_INCH = 96.0


def issued(*, unit: Org, wording: Wording, rows: Sequence[Sequence[str]], on: date, number: str, code: str) -> bytes:
    """Typeset what is to be signed; return a PDF."""
    address = f"{settings.PUBLIC_URL}/verify"
    link = f"{address}?{urlencode({'number': number, 'code': code})}"
    marks = {"number": number, "code": code, "qr": _qr(link), "address": _short(address), "watermark": ""}
    return documents.pdf(SOURCE, {**_common(unit, wording, rows, on), **marks})


def preview(*, unit: Org, wording: Wording, rows: Sequence[Sequence[str]], on: date) -> bytes:
    """Typeset the same without number and code, marked as not valid; return the first page as a PNG."""
    marks = {"number": LATER, "code": "", "qr": "", "address": "", "watermark": NOT_VALID}
    return documents.png(SOURCE, {**_common(unit, wording, rows, on), **marks}, dots_per_inch=DOTS_PER_INCH)


def _common(unit: Org, wording: Wording, rows: Sequence[Sequence[str]], on: date) -> dict[str, object]:
    return {
        "title": wording.title,
        "body": [line.strip() for line in wording.body.splitlines() if line.strip()],
        "footnote": wording.footnote,
        "rows": [list(row) for row in rows],
        "unit": unit.name,
        "date": numbers.in_words(on),
        "seal": seal(unit.name),
        "seal_mm": AUTHORITY_MM if unit.is_authority else SCHOOL_MM,
    }


def _qr(text: str) -> str:
    """Draw a QR code that a quarter of dirt does not spoil, as SVG."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="q", micro=False).save(
        out, kind="svg", border=0, xmldecl=False, omitsize=True, dark="#1f2328"
    )
    return out.getvalue().decode()


def _short(address: str) -> str:
    parts = urlsplit(address)
    return parts.netloc + parts.path
