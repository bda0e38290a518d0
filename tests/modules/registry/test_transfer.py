"""A transfer: the receiving school applies, four parties decide, the enrolment moves once."""

from datetime import date, timedelta
from typing import Any

import pytest

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions, commands, queries
from shuren.kernel.cases.declare import StepForm
from shuren.kernel.cases.lodging import StepNotFilledIn
from shuren.kernel.cases.models import Case
from shuren.modules.registry.cases import packet as packet_case
from shuren.modules.registry.cases.packet import ReceiptForm, SendingForm
from shuren.modules.registry.cases.transfer import NotTransferable, Transfer, TransferForm
from shuren.modules.registry.rules import packet
from shuren.modules.registry.rules import transfer as rules
from shuren.modules.registry.rules.pupils import Pupil
from shuren.spine.certificates.models import Certificate
from shuren.spine.identity import queries as identity
from shuren.spine.people.models import Enrolment
from tests.inline import run_jobs
from tests.modules.marks.factories import mark
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World, account

pytestmark = pytest.mark.django_db
NUMBER = "G340102201003076134"
STEPS = ("receiving_school", "receiving_authority", "sending_school", "sending_authority", "receipt")
PACKET = {item.field: item.answers[0] for item in packet.ITEMS} | {"packet_note": ""}
RECEIPT = {item.receipt: "received" for item in packet.ITEMS if "enclosed" in item.answers} | {"receipt_note": ""}
FILLED: dict[str, dict[str, Any]] = {"sending_school": PACKET, "receipt": RECEIPT}


@pytest.fixture
def pupil(wall_open: World) -> Enrolment:  # noqa: F811
    """A pupil of the third grade at the school of the development zone; the school in the county has such a class."""
    factories.school_class(wall_open.school)
    return factories.enrolment(wall_open.far_school, "李小雨", national_no=NUMBER)


@pytest.fixture
def parties(world: World) -> dict[str, Actor]:
    """Who acts at each step."""

    def at(role: str, org: Any) -> Actor:
        holder = account(f"{role}-{org.pk}", org=org, role=role)
        return identity.actor_for(holder, identity.grants_of(holder)[0])

    return {
        "apply": world.actor("registrar"),
        "receiving_school": world.actor("principal"),
        "receiving_authority": world.actor("county_official"),
        "sending_school": at("registrar", world.far_school),
        "sending_authority": at("county_official", world.zone),
        "receipt": world.actor("registrar"),
    }


def filled(actor: Actor, **typed: Any) -> TransferForm:
    told = {
        "national_no": NUMBER, "name": "李小雨", "to_class": "", "school_no": "20240399",
        "entered_on": "2026-11-23", "reason": "moved",
    }  # fmt: skip
    return TransferForm(told | typed, actor=actor)


def applied(actor: Actor) -> Case:
    form = filled(actor)
    assert form.is_valid(), form.errors
    return actions.apply(actor=actor, type_code="registry.transfer", form=form.cleaned_data)


def sign(case: Case, actor: Actor, step: str) -> Case:
    state = queries.state_of(case)
    visit = next(visit for visit in state.open_visits if visit.step == step)
    task = state.tasks_of(visit)[0].number
    return actions.act(actor=actor, case_id=case.pk, command=commands.Agree(task), form=FILLED.get(step))


def test_four_parties_agree_and_the_enrolment_moves(world: World, pupil: Enrolment, parties: dict[str, Actor]) -> None:
    case = applied(parties["apply"])
    for step in STEPS:
        assert Enrolment.objects.within("").get(pk=pupil.pk).left_on is None
        case = sign(case, parties[step], step)
    assert case.outcome == "granted"
    old = Enrolment.objects.within("").get(pk=pupil.pk)
    new = Enrolment.objects.within("").get(person=pupil.person, left_on=None)
    assert (old.status, old.left_reason) == ("10", f"转学（{case.number}）")
    assert (new.school, new.school_no, new.org_path) == (world.school, "20240399", world.school.path)
    assert new.national_no.reveal() == NUMBER


def up_to(case: Case, parties: dict[str, Actor], last: str) -> Case:
    """Have the steps before one signed."""
    for step in STEPS[: STEPS.index(last)]:
        case = sign(case, parties[step], step)
    return case


