"""What is wrong with a docx or xlsx file that somebody hands in, told from its parts and not from its name.

ISO/IEC 29500: a zip of parts, whose main one names its kind in [Content_Types].xml. Nothing is unpacked to disk.
"""

import zipfile
from enum import StrEnum
from typing import BinaryIO

MAIN = {
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
TYPES = "[Content_Types].xml"
PARTS = 5_000  # a long document with pictures has some hundreds
UNPACKED = 400 << 20  # bytes
RATIO = 200  # times its packed size that one part may grow; text reaches fifty
SMALL = 4 << 20  # bytes a part may grow to at any ratio
ACTIVE = ("vbaproject.bin", "/activex/", "xl/macrosheets/", "/oleobject")
RELATIONS = ".rels"
REMOTE = (b"attachedTemplate", b"oleObject", b"/frame")  # relations that fetch and run something from elsewhere


class Fault(StrEnum):
    """Why a file is not taken."""

    KIND = "kind"
    BOMB = "bomb"
    MACRO = "macro"
    REMOTE = "remote"


def fault_of(file: BinaryIO, kind: str) -> Fault | None:
    """Return what is wrong with a file that is to be a docx or xlsx, the worst first; None where nothing is."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _fault(archive, kind)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        return Fault.KIND


def _fault(archive: zipfile.ZipFile, kind: str) -> Fault | None:
    parts = archive.infolist()
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED or any(map(_swells, parts)):
        return Fault.BOMB
    names = [part.filename.lower() for part in parts]
    if TYPES not in archive.namelist():
        return Fault.KIND
    types = archive.read(TYPES)
    if b"macroEnabled" in types or any(mark in f"/{name}" for name in names for mark in ACTIVE):
        return Fault.MACRO
    if MAIN[kind] not in types:
        return Fault.KIND
    relations = [archive.read(part) for part in parts if part.filename.endswith(RELATIONS)]
    return Fault.REMOTE if any(_fetches(text) for text in relations) else None


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > SMALL and part.file_size > RATIO * max(part.compress_size, 1)


def _fetches(relations: bytes) -> bool:
    """Say whether a list of relations names something elsewhere that is opened with the file; links only lead there."""
    each = relations.split(b"<Relationship ")
    return any(b'TargetMode="External"' in one and any(mark in one for mark in REMOTE) for one in each)
