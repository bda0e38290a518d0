"""An answer that is a file to keep."""

from pathlib import Path

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

TYPES = {
    ".crl": "application/pkix-crl",
    ".crt": "application/x-x509-ca-cert",
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".pem": "application/x-pem-file",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


def download(content: bytes | Path, name: str) -> HttpResponseBase:
    """Answer with a file called `name`, whose ending tells the type: bytes at hand or a file on disk.

    An ending that is not ours is sent as bytes nobody opens in the browser.
    """
    kind = TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
    if isinstance(content, Path):
        return FileResponse(content.open("rb"), content_type=kind, as_attachment=True, filename=name)
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment"}
    return HttpResponse(content, content_type=kind, headers=headers)
