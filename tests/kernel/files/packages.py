"""Small docx and xlsx files, right and wrong, for tests."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

from shuren.kernel.files.office import MAIN, TYPES

TEMPLATE = (
    b'<Relationships><Relationship Id="1" Type="http://x/relationships/attachedTemplate" '
    b'Target="http://example.invalid/a.dotm" TargetMode="External"/></Relationships>'
)


def packed(kind: str, parts: Mapping[str, bytes] | None = None, *, types: bytes = b"") -> bytes:
    """Return a package of this kind with further parts."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(TYPES, b"<Types>" + MAIN[kind] + types + b"</Types>")
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return file.getvalue()
