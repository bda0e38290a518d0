"""Materials: what is missing, what a file must be, whose files one may hand in."""

from contextlib import nullcontext
from dataclasses import replace
from io import BytesIO

import pytest

from shuren.kernel.cases import actions, attachments
from shuren.kernel.cases.declare import Application
from shuren.kernel.cases.materials import (
    FileEmpty,
    FileFetches,
    FileHasMacros,
    FileOfAnotherKind,
    FileSwells,
    FileTooLarge,
    Given,
    MaterialMissing,
    ProofMissing,
    TooManyFiles,
    lacking,
    refuse_unfit,
)
from shuren.kernel.cases.models import Case
from shuren.kernel.refusals import Refused
from tests.kernel.cases.leave import Leave
from tests.kernel.cases.papers import JPG, PDF, PNG, PROMISE, Papers
from tests.kernel.files.packages import TEMPLATE, packed
from tests.world import World

LETTER, PERMIT, ADDRESS, ROLL = Papers.materials


def missing(far: str = "", **given: Given) -> list[tuple[type[Refused], str | None]]:
    found = lacking(Papers, Application({"reason": "x", "far": bool(far)}, "0001", "account:1"), given)
    return [(type(each), each.field) for each in found]


def test_all_that_is_missing_is_told_at_once() -> None:
    assert missing() == [(MaterialMissing, "material_letter"), (ProofMissing, "material_address")]


def test_what_a_condition_asks_for_is_missing_only_then() -> None:
    letter, address = Given((1,)), Given(promised=True)
    assert missing(letter=letter, address=address) == []
    assert missing("yes", letter=letter, address=address) == [(MaterialMissing, "material_permit")]


def test_a_promise_stands_only_for_what_may_be_promised() -> None:
    assert (MaterialMissing, "material_letter") in missing(letter=Given(promised=True))


def test_more_files_than_are_taken() -> None:
    assert (TooManyFiles, "material_letter") in missing(letter=Given((1, 2, 3)))


@pytest.mark.parametrize("head", [PDF, JPG, PNG, b"junk before\n%PDF-1.4"])
def test_a_file_is_told_by_its_content(head: bytes) -> None:
    refuse_unfit(LETTER, "无名", BytesIO(head))


@pytest.mark.parametrize("head", [b"MZ\x90", b"<html>", b"PK\x03\x04", b"\xff\xd8"])
def test_a_name_does_not_make_a_kind(head: bytes) -> None:
    with pytest.raises(FileOfAnotherKind, match=r"申请\.pdf"):
        refuse_unfit(LETTER, "申请.pdf", BytesIO(head))


def test_a_kind_that_this_material_does_not_take() -> None:
    with pytest.raises(FileOfAnotherKind, match="JPG、PNG"):
        refuse_unfit(PERMIT, "证.pdf", BytesIO(PDF))


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("表.xlsx", packed("xlsx"), None),
        ("文.docx", packed("docx"), None),
        ("表.docx", packed("xlsx"), FileOfAnotherKind),
        ("表.zip", packed("xlsx"), FileOfAnotherKind),
        ("表.xlsx", packed("xlsx", {"xl/vbaProject.bin": b"x"}), FileHasMacros),
        ("表.xlsx", packed("xlsx", {"xl/media/a.bin": bytes(8 << 20)}), FileSwells),
        ("文.docx", packed("docx", {"word/_rels/settings.xml.rels": TEMPLATE}), FileFetches),
    ],
)
def test_office_files_are_looked_into(name: str, content: bytes, refusal: type[Refused] | None) -> None:
    taken = replace(LETTER, kinds=("pdf", "docx", "xlsx"), megabytes=20)
    with pytest.raises(refusal) if refusal else nullcontext():
        refuse_unfit(taken, name, BytesIO(content))


def test_an_empty_and_a_large_file() -> None:
    with pytest.raises(FileEmpty):
        refuse_unfit(LETTER, "空.pdf", BytesIO())
    with pytest.raises(FileTooLarge, match="有 2 MB，超过了每个文件 1 MB"):
        refuse_unfit(LETTER, "大.pdf", BytesIO(PDF + bytes(1 << 20)))


def test_a_condition_that_the_type_does_not_know_is_refused_where_it_is_declared() -> None:
    with pytest.raises(TypeError, match="lacks afar"):
        type("Wrong", (Leave,), {"materials": (type(LETTER)("x", "x", "x", needed="afar"),)})


def stored(world: World, role: str = "registrar", content: bytes = PDF) -> int:
    kept = attachments.keep(actor=world.actor(role), material=LETTER, name="申请书.pdf", content=BytesIO(content))
    return int(kept.pk)


def applied(world: World, **given: Given) -> Case:
    return actions.apply(
        actor=world.actor("registrar"),
        type_code="tests.papers",
        form={"reason": "迁居", "far": False},
        materials={"address": Given(promised=True), **given},
    )


@pytest.mark.django_db
def test_what_is_handed_in_is_held_with_the_words_promised(world: World) -> None:
    number = stored(world)
    case = applied(world, letter=Given((number,)))
    rows = {row.material: row for row in attachments.held(case)}
    assert rows["letter"].file_id == number
    assert (rows["address"].file, rows["address"].promise) == (None, PROMISE)


@pytest.mark.django_db
def test_without_its_materials_nothing_is_lodged(world: World) -> None:
    with pytest.raises(MaterialMissing):
        applied(world)
    assert not Case.objects.within("").exists()


@pytest.mark.django_db
def test_somebody_elses_file_is_not_handed_in(world: World) -> None:
    with pytest.raises(attachments.FileNotYours):
        applied(world, letter=Given((stored(world, "principal"),)))


@pytest.mark.django_db
def test_a_file_stored_for_something_else_is_looked_into_again(world: World) -> None:
    from shuren.kernel.files.actions import store

    other = store(actor=world.actor("registrar"), name="表.pdf", content=BytesIO(b"PK\x03\x04"))
    with pytest.raises(FileOfAnotherKind):
        applied(world, letter=Given((other.pk,)))
