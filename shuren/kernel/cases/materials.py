"""What is handed in with an application: declared by its type, told apart by content and not by name. Pure.

A material comes from the applicant as files, from what is held already (`fetched`), or, where the law allows a promise
instead of proof (告知承诺, 国办发〔2020〕42号), as the applicant chooses: files or the promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from shuren.kernel.files.office import Fault, fault_of
from shuren.kernel.messages import Message
from shuren.kernel.refusals import Refused
from shuren.kernel.words import Words

if TYPE_CHECKING:
    from shuren.kernel.cases.declare import Application, CaseType

HEAD = 1024  # bytes by which a file's kind is told
MEGABYTE = 1 << 20
STARTS: dict[str, Callable[[bytes], bool]] = {
    "pdf": lambda head: b"%PDF-" in head,  # readers take a file whose mark stands anywhere in its first KB
    "jpg": lambda head: head.startswith(b"\xff\xd8\xff"),
    "png": lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    "docx": lambda head: head.startswith(b"PK\x03\x04"),
    "xlsx": lambda head: head.startswith(b"PK\x03\x04"),
}
PACKED = frozenset({"docx", "xlsx"})  # looked into part by part

Fetch: TypeAlias = "Callable[[Application], list[tuple[Words, Any]]]"


@dataclass(frozen=True)
class Material:
    """One item of the list of materials; `basis` is the clause that asks for it.

    `needed` is True, False or the name of one of the type's conditions. `most` files of `megabytes` each are taken.
    `fetched` returns labels and values of what is held already: nobody hands it in. `promise` is the sentence that may
    be promised instead.
    """

    code: str
    label: str
    basis: str
    hint: str = ""
    needed: bool | str = True
    kinds: tuple[str, ...] = ("pdf", "jpg", "png")
    megabytes: int = 10
    most: int = 5
    fetched: Fetch | None = None
    promise: str = ""

    @property
    def field(self) -> str:
        """Return the name under which it stands in forms."""
        return f"material_{self.code}"


@dataclass(frozen=True)
class Given:
    """What an applicant gives for one material: ids of stored files, and whether the promise is made."""

    files: tuple[int, ...] = ()
    promised: bool = False


class FileEmpty(Refused):
    """“{name}”是空文件，没有内容。请核对后重新选择。"""


class FileTooLarge(Refused):
    """“{name}”有 {size} MB，超过了每个文件 {limit} MB 的上限。请压缩或降低扫描清晰度后重新选择。"""


class FileOfAnotherKind(Refused):
    """“{name}”的内容不是 {kinds} 格式，不能接收。请重新扫描或导出为这些格式；只改文件名不能改变格式。"""


class FileHasMacros(Refused):
    """“{name}”含有宏或可执行控件，打开时会运行程序，不能接收。请另存为不含宏的文件，或导出为 PDF 后重新选择。"""


class FileSwells(Refused):
    """“{name}”解压后的内容异常庞大，可能是恶意文件，不能接收。请核对来源，重新导出后选择。"""


class FileFetches(Refused):
    """“{name}”打开时会从外部地址取内容（远程模板或对象），不能接收。请去掉外部引用，或导出为 PDF 后重新选择。"""


class TooManyFiles(Refused):
    """“{material}”最多上传 {most} 个文件。请合并后重新上传，或取消勾选不需要的文件。"""


class MaterialMissing(Refused):
    """请上传“{material}”。"""


class ProofMissing(Refused):
    """请上传“{material}”，或者勾选承诺。"""


def from_applicant(kind: type[CaseType]) -> list[Material]:
    """Return the materials that are not fetched."""
    return [material for material in kind.materials if material.fetched is None]


FAULTS: Mapping[Fault, type[Refused]] = {
    Fault.MACRO: FileHasMacros, Fault.BOMB: FileSwells, Fault.REMOTE: FileFetches,
}  # fmt: skip


def refuse_unfit(material: Material, name: str, content: BinaryIO) -> None:
    """Raise what is wrong with a file that is to be taken for a material, its kind told by what is in it."""
    head = content.read(HEAD)
    size = content.seek(0, 2)
    content.seek(0)
    _refuse_outside(material, name, head, size)
    kind = name.rpartition(".")[2].lower()
    if not STARTS["docx"](head):
        return
    fault = fault_of(content, kind) if kind in PACKED and kind in material.kinds else Fault.KIND
    content.seek(0)
    if fault:
        raise FAULTS[fault](field=material.field, name=name) if fault in FAULTS else _another_kind(material, name)


def _another_kind(material: Material, name: str) -> Refused:
    return FileOfAnotherKind(field=material.field, name=name, kinds=[each.upper() for each in material.kinds])


def _refuse_outside(material: Material, name: str, head: bytes, size: int) -> None:
    """Raise FileEmpty, FileTooLarge or FileOfAnotherKind by size and the first KB."""
    if not size:
        raise FileEmpty(field=material.field, name=name)
    if size > material.megabytes * MEGABYTE:
        raise FileTooLarge(field=material.field, name=name, size=-(-size // MEGABYTE), limit=material.megabytes)
    if not any(STARTS[kind](head[:HEAD]) for kind in material.kinds):
        raise _another_kind(material, name)


def lacking(kind: type[CaseType], application: Application | None, given: Mapping[str, Given]) -> Iterator[Refused]:
    """Yield what is wrong with the materials as a whole: those missing, those of too many files.

    Without an application, which is not in order itself, conditions are not asked.
    """
    for material in from_applicant(kind):
        told, label = given.get(material.code, Given()), Message(material.label)
        if len(told.files) > material.most:
            yield TooManyFiles(field=material.field, material=label, most=material.most)
        if not told.files and not (told.promised and material.promise) and _is_needed(kind, material, application):
            missing = ProofMissing if material.promise else MaterialMissing
            yield missing(field=material.field, material=label)


def _is_needed(kind: type[CaseType], material: Material, application: Application | None) -> bool:
    if isinstance(material.needed, bool):
        return material.needed
    return application is not None and kind.conditions[material.needed](application)