def test_the_packet_goes_with_the_enrolment(pupil: Enrolment, parties: dict[str, Actor]) -> None:
    case = up_to(applied(parties["apply"]), parties, "receipt")
    told = {str(line[0]): str(line[1]) for line in Transfer.shown(case.form)}
    assert told["学业成绩"] == "随转"
    case = sign(case, parties["receipt"], "receipt")
    told = {str(line[0]): str(line[1]) for line in Transfer.shown(case.form)}
    assert (told["学业成绩"], told["借用的图书和设备"]) == ("随转 · 已收", "没有")
    assert "监护人信息" in told["随学籍转移"]


def test_the_sending_school_cannot_sign_without_the_packet(pupil: Enrolment, parties: dict[str, Actor]) -> None:
    case = up_to(applied(parties["apply"]), parties, "sending_school")
    state = queries.state_of(case)
    task = state.tasks_of(state.open_visits[0])[0].number
    with pytest.raises(StepNotFilledIn):
        actions.act(actor=parties["sending_school"], case_id=case.pk, command=commands.Agree(task))


def asked_at(form: type[StepForm], case: Case, actor: Actor, **typed: str) -> StepForm:
    return form(typed, actor=actor, application=queries.application_of(case))


def test_what_is_owed_is_written_down(pupil: Enrolment, parties: dict[str, Actor]) -> None:
    case = applied(parties["apply"])
    typed = PACKET | {"packet_devices": "owed"}
    assert "packet_note" in asked_at(SendingForm, case, parties["sending_school"], **typed).errors
    typed["packet_note"] = "平板电脑一台"
    assert asked_at(SendingForm, case, parties["sending_school"], **typed).is_valid()


def test_only_what_was_enclosed_is_asked_for_and_what_lacks_is_named(
    pupil: Enrolment, parties: dict[str, Actor]
) -> None:
    FILLED["sending_school"] = PACKET | {"packet_awards": "none"}
    case = up_to(applied(parties["apply"]), parties, "receipt")
    FILLED["sending_school"] = PACKET
    form = asked_at(ReceiptForm, case, parties["receipt"], **RECEIPT | {"receipt_marks": "missing"})
    assert "receipt_awards" not in form.fields
    assert "receipt_note" in form.errors
    typed = RECEIPT | {"receipt_marks": "missing", "receipt_note": "缺三年级下学期"}
    assert asked_at(ReceiptForm, case, parties["receipt"], **typed).is_valid()


def test_nobody_else_can_sign(pupil: Enrolment, parties: dict[str, Actor]) -> None:
    case = applied(parties["apply"])
    with pytest.raises(Exception, match="不由您办理"):
        sign(case, parties["sending_authority"], "receiving_school")


def test_both_sides_decide_at_once_and_one_sends_it_back(pupil: Enrolment, parties: dict[str, Actor]) -> None:
    case = sign(applied(parties["apply"]), parties["receiving_school"], "receiving_school")
    assert {visit.step for visit in queries.state_of(case).open_visits} == {"receiving_authority", "sending_school"}
    case = sign(case, parties["sending_school"], "sending_school")
    state = queries.state_of(case)
    task = next(task for task in state.tasks.values() if state.visits[task.visit].step == "sending_authority")
    back = commands.Return(task.number, "sending_school", again=False)
    case = actions.act(actor=parties["sending_authority"], case_id=case.pk, command=back, comment="材料不全")
    assert {visit.step for visit in queries.state_of(case).open_visits} == {"receiving_authority", "sending_school"}
    for step in ("sending_school", "receiving_authority", "sending_authority", "receipt"):
        case = sign(case, parties[step], step)
    assert case.outcome == "granted"


@pytest.mark.parametrize("typed", [{"national_no": "G340102201003076135"}, {"name": "李小玉"}])
def test_a_pupil_is_found_by_number_and_name_or_not_at_all(
    pupil: Enrolment, parties: dict[str, Actor], typed: dict[str, str]
) -> None:
    form = filled(parties["apply"], **typed)
    assert not form.is_valid()
    assert "没有找到学籍号和姓名都相符" in str(form.errors)


