"""A PDF of one empty page."""

import io

from pyhanko.pdf_utils.generic import ArrayObject, NumberObject, StreamObject
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter


def blank_pdf() -> bytes:
    writer = PdfFileWriter(stream_xrefs=False)
    box = ArrayObject(NumberObject(number) for number in (0, 0, 595, 842))
    writer.insert_page(PageObject(contents=writer.add_object(StreamObject(stream_data=b"")), media_box=box))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
