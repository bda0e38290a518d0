"""Loans from the archive: asked for, approved, given back by the day, received again; what is overdue is told."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.cases import actions, overdue
from shuren.kernel.cases.models import Case, Stay
from shuren.kernel.cases.refusals import AlreadyRunning, NotYours
from shuren.kernel.notices.queries import open_for
from shuren.modules.office.actions import archive
from shuren.modules.office.cases.lending import LoanForm
from shuren.modules.office.models import Filed, Letterhead
from tests.modules.office import staff
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(world: World, office: Letterhead) -> Filed:
    paper, clerk = staff.issued(world), world.actor("office_clerk")
    return archive.file(actor=clerk, paper=paper, org_id=world.city.pk, retention="thirty", at=timezone.now())


def filled(world: World, filed: Filed, days: int = 7, **typed: Any) -> LoanForm:
    today = timezone.localdate()
    told = {
        "filed": str(filed.pk), "way": "original", "since": today.isoformat(),
        "until": (today + timedelta(days)).isoformat(), "why": "核对原件",
    } | typed  # fmt: skip
    return LoanForm(told, actor=world.actor("city_official"))


def lent(world: World, filed: Filed) -> Case:
    form = filled(world, filed)
    assert form.is_valid(), form.errors
    borrower = world.actor("city_official")
    case = actions.apply(actor=borrower, type_code="office.loan", form=form.cleaned_data, entered=dict(form.data))
    return staff.sign(case, world.actor("office_clerk"), "approve")


def listed(world: World, query: str = "") -> str:
    return world.client("office_clerk").get(reverse("office:catalogue") + query).content.decode()


def test_the_case_leads_to_the_paper(world: World, filed: Filed) -> None:
    case = lent(world, filed)
    page = world.client("city_official").get(reverse("cases:case", args=(case.pk,))).content.decode()
    (address,) = re.findall(rf'href="({reverse("office:search")}[^"]+)"', page)
    assert filed.paper.title in world.client("city_official").get(address).content.decode()


def test_a_loan_stands_in_the_catalogue_until_it_is_received_again(world: World, filed: Filed) -> None:
    assert "在库" in listed(world)
    case = lent(world, filed)
    assert "周市借阅，" in listed(world, "?loan=out")
    (todo,) = [one for one in open_for(world.actor("city_official")) if one.kind == "cases"]
    assert timezone.localdate(todo.due_at) == timezone.localdate() + timedelta(7)
    staff.sign(case, world.actor("city_official"), "give_back")
    assert "周市借阅，" in listed(world)
    case = staff.sign(case, world.actor("office_clerk"), "receive")
    assert (case.outcome, "周市借阅" in listed(world)) == ("granted", False)


def test_what_was_not_received_is_asked_of_the_borrower_again(world: World, filed: Filed) -> None:
    case = lent(world, filed)
    staff.sign(case, world.actor("city_official"), "give_back")
    case = staff.object_to(case, world.actor("office_clerk"), "receive", "缺附件")
    assert staff.at(case) == ["give_back"]


def test_an_overdue_loan_is_told_in_the_catalogue_and_to_the_leader(world: World, filed: Filed) -> None:
    case = lent(world, filed)
    late = timezone.localdate() - timedelta(1)
    Case.objects.within("").filter(pk=case.pk).update(form=case.form | {"until": late.isoformat()})
    Stay.objects.within("").filter(case=case, step="give_back").update(due_on=late)
    overdue.escalate(actor=world.actor("system_admin"))
    assert f"{late.isoformat()}到期未还" in listed(world, "?loan=late")
    assert case.pk in [one.pk for one in Case.objects.within("").filter(parties__org_path=world.city.path)]
    assert Stay.objects.within("").get(case=case, step="give_back").escalated


def test_one_copy_is_lent_once_at_a_time(world: World, filed: Filed) -> None:
    lent(world, filed)
    with pytest.raises(AlreadyRunning):
        lent(world, filed)


def test_the_keeper_does_not_give_back_for_the_borrower(world: World, filed: Filed) -> None:
    case = lent(world, filed)
    with pytest.raises(NotYours):
        staff.sign(case, world.actor("office_clerk"), "give_back")


@pytest.mark.parametrize(
    ("days", "typed", "field"), [(31, {}, "until"), (-1, {}, "until"), (7, {"since": "2020-01-01"}, "since")]
)
def test_wrong_days_are_told_at_their_field(
    world: World, filed: Filed, days: int, typed: dict[str, Any], field: str
) -> None:
    assert field in filled(world, filed, days, **typed).errors


def test_others_archives_are_not_lent(world: World, filed: Filed) -> None:
    form = LoanForm({}, actor=world.actor("registrar"))
    assert str(filed.pk) not in dict(form.fields["filed"].choices)  # type: ignore[attr-defined]


def test_a_loan_over_http_has_its_sheet(world: World, filed: Filed) -> None:
    case = lent(world, filed)
    page = world.client("city_official").get(reverse("office:sheet", args=(case.pk,))).content.decode()
    assert ("档案借阅单" in page, "核对原件" in page) == (True, True)
