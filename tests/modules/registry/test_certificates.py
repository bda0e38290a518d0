"""What the registry certifies, and the 转学证明 that comes with every transfer, once."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.events.actions import run_handler
from shuren.kernel.events.models import Announcement
from shuren.modules.registry.certificates import (
    ENDING,
    PRESENCE,
    REGISTRATION,
    SCHOOLING,
    TRANSFER,
    NotAtSchool,
    NotFinished,
    NotTransferred,
)
from shuren.modules.registry.handlers import CLERK
from shuren.modules.registry.models import Diploma
from shuren.spine.certificates.actions import issuing, wording
from shuren.spine.certificates.models import Certificate, Debt
from shuren.spine.certificates.rules import wordings
from shuren.spine.certificates.rules.kinds import KINDS, Kind
from shuren.spine.orgs.models import Change, ChangeKind
from shuren.spine.people import api as people
from shuren.spine.people.models import Enrolment
from tests.inline import run_jobs
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
HANDLER = "shuren.modules.registry.handlers.certify_the_transfer"
OURS = [kind for kind in KINDS if kind.code.startswith("registry.")]


@pytest.fixture
def pupil(wall_open: World) -> Enrolment:  # noqa: F811
    return factories.enrolment(wall_open.school, "李小雨")


def transfer(world: World, pupil: Enrolment) -> None:
    deed = people.Deed(world.actor("principal"), DAY, "ZX20260000001", "东山小学 → 高新小学")
    people.transfer(deed, pupil.pk, people.Destination(world.far_school.pk, None, "20260001", "转学"))


def certificates() -> list[Certificate]:
    return list(Certificate.objects.within("").order_by("id"))


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.code)
def test_a_declared_text_asks_only_for_facts_there_are(kind: Kind) -> None:
    wording.check(kind, kind.wording)
    assert not wordings.missing_values(kind.wording, kind.examples)


def test_a_transfer_is_certified_by_the_school_left(world: World, pupil: Enrolment) -> None:
    transfer(world, pupil)
    run_jobs()
    (made,) = certificates()
    assert (made.kind, made.unit_name, made.name) == (TRANSFER.code, "东山小学", "李小雨")
    assert (made.facts["转入学校"], made.facts["转出日期"], made.facts["年级"]) == (
        "高新小学",
        "2026年11月23日",
        "三年级",
    )
    assert made.issued_by == CLERK.name


def test_a_departure_names_the_school_elsewhere(world: World, pupil: Enrolment) -> None:
    deed = people.Deed(world.actor("principal"), DAY, "ZC1", "→ 南京市鼓楼区 力学小学（接收函 12 号）")
    people.end(deed, pupil.pk, people.MovementKind.LEFT, status="10", reason="转出")
    run_jobs()
    assert certificates()[0].facts["转入学校"] == "南京市鼓楼区 力学小学"


def test_a_worker_that_hears_of_it_twice_issues_once(world: World, pupil: Enrolment) -> None:
    transfer(world, pupil)
    announced = Announcement.objects.get(type="TransferredAway")
    assert run_handler(announced.pk, HANDLER)
    assert not run_handler(announced.pk, HANDLER)
    assert len(certificates()) == 1


def test_a_worker_killed_before_the_end_leaves_nothing_half_done(
    world: World, pupil: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    transfer(world, pupil)
    announced = Announcement.objects.get(type="TransferredAway")

    def dies(*_given: object) -> None:
        raise SystemExit

    monkeypatch.setattr(issuing, "_record", dies)  # the last thing an issue does
    with pytest.raises(SystemExit):
        run_handler(announced.pk, HANDLER)
    assert not certificates()
    monkeypatch.undo()
    assert run_handler(announced.pk, HANDLER)
    assert [made.number[-4:] for made in certificates()] == ["0001"]


def test_one_that_was_issued_by_hand_is_not_issued_again(world: World, pupil: Enrolment) -> None:
    transfer(world, pupil)
    made = issuing.issue(actor=CLERK, kind=TRANSFER, subject_id=pupil.pk, at=timezone.now())
    run_jobs()
    assert [row.pk for row in certificates()] == [made.pk]


def test_a_pupil_whose_school_was_merged_has_not_been_transferred(pupil: Enrolment) -> None:
    merger = Change.objects.create(kind=ChangeKind.MERGE, effective_on=DAY, actor_name="tests")
    Enrolment.objects.within("").filter(pk=pupil.pk).update(status="10", left_on=DAY, closed_by=merger)
    assert not list(TRANSFER.offers(pupil.person_id))
    with pytest.raises(NotTransferred):
        TRANSFER.facts(pupil.pk)


def test_the_way_through_the_schools_is_a_table(world: World, pupil: Enrolment) -> None:
    transfer(world, pupil)
    latest = list(SCHOOLING.offers(pupil.person_id))
    facts = SCHOOLING.facts(latest[0].subject_id)
    assert facts.unit_id == world.far_school.pk
    assert [row[0] for row in facts.rows] == ["学校", "东山小学", "高新小学"]
    assert facts.rows[1][2:4] == ("2024-09-01", "2026-11-23")


@pytest.mark.parametrize(("status", "title"), [("07", "毕业证明书"), ("08", "结业证明书"), ("09", "肄业证明书")])
def test_an_ending_is_certified_by_its_name(pupil: Enrolment, status: str, title: str) -> None:
    Enrolment.objects.within("").filter(pk=pupil.pk).update(status=status, left_on=DAY)
    facts = ENDING.facts(pupil.pk)
    shown = {name: str(value) for name, value in facts.values.items()}
    assert wordings.filled(ENDING.wording, shown).title == title
    assert [offer.subject_id for offer in ENDING.offers(pupil.person_id)] == [pupil.pk]


def test_the_lost_diploma_is_named_with_its_number(pupil: Enrolment) -> None:
    Enrolment.objects.within("").filter(pk=pupil.pk).update(status="07", left_on=DAY)
    assert ENDING.facts(pupil.pk).values["原证书"] == "原毕业证书"
    place = {"org_path": pupil.org_path, "school": pupil.school, "enrolment": pupil, "person_id": pupil.person_id}
    kept = {
        "name": pupil.name,
        "name_key": "",
        "kind": "graduate",
        "stage": "primary",
        "year": 2026,
        "division": "340123",
    }
    Diploma.objects.create(
        **place, **kept, serial=1, number="3401232026000001", issued_on=DAY, numbered_by="", numbered_at=timezone.now()
    )
    assert ENDING.facts(pupil.pk).values["原证书"] == "原毕业证书（编号 3401232026000001）"


def test_who_has_not_finished_gets_no_such_paper(pupil: Enrolment) -> None:
    assert not list(ENDING.offers(pupil.person_id))
    with pytest.raises(NotFinished):
        ENDING.facts(pupil.pk)


def test_being_at_school_is_told_with_the_number_masked(pupil: Enrolment) -> None:
    (offer,) = PRESENCE.offers(pupil.person_id)
    values = PRESENCE.facts(offer.subject_id).values
    assert (values["学校"], values["年级"], values["班级"]) == ("东山小学", "三年级", "未编班")
    assert values["学籍号"] == str(pupil.national_no)
    assert pupil.national_no.reveal() not in str(values["学籍号"])


def test_the_registration_is_told_with_what_happened_to_it(world: World, pupil: Enrolment) -> None:
    assert REGISTRATION.facts(pupil.pk).values["异动"] == "没有学籍异动记录"
    transfer(world, pupil)
    (offer,) = REGISTRATION.offers(pupil.person_id)
    facts = REGISTRATION.facts(offer.subject_id)
    assert facts.unit_id == world.far_school.pk
    assert [row[1:] for row in facts.rows] == [("学籍异动", "学校"), ("转出", "东山小学"), ("转入", "高新小学")]


@pytest.mark.parametrize(("status", "kinds"), [("02", [REGISTRATION]), ("07", [])])
def test_who_is_not_at_school_is_not_said_to_be(pupil: Enrolment, status: str, kinds: list[Kind]) -> None:
    left = DAY if status == "07" else None
    Enrolment.objects.within("").filter(pk=pupil.pk).update(status=status, left_on=left)
    assert [kind for kind in (PRESENCE, REGISTRATION) if kind.offers(pupil.person_id)] == kinds
    with pytest.raises(NotAtSchool):
        PRESENCE.facts(pupil.pk)


def test_where_it_cannot_be_issued_the_transfer_stands_and_the_school_is_asked(world: World, pupil: Enrolment) -> None:
    Enrolment.objects.within("").filter(pk=pupil.pk).update(national_no=None)
    transfer(world, pupil)
    run_jobs()
    assert not certificates()
    debt = Debt.objects.within("").get()
    assert (debt.org_path, debt.name, debt.kind) == (world.school.path, "李小雨", TRANSFER.code)


def test_the_paper_names_the_case_that_led_to_it(world: World, pupil: Enrolment) -> None:
    transfer(world, pupil)
    run_jobs()
    assert certificates()[0].case_number == "ZX20260000001"
    shown = world.client("registrar").get("/certificates", {"q": "ZX20260000001"}).content.decode()
    assert certificates()[0].number in shown


@pytest.mark.parametrize("kind", [PRESENCE, TRANSFER, ENDING], ids=["presence", "transfer", "ending"])
@pytest.mark.parametrize("status", ["01", "07", "10"])
def test_of_another_schools_pupil_not_even_the_status_is_told(
    wall_open: World,  # noqa: F811
    kind: Kind,
    status: str,
) -> None:
    """Whatever has become of the pupil, the answer is the same."""
    far = factories.enrolment(wall_open.far_school, "王二", national_no="G340102201003076159")
    left = None if status == "01" else date(2026, 7, 1)
    Enrolment.objects.within("").filter(pk=far.pk).update(status=status, left_on=left)
    client = wall_open.client("registrar")
    for answer in (
        client.get(reverse("certificates:issue", args=(kind.code, far.pk))),
        client.post(reverse("certificates:issue", args=(kind.code, far.pk))),
    ):
        assert answer.status_code == 403
        assert not any(word in answer.content.decode() for word in ("转学", "毕业", "在读", "王二"))
