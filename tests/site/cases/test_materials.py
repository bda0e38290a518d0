"""Handing in materials, over HTTP."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shuren.kernel.audit.models import Entry as AuditEntry
from shuren.kernel.cases.models import Attachment, Case
from tests.kernel.cases.papers import PDF, PNG
from tests.world import World

pytestmark = pytest.mark.django_db
APPLY = reverse("cases:apply", args=("tests.papers",))


def upload(name: str = "申请书.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(world: World, **told: Any) -> Any:
    return world.client("registrar").post(APPLY, {"reason": "迁居", "promise_address": "on", **told})


def lodged() -> Case:
    found: Case = Case.objects.within("").get()
    return found


def test_several_files_are_handed_in_and_shown_with_an_address(world: World) -> None:
    answer = send(world, material_letter=[upload(), upload("附页.png", PNG)])
    assert answer.status_code == 302
    page = world.client("principal").get(answer["Location"]).content.decode()
    assert "申请书.pdf" in page
    assert "附页.png" in page
    assert "本人承诺所住属实。" in page
    assert Attachment.objects.filter(case=lodged()).count() == 3


def test_what_is_missing_is_said_at_its_field_and_what_was_sent_stays(world: World) -> None:
    answer = send(world, material_letter=upload(), far="on")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请上传“居住证”。" in page
    assert "迁居" in page
    kept = re.search(r'name="kept_letter" value="(\d+)" checked', page)
    assert kept
    again = send(world, kept_letter=kept.group(1))
    assert again.status_code == 302
    assert lodged().attachments.filter(material="letter", file__name="申请书.pdf").count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "是空文件"), (b"MZ", "的内容不是 PDF、JPG、PNG 格式"), (PDF + b" " * (1 << 20), "有 2 MB")],
)
def test_a_file_that_cannot_be_taken_is_told_and_the_others_stay(world: World, content: bytes, said: str) -> None:
    page = send(world, material_letter=[upload("好.pdf"), upload("坏.pdf", content)]).content.decode()
    assert said in page
    assert "坏.pdf" in page
    assert re.search(r'name="kept_letter"[^>]*checked><span>好\.pdf', page)
    assert not Case.objects.within("").exists()


def test_another_persons_file_cannot_be_smuggled_in(world: World) -> None:
    send(world, material_letter=upload())
    number = lodged().attachments.get(material="letter").file_id
    answer = world.client("county_official").post(APPLY, {"reason": "x", "kept_letter": number})
    assert answer.status_code == 403
    assert Case.objects.within("").count() == 1


def test_a_file_is_handed_out_to_those_concerned_and_noted(world: World) -> None:
    send(world, material_letter=upload('"a"\r\n<b>.html'))
    row = lodged().attachments.get(material="letter")
    address = reverse("cases:file", args=(lodged().pk, row.pk))
    answer = world.client("principal").get(address)
    assert b"".join(answer) == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/octet-stream"
    noted = AuditEntry.objects.within("").filter(label="cases.file.taken").get()
    assert noted.actor_name == world.accounts["principal"].name


def test_a_file_of_another_case_is_not_handed_out_by_number(world: World) -> None:
    send(world, material_letter=upload())
    send(world, reason="另一", material_letter=upload())
    first, second = Case.objects.within("").order_by("pk")
    row = second.attachments.get(material="letter")
    assert world.client("principal").get(reverse("cases:file", args=(first.pk, row.pk))).status_code == 404
