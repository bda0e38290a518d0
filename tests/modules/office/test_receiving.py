"""A paper received: confirmed by the unit, handed to one of its people, closed with a result; the sender sees it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.cases import actions as cases
from shuren.kernel.cases.models import Case, Stay
from shuren.kernel.cases.refusals import AlreadyRunning
from shuren.kernel.notices.queries import open_for
from shuren.kernel.refusals import Forbidden
from shuren.modules.office.actions import archive, receiving, registering
from shuren.modules.office.cases.incoming import IncomingForm
from shuren.modules.office.models import Delivery, Letterhead, Paper
from shuren.modules.office.queries import papers, received
from tests.modules.office import staff
from tests.world import World

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def paper(world: World, office: Letterhead) -> Paper:
    return staff.issued(world)


@pytest.fixture
def own(world: World, paper: Paper) -> Delivery:
    """The paper before the school."""
    return staff.delivered(paper, world.school)


def confirmed(world: World, own: Delivery) -> Delivery:
    return receiving.confirm(actor=world.actor("principal"), delivery=own, at=NOW())


def handed_out(world: World, own: Delivery, **typed: Any) -> Case:
    """The principal has the registrar handle the paper within a week."""
    actor = world.actor("principal")
    told = {
        "delivery": str(own.pk), "proposal": "请尽快落实", "handler": world.actor("registrar").id,
        "due": (timezone.localdate() + timedelta(7)).isoformat(),
    }  # fmt: skip
    form = IncomingForm(told | typed, actor=actor)
    assert form.is_valid(), form.errors
    return cases.apply(actor=actor, type_code="office.incoming", form=form.cleaned_data, entered=told)


def test_confirming_settles_the_to_do_and_the_sender_sees_who_and_when(
    world: World, paper: Paper, own: Delivery
) -> None:
    row = confirmed(world, own)
    assert (row.read_by, open_for(world.actor("principal")).count()) == ("王校", 0)
    found = papers.paper_for(world.actor("office_clerk"), paper.pk)
    assert (found.read, found.sent_to) == (1, 3)  # type: ignore[attr-defined]


def test_the_first_confirmation_stands(world: World, own: Delivery) -> None:
    first = confirmed(world, own)
    again = receiving.confirm(actor=world.actor("registrar"), delivery=own, at=NOW())
    assert (again.read_by, again.read_at) == (first.read_by, first.read_at)


def test_a_superior_does_not_confirm_for_a_unit(world: World, own: Delivery) -> None:
    with pytest.raises(receiving.OtherUnits):
        receiving.confirm(actor=world.actor("county_official"), delivery=own, at=NOW())


def test_a_paper_is_handled_up_to_its_day_and_closed_with_a_result(world: World, own: Delivery) -> None:
    confirmed(world, own)
    case = handed_out(world, own)
    due = date.fromisoformat(case.form["due"])
    assert Stay.objects.within("").get(case=case, left_at=None).due_on == due
    registrar = world.actor("registrar")
    case = staff.sign(case, registrar, "handle", {"result": "已组织自查，无隐患。"})
    row = Delivery.objects.within("").get(pk=own.pk)
    assert (case.outcome, row.result, row.closed_at is not None) == ("granted", "已组织自查，无隐患。", True)


def test_the_leader_may_name_somebody_else(world: World, own: Delivery) -> None:
    confirmed(world, own)
    other = staff.holder("registrar", world.school, "郑录")
    case = handed_out(world, own, directed="on")
    told = {"instruction": "请郑录办理", "handler": {"key": other.id, "name": "郑录"}, "due": case.form["due"]}
    case = staff.sign(case, world.actor("principal"), "direct", told)
    assert case.form["handler"]["name"] == "郑录"
    with pytest.raises(Forbidden):
        staff.sign(case, world.actor("registrar"), "handle", {"result": "已办"})
    assert staff.sign(case, other, "handle", {"result": "已办"}).outcome == "granted"


def test_a_paper_is_not_handled_twice_at_once(world: World, own: Delivery) -> None:
    confirmed(world, own)
    case = handed_out(world, own)
    with pytest.raises(AlreadyRunning):
        cases.apply(actor=world.actor("principal"), type_code="office.incoming", form=case.form)
    assert [str(received.state_of(row)) for row in received.inbox_of(world.actor("principal"))] == ["办理中"]


def test_only_a_confirmed_paper_is_handed_out(world: World, own: Delivery) -> None:
    form = IncomingForm({"delivery": str(own.pk)}, actor=world.actor("principal"))
    assert "delivery" in form.errors


def test_a_day_in_the_past_is_refused(world: World, own: Delivery) -> None:
    confirmed(world, own)
    form = IncomingForm({"delivery": str(own.pk), "due": "2020-01-01"}, actor=world.actor("principal"))
    assert "不能早于今天" in str(form.errors["due"])


def test_urging_reminds_those_who_have_not_confirmed(world: World, paper: Paper, own: Delivery) -> None:
    confirmed(world, own)
    clerk = world.actor("office_clerk")
    assert registering.urge(actor=clerk, paper=paper, at=NOW()) == 2
    (asked,) = open_for(world.actor("county_official"))
    assert asked.sentence.startswith("催签")
    assert open_for(world.actor("principal")).count() == 0


def test_when_all_have_confirmed_nobody_is_urged(world: World, paper: Paper) -> None:
    Delivery.objects.within("").update(read_at=NOW(), read_by="无名")
    with pytest.raises(registering.AllConfirmed):
        registering.urge(actor=world.actor("office_clerk"), paper=paper, at=NOW())


def test_a_paper_is_sent_on_to_those_who_have_not_got_it(world: World, paper: Paper) -> None:
    clerk = world.actor("office_clerk")
    ids = [world.school.pk, world.sibling.pk]
    assert registering.send_on(actor=clerk, paper=paper, ids=ids, at=NOW()) == 1
    with pytest.raises(registering.NobodyNew):
        registering.send_on(actor=clerk, paper=paper, ids=ids, at=NOW())


def test_a_superior_looks_at_the_papers_of_a_unit_below_and_leaves_them_alone(world: World) -> None:
    paper = staff.asked(world)
    clerk, now = world.actor("office_clerk"), timezone.now()
    for act in (
        lambda: registering.send_on(actor=clerk, paper=paper, ids=[world.city.pk], at=now),
        lambda: registering.urge(actor=clerk, paper=paper, at=now),
        lambda: archive.file(actor=clerk, paper=paper, org_id=world.school.pk, retention="ten", at=now),
    ):
        with pytest.raises(registering.OthersPaper):
            act()
    page = world.client("office_clerk").get(reverse("office:paper", args=(paper.pk,))).content.decode()
    assert (paper.title in page, "补发" in page) == (True, False)
