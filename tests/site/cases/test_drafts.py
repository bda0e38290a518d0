"""Drafts, over HTTP."""

import re
from typing import Any

import pytest
from django import forms
from django.urls import reverse

from shuren.kernel.cases.models import Case, Draft
from tests.kernel.cases.papers import Papers, PapersForm
from tests.site.cases.test_materials import APPLY, send, upload
from tests.world import World

pytestmark = pytest.mark.django_db
SAVE = reverse("cases:save_draft", args=("tests.papers",))
DISCARD = reverse("cases:discard_draft")
LIST = reverse("cases:cases")


def save(world: World, **told: Any) -> Any:
    return world.client("registrar").post(SAVE, {"reason": "迁居", **told}, headers={"HX-Request": "true"})


def draft() -> Draft:
    found: Draft = Draft.objects.within("").get()
    return found


def opened(world: World) -> str:
    return world.client("registrar").get(APPLY, {"draft": draft().pk}).content.decode()


def test_what_is_typed_is_saved_as_one_goes(world: World) -> None:
    answer = save(world, reason="")
    assert f'name="draft" value="{draft().pk}"' in answer.content.decode()
    save(world, draft=draft().pk, promise_address="on")
    assert draft().entered["reason"] == "迁居"
    assert "测试材料 · 迁居" in world.client("registrar").get(LIST).content.decode()


def test_a_draft_is_taken_up_with_its_files_and_sent(world: World) -> None:
    answer = world.client("registrar").post(
        SAVE, {"reason": "迁居", "promise_address": "on", "material_letter": upload()}
    )
    assert answer["Location"] == f"{APPLY}?draft={draft().pk}"
    page = opened(world)
    assert 'name="reason" value="迁居"' in page
    kept = re.search(r'name="kept_letter" value="(\d+)" checked><span>申请书', page)
    assert kept
    assert send(world, draft=draft().pk, kept_letter=kept.group(1)).status_code == 302
    assert not Draft.objects.within("").exists()


def test_a_file_that_cannot_be_taken_is_told_when_saving(world: World) -> None:
    answer = world.client("registrar").post(SAVE, {"reason": "迁居", "material_letter": upload("坏.pdf", b"MZ")})
    assert answer.status_code == 422
    assert "坏.pdf" in answer.content.decode()
    assert draft().entered["reason"] == "迁居"


def test_a_refused_application_is_kept_as_a_draft(world: World) -> None:
    assert send(world, reason="", material_letter=upload()).status_code == 422
    assert draft().given["letter"][0], "the file has an owner and goes with the draft"
    again = send(world, reason="", draft=draft().pk)
    assert f'name="draft" value="{draft().pk}"' in again.content.decode()


def test_nobody_else_opens_or_discards_a_draft(world: World) -> None:
    save(world)
    other = world.client("county_official")
    assert other.get(APPLY, {"draft": draft().pk}).status_code in {403, 404}
    other.post(DISCARD, {"draft": draft().pk})
    assert world.client("registrar").post(DISCARD, {"draft": draft().pk}).status_code == 302
    assert not Draft.objects.within("").exists()


def test_the_same_application_twice_is_refused_with_the_number_of_the_running_one(world: World) -> None:
    assert send(world, material_letter=upload()).status_code == 302
    answer = send(world, material_letter=upload())
    assert answer.status_code == 422
    assert Case.objects.within("").get().number in answer.content.decode()


def test_no_character_and_no_number_breaks_a_draft(world: World) -> None:
    answer = save(world, reason="迁\0居", kept_letter=["9" * 40, "x", "-1"], draft="9" * 40)
    assert answer.status_code == 200
    assert draft().entered["reason"] == "迁居"


class ChangedForm(PapersForm):
    """Asks where to, and no longer whether it is far; the reason is chosen."""

    far = None  # type: ignore[assignment]
    reason = forms.ChoiceField(label="事由", choices=[("就业", "就业"), ("其他", "其他")])
    to = forms.CharField(label="去向")


def test_what_still_fits_a_changed_form_is_kept_and_the_rest_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(world, far="on", promise_address="on")
    monkeypatch.setattr(Papers, "form", ChangedForm)
    monkeypatch.setattr(Papers, "materials", Papers.materials[:2])
    page = opened(world)
    assert "以下内容不再适用，没有带入：外地 True；事由 迁居。" in page
    assert "新增了需要填写的内容：去向" in page
    assert "不再需要的材料没有带入" in page


def test_a_draft_of_a_type_that_is_gone_can_only_be_discarded(world: World) -> None:
    save(world)
    Draft.objects.within("").update(type="tests.gone")
    page = world.client("registrar").get(LIST).content.decode()
    assert "已停办的事项" in page
    assert "tests.gone" not in page


def seen_in(answer: Any) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
    assert found
    return found.group(1)


def test_a_second_window_does_not_write_over_the_first_and_says_so(world: World) -> None:
    seen = seen_in(save(world))
    save(world, draft=draft().pk, seen=seen, reason="升学")
    late = save(world, draft=draft().pk, seen=seen, reason="就业")
    told = late.content.decode()
    assert ("另一个窗口" in told, f"?draft={draft().pk}" in told, seen_in(late)) == (True, True, seen)
    assert draft().entered["reason"] == "升学"
    button = world.client("registrar").post(SAVE, {"reason": "就业", "draft": draft().pk, "seen": seen})
    assert (button.status_code, "就业" in button.content.decode()) == (409, True)
    save(world, draft=draft().pk, seen=seen, reason="就业", over="1")
    assert draft().entered["reason"] == "就业"


def test_opening_a_form_again_offers_to_go_on_with_what_was_begun(world: World) -> None:
    client = world.client("registrar")
    assert "没有提交的草稿" not in client.get(APPLY).content.decode()
    save(world)
    page = client.get(APPLY).content.decode()
    assert "您有 1 份没有提交的草稿" in page
    assert f'href="{APPLY}?draft={draft().pk}"' in page
    assert "没有提交的草稿" not in opened(world), "it is being gone on with"


def test_what_was_begun_can_be_removed_where_it_is_offered(world: World) -> None:
    save(world)
    answer = world.client("registrar").post(DISCARD, {"draft": draft().pk, "back": "tests.papers"})
    assert answer["Location"] == APPLY
    assert not Draft.objects.within("").exists()
    elsewhere = world.client("registrar").post(DISCARD, {"back": "//example.org"})
    assert elsewhere["Location"] == LIST


def test_what_was_saved_by_itself_while_the_form_was_being_sent_does_not_stay_behind(world: World) -> None:
    save(world)
    save(world, reason="另一份")
    assert send(world, material_letter=upload()).status_code == 302
    assert draft().entered["reason"] == "另一份"