def test_a_pupil_on_leave_is_not_transferred(pupil: Enrolment, parties: dict[str, Actor]) -> None:
    Enrolment.objects.within("").filter(pk=pupil.pk).update(status="02")
    with pytest.raises(NotTransferable, match="休学"):
        applied(parties["apply"])


def test_a_pupil_who_falls_ill_meanwhile_is_not_moved(pupil: Enrolment, parties: dict[str, Actor]) -> None:
    case = applied(parties["apply"])
    for step in STEPS[:-1]:
        case = sign(case, parties[step], step)
    Enrolment.objects.within("").filter(pk=pupil.pk).update(status="02")
    with pytest.raises(NotTransferable):
        sign(case, parties[STEPS[-1]], STEPS[-1])


def pupil_of(**facts: Any) -> Pupil:
    held: dict[str, Any] = {"status": "01", "stage": "primary", "entry_year": 2024, "grade": 3, "grades": 6}
    return Pupil(**(held | facts))


@pytest.mark.parametrize(
    ("facts", "on", "size", "same", "word"),
    [
        ({}, date(2026, 11, 23), 44, False, ""),
        ({"status": "02"}, date(2026, 11, 23), None, False, "休学"),
        ({"stage": "junior", "grades": 3, "grade": 2}, date(2026, 11, 23), None, False, "学段"),
        ({"grade": 1, "entry_year": 2026}, date(2026, 11, 23), None, False, "第一学期"),
        ({"grade": 1, "entry_year": 2026}, date(2027, 3, 1), None, False, ""),
        ({"grade": 6}, date(2027, 3, 1), None, False, "毕业年级"),
        ({"grade": 6}, date(2026, 10, 1), None, False, ""),
        ({}, date(2026, 11, 23), 45, False, "班额"),
        ({"stage": "senior", "grades": 3, "grade": 2}, date(2026, 11, 23), None, True, "同一县"),
        ({"stage": "senior", "grades": 3, "grade": 2}, date(2026, 11, 23), None, False, ""),
    ],
)
def test_what_stands_in_the_way(facts: dict[str, Any], on: date, size: int | None, same: bool, word: str) -> None:
    found = rules.obstacles(pupil_of(**facts), on=on, stages={"primary", "senior"}, class_size=size, same_county=same)
    assert (word in "".join(map(str, found))) if word else not found


def test_marks_that_the_platform_holds_are_not_asked_again(pupil: Enrolment, parties: dict[str, Actor]) -> None:
    mark(pupil)
    mark(pupil, "14")
    case = applied(parties["apply"])
    application = queries.application_of(case)
    form = SendingForm(actor=parties["sending_school"], application=application)
    assert "packet_marks" not in form.fields
    told = {name: value for name, value in PACKET.items() if name != "packet_marks"}
    shown = {str(line[0]): str(line[1]) for line in packet_case.shown(case.form | told)}
    assert shown["学业成绩（随学籍转移）"] == "1 个学期，2 条"


def test_the_case_leads_to_what_it_issued(world: World, pupil: Enrolment, parties: dict[str, Actor]) -> None:
    case = applied(parties["apply"])
    assert not Transfer.links(case.form, case.pk)
    for step in STEPS:
        case = sign(case, parties[step], step)
    run_jobs()
    ((_label, address),) = Transfer.links(case.form, case.pk)
    shown = world.client("city_official").get(address, follow=True).content.decode()
    assert "转学证明" in shown
    made = Certificate.objects.within("").get()
    page = world.client("city_official").get(f"/certificates/{made.pk}").content.decode()
    assert f"/cases/{case.pk}/" in page


def test_the_enrolment_moves_on_the_day_of_receipt_and_not_before_it(
    pupil: Enrolment, parties: dict[str, Actor]
) -> None:
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011
    form = filled(parties["apply"], entered_on=tomorrow.isoformat())
    assert form.is_valid(), form.errors
    case = actions.apply(actor=parties["apply"], type_code="registry.transfer", form=form.cleaned_data)
    for step in STEPS:
        case = sign(case, parties[step], step)
    old, new = Enrolment.objects.within("").filter(person=pupil.person).order_by("entered_on", "id")
    assert old.left_on == new.entered_on == date.today()  # noqa: DTZ011
