"""A docx or xlsx is what its parts are, and carries no programs."""

import zipfile
from io import BytesIO

import openpyxl
import pytest

from shuren.kernel.files.office import PARTS, TYPES, Fault, fault_of
from tests.kernel.files.packages import TEMPLATE, packed

pytestmark = pytest.mark.pure
LINK = TEMPLATE.replace(b"attachedTemplate", b"hyperlink")


def many() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(PARTS + 1):
            archive.writestr(f"{number}", b"")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (packed("docx"), None),
        (packed("docx", {"word/_rels/document.xml.rels": LINK}), None),
        (packed("xlsx"), Fault.KIND),
        (b"PK\x03\x04 and nothing else", Fault.KIND),
        (packed("docx")[:-30], Fault.KIND),
        (packed("docx", {"word/vbaProject.bin": b"x"}), Fault.MACRO),
        (packed("docx", {"word/activeX/a.xml": b"x"}), Fault.MACRO),
        (packed("docx", {"word/embeddings/oleObject1.bin": b"x"}), Fault.MACRO),
        (packed("docx", types=b"application/vnd.ms-word.document.macroEnabled.main+xml"), Fault.MACRO),
        (packed("docx", {"word/media/a.bin": bytes(8 << 20)}), Fault.BOMB),
        (many(), Fault.BOMB),
        (packed("docx", {"word/_rels/settings.xml.rels": TEMPLATE}), Fault.REMOTE),
    ],
)
def test_what_is_wrong_with_a_document(content: bytes, fault: Fault | None) -> None:
    assert fault_of(BytesIO(content), "docx") == fault


def test_a_package_without_its_list_of_parts_is_none() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(TYPES.lower(), b"")
    assert fault_of(file, "xlsx") == Fault.KIND


def test_a_workbook_as_a_spreadsheet_writes_it_is_taken() -> None:
    book, file = openpyxl.Workbook(), BytesIO()
    book.active.append(["学校", "数量"])
    book.save(file)
    assert fault_of(file, "xlsx") is None
