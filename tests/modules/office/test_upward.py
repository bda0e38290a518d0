"""A school asks its authority, which answers; rules on papers are told at their fields."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases.models import Case
from shuren.modules.office.actions import letterheads, receiving
from shuren.modules.office.actions.issuing import AnsweredAlready, NoLetterhead
from shuren.modules.office.cases import drafting
from shuren.modules.office.models import Delivery, Letterhead, Paper
from tests.modules.office import staff
from tests.world import World

pytestmark = pytest.mark.django_db


def answer_drafted(world: World, own: Delivery, clerk: Actor) -> Case:
    """Have the county draft and check an answer to what it has received."""
    told: dict[str, Any] = {
        "kind": "批复", "title": "东山县教育局关于东山小学增班的批复", "answers": str(own.pk), "groups": [],
        "units": "东山小学", "body": "同意增设一个教学班。", "copied_outside": "", "urgency": "",
    }  # fmt: skip
    case = staff.drafted(world, by=world.actor("county_official"), **told)
    return staff.sign(case, clerk, "check", {"title": case.form["title"], "body": case.form["body"]})


def test_a_school_asks_its_authority(world: World) -> None:
    paper = staff.asked(world)
    assert (paper.number, paper.addressed) == (f"东小〔{paper.year}〕1号", "东山县教育局")
    assert (paper.signed_by, staff.delivered(paper, world.county).is_copy) == ("王校", False)


def test_the_answer_leads_back_to_the_question_and_closes_it(world: World) -> None:
    asked = staff.asked(world)
    own = staff.delivered(asked, world.county)
    receiving.confirm(actor=world.actor("county_official"), delivery=own, at=timezone.now())
    official, principal = world.client("county_official"), world.client("principal")
    assert "拟复" in official.get(reverse("office:delivery", args=(own.pk,))).content.decode()
    clerk, leader = staff.county_office(world)
    case = answer_drafted(world, own, clerk)
    staff.sign(case, leader, "sign")
    answer: Paper = Paper.objects.within("").get(case_id=case.pk)
    own.refresh_from_db()
    assert (answer.answers, own.closed_at is not None, answer.number in own.result) == (asked, True, True)
    there = reverse("office:delivery", args=(staff.delivered(answer, world.school).pk,))
    assert there in principal.get(reverse("office:paper", args=(asked.pk,))).content.decode()
    assert str(asked) in principal.get(there).content.decode()


def test_a_question_is_answered_once(world: World) -> None:
    own = staff.delivered(staff.asked(world), world.county)
    clerk, leader = staff.county_office(world)
    first, second = answer_drafted(world, own, clerk), answer_drafted(world, own, clerk)
    staff.sign(first, leader, "sign")
    with pytest.raises(AnsweredAlready):
        staff.sign(second, leader, "sign")
    assert "answers" not in staff.filled(world.actor("county_official")).fields


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"body": "增班。妥否，请批复。购置设备。当否，请批示。"}, "body", "一文一事"),
        ({"groups": ["superior"], "units": "江城市教育局"}, "units", "只主送一个上级机关"),
        ({"groups": [], "units": "江城市教育局"}, "copies", "越级"),
        ({"kind": "报告", "title": "关于防汛情况的报告"}, "body", "不得夹带请示事项"),
        ({"kind": "通知"}, "kind", "通知"),
    ],
)
def test_what_breaks_a_rule_is_said_at_its_field(world: World, typed: dict[str, Any], field: str, words: str) -> None:
    form = staff.filled(world.actor("registrar"), **(staff.ASKING | typed))
    assert words in str(form.errors.get(field))


def test_a_letter_goes_to_whom_it_likes(world: World, office: Letterhead) -> None:
    paper = staff.issued(world, kind="函", title="江城市教育局关于商请支持的函", groups=[], units="东山小学")
    assert paper.kind == "函"


def test_a_school_without_a_letterhead_drafts_nothing(world: World) -> None:
    with pytest.raises(NoLetterhead):
        staff.drafted(world, by=world.actor("registrar"), **staff.ASKING)


def test_an_authority_is_addressed_as_its_letterhead_says(world: World, office: Letterhead) -> None:
    clerk = staff.holder("office_clerk", world.county)
    letterheads.keep(actor=clerk, org=world.county, agency="东山县教育和体育局", mark="东教", printer="办公室")
    assert staff.asked(world).addressed == "东山县教育和体育局"
    form = staff.filled(world.actor("city_official"), groups=[], units="东山县教育和体育局")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["units"] == [(world.county.pk, "东山县教育和体育局")]


def test_the_checker_keeps_the_rules_on_texts_too(world: World, office: Letterhead) -> None:
    case = staff.drafted(world)
    clerk, task = world.client("office_clerk"), staff.task_at(case, "check")
    typed = {"check-title": "江城市教育局关于校园防汛的工作", "check-body": case.form["body"]}
    answer = clerk.post(reverse("cases:act", args=(case.pk, "Agree", task)), typed)
    assert (answer.status_code, "应当以“通知”结尾" in answer.content.decode()) == (422, True)


def test_more_units_than_a_paper_can_name_are_refused_before_it_is_signed(
    world: World, office: Letterhead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafting, "LONGEST", 10)
    form = staff.filled(world.actor("city_official"))
    assert "机构太多" in str(form.errors["units"])
