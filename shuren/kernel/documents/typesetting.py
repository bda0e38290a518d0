"""Documents for paper: PDF from a typst source and plain data."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings


def pdf(source: Path, data: Mapping[str, Any]) -> bytes:
    """Typeset `source` with `data`, which it reads as `json(bytes(sys.inputs.data))`; return PDF/A-2b.

    Fonts come from the installation's own folder, never from the machine, so that paper looks the same everywhere.
    """
    return _made(source, data, format="pdf", pdf_standards="a-2b")


def png(source: Path, data: Mapping[str, Any], *, dots_per_inch: float) -> bytes:
    """Typeset `source` with `data` as `pdf` does; return a picture of the first page."""
    return _made(source, data, format="png", ppi=dots_per_inch)


def pages_of(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    return int(PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"])


def _made(source: Path, data: Mapping[str, Any], **options: Any) -> bytes:
    import typst

    made = typst.compile(
        str(source),
        font_paths=[str(settings.FONTS_DIR)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
        **options,
    )
    return bytes(made[0] if isinstance(made, list) else made)
