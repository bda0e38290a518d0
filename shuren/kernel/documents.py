"""Documents for paper: PDF from a typst source and plain data."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings


def pdf(source: Path, data: Mapping[str, Any]) -> bytes:
    """Typeset `source` with `data`, which it reads as `json(bytes(sys.inputs.data))`; return PDF/A-2b.

    Fonts come from the installation's own folder, never from the machine, so that paper looks the same everywhere.
    """
    import typst

    made = typst.compile(
        str(source),
        format="pdf",
        font_paths=[str(settings.FONTS_DIR)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
        pdf_standards="a-2b",
    )
    return bytes(made)
