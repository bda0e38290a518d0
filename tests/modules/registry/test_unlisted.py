"""Children who sit in class and are not on the roster: named by whoever checks the class, put right by cases."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.kernel.cases.declare import newest
from shuren.kernel.cases.models import Case
from shuren.kernel.notices.models import Notice
from shuren.kernel.periods import Term
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.tabular.events import BatchApplied
from shuren.modules.registry.actions import rosters
from shuren.modules.registry.actions import unlisted as actions
from shuren.modules.registry.handlers import look_for_children_again
from shuren.modules.registry.models import RosterReturn, Unlisted, Verification
from shuren.modules.registry.queries import rosters as roster_queries
from shuren.modules.registry.queries import unlisted as queries
from shuren.modules.registry.rules.roster import Answer, Given, Seat, seat
from shuren.spine.orgs.models import SchoolClass
from shuren.spine.people.models import Enrolment, PersonAccount
from tests.modules.registry.walking import actor_at, applied, papers, sign
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

TODAY = date(2026, 11, 22)
BORN = date(2017, 5, 4)
NOBODYS = factories.id_number(BORN, serial=321)
pytestmark = pytest.mark.django_db


@pytest.mark.pure
@pytest.mark.parametrize(
    ("name", "registered", "expected"),
    [("李小雨", None, Seat.NOWHERE), ("李小雨", "李小雨", Seat.ELSEWHERE), ("李小雨", "李晓雨", Seat.UNCLEAR)],
)
def test_where_a_registration_is_follows_from_name_and_number(name: str, registered: str, expected: Seat) -> None:
    assert seat(name, registered) == expected


@pytest.fixture
def region(wall_open: World, monkeypatch: pytest.MonkeyPatch) -> World:  # noqa: F811
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, **_more: TODAY)
    return wall_open


@pytest.fixture
def group(region: World) -> SchoolClass:
    """A class of the world's school that its teacher heads."""
    made: SchoolClass = factories.school_class(region.school, homeroom_teacher="宋教")
    factories.enrolment(region.school, "甲", school_class=made)
    factories.enrolment(region.school, "乙")
    PersonAccount.objects.create(
        account=region.accounts["teacher"], person=factories.post(region.school, "宋教", staff_no="T001").person
    )
    return made


@pytest.fixture
def row(region: World, group: SchoolClass) -> RosterReturn:
    del group
    county = region.actor("county_official")
    rosters.open_verification(actor=county, term=Term.of(TODAY), due_on=date(2026, 12, 10))
    found: RosterReturn = RosterReturn.objects.within("").get(school=region.school)
    return found


@pytest.fixture
def far(region: World) -> Enrolment:
    """A pupil of a school in another county."""
    pupil: Enrolment = factories.enrolment(region.far_school, "李小雨", entry_year=2024)
    return pupil


def number_of(pupil: Enrolment) -> str:
    return str(pupil.person.id_no.reveal())


def tell(
    region: World, row: RosterReturn, group: SchoolClass, name: str, number: str, role: str = "teacher"
) -> Unlisted:
    return actions.tell(
        actor=region.actor(role), return_id=row.pk, class_id=group.pk, name=name, number=number
    )  # fmt: skip


@pytest.mark.parametrize("by_registry", [False, True])
def test_a_child_of_another_school_is_told_by_the_school_alone(
    region: World, row: RosterReturn, group: SchoolClass, far: Enrolment, by_registry: bool
) -> None:
    number = far.national_no.reveal() if by_registry else number_of(far)
    child = tell(region, row, group, " 李小雨 ", number.lower())
    assert (child.seat, child.held_at) == ("elsewhere", region.far_school.name)
    page = region.client("teacher").get(f"/registry/rosters/{row.pk}/classes/{group.pk}/").content.decode()
    assert region.far_school.name in page
    assert number not in page
    assert "申请转入" not in page.replace("由本校申请转入", "")  # the school's office applies, not the teacher
    row.refresh_from_db()
    assert row.unlisted == 1
    assert Entry.objects.within("").filter(label="registry.unlisted.told").count() == 1
    assert number not in str(Entry.objects.within("").filter(label="registry.unlisted.told").get().details)


def test_a_number_without_its_name_tells_nothing(
    region: World, row: RosterReturn, group: SchoolClass, far: Enrolment
) -> None:
    child = tell(region, row, group, "王别名", number_of(far))
    assert (child.seat, child.held_at, child.subject) == ("unclear", "", "")


def test_nobodys_number_is_a_child_without_a_registration(region: World, row: RosterReturn, group: SchoolClass) -> None:
    assert tell(region, row, group, "赵新", NOBODYS).seat == "nowhere"
    assert tell(region, row, group, "钱无证", "").seat == "nowhere"
    stored = Unlisted.objects.within("").get(name="赵新")
    assert NOBODYS not in {str(value) for value in vars(stored).values()}


@pytest.mark.parametrize(
    ("name", "number", "refusal"),
    [
        ("甲", "own", actions.AlreadyOnRoster),
        ("赵新", NOBODYS[:-1] + ("1" if NOBODYS[-1] != "1" else "2"), actions.NumberWrong),
        ("赵新", "3401", actions.NotANumber),
        ("赵新", f"G{NOBODYS[:-2]}00", actions.NumberWrong),
    ],
)
def test_what_is_wrong_is_told_at_the_field(
    region: World, row: RosterReturn, group: SchoolClass, name: str, number: str, refusal: type[Exception]
) -> None:
    if number == "own":
        number = number_of(Enrolment.objects.within("").get(name="甲"))
    with pytest.raises(refusal):
        tell(region, row, group, name, number)
    assert not Unlisted.objects.within("").exists()


def test_a_child_is_named_once(region: World, row: RosterReturn, group: SchoolClass) -> None:
    tell(region, row, group, "赵新", NOBODYS)
    tell(region, row, group, "钱无证", "")
    for name, number in (("赵新", NOBODYS), ("钱无证", "")):
        with pytest.raises(actions.AlreadyTold):
            tell(region, row, group, name, number, role="registrar")


def test_nobody_leafs_through_the_region(
    region: World, row: RosterReturn, group: SchoolClass, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shuren.modules.registry.rules.roster.ADDED_A_DAY", 1)
    tell(region, row, group, "赵新", NOBODYS)
    with pytest.raises(actions.TooManyToday):
        tell(region, row, group, "钱无证", "")


def test_figures_and_lists_of_school_and_authority(
    region: World, row: RosterReturn, group: SchoolClass, far: Enrolment
) -> None:
    tell(region, row, group, "李小雨", number_of(far))
    verification = Verification.objects.within("").get()
    assert roster_queries.figures(roster_queries.schools_of(verification), verification)["unlisted"] == 1
    county = region.client("county_official")
    listed = county.get(f"/registry/verifications/{verification.pk}/not-listed/").content.decode()
    assert "李小雨" in listed
    assert region.far_school.name in listed
    taken = county.get(f"/registry/verifications/{verification.pk}/not-listed.csv")
    assert "李小雨" in taken.getvalue().decode("utf-8-sig")
    todo = Notice.objects.get(kind=actions.TO_DO, settled_at=None)
    assert (todo.role, todo.org_path) == ("registrar", region.school.path)
    assert "申请转入" in region.client("registrar").get(f"/registry/rosters/{row.pk}/").content.decode()


def begin(region: World, code: str, child: Unlisted, **typed: Any) -> Case:
    """Apply from the child's line as the page does: what the form begins with, and what else is typed."""
    shown = newest(code).form(None, actor=region.actor("registrar"), initial={"unlisted": str(child.pk)})
    sent = {name: shown[name].value() for name in shown.fields if shown[name].value() is not None}
    return applied(region.actor("registrar"), code, **{**sent, **typed})


def test_a_transfer_is_begun_without_typing_again_and_clears_by_itself(
    region: World, row: RosterReturn, group: SchoolClass, far: Enrolment
) -> None:
    child = tell(region, row, group, "李小雨", number_of(far))
    case = begin(region, "registry.transfer", child, school_no="20240999", reason="moved")
    assert case.form["enrolment"] == far.pk
    assert case.form["to_class"] == group.pk
    (line,) = queries.lines_for(region.actor("registrar"), row)
    assert (line.state, line.ways) == ("办理中", [])
    actions.settle([far.person_id])
    assert Unlisted.objects.within("").get().ended_at is None
    Enrolment.objects.within("").filter(pk=far.pk).update(left_on=TODAY, status="10")
    factories.enrolment(region.school, of=far.person)
    assert actions.settle([far.person_id]) == 1
    row.refresh_from_db()
    assert row.unlisted == 0
    assert not Notice.objects.filter(kind=actions.TO_DO, settled_at=None).exists()
    (line,) = queries.lines_for(region.actor("registrar"), row)
    assert line.state == "学籍已在本校"


NEWCOMER = {
    "ethnic": "01", "nationality": "CHN", "guardian_name": "赵父", "relation": "51", "guardian_phone": "13800000000",
    "school_no": "20240998", "study_mode": "1",
}  # fmt: skip


def test_a_file_is_opened_without_typing_again_and_clears_by_itself(
    region: World, row: RosterReturn, group: SchoolClass
) -> None:
    child = tell(region, row, group, "赵新", NOBODYS)
    form = newest("registry.opening").form(None, actor=region.actor("registrar"), initial={"unlisted": str(child.pk)})
    assert NOBODYS not in str(form)
    case = begin(region, "registry.opening", child, **NEWCOMER)
    assert case.subject == child.subject
    case = sign(case, region.actor("principal"), "school")
    case = sign(case, region.actor("county_official"), "authority")
    pupil = Enrolment.objects.within("").get(name="赵新")
    assert number_of(pupil) == NOBODYS
    assert actions.settle() == 1
    assert Unlisted.objects.within("").get().ended_at is not None


def test_a_roll_handed_in_clears_by_itself(region: World, row: RosterReturn, group: SchoolClass) -> None:
    tell(region, row, group, "钱无证", "")
    factories.enrolment(region.school, "钱无证", school_class=group, entered_on=timezone.localtime().date())
    told: dict[str, Any] = {"batch_id": 1, "workbook": "people.students", "org_path": region.school.path, "period": ""}
    for tables in (["people.post"], ["people.student"]):
        assert Unlisted.objects.within("").get().ended_at is None
        look_for_children_again(BatchApplied(**told, tables=tables), actor=actions.SETTLER)
    assert Unlisted.objects.within("").get().ended_at is not None


def test_without_a_number_the_form_says_so(region: World, row: RosterReturn, group: SchoolClass) -> None:
    child = tell(region, row, group, "钱无证", "")
    page = region.client("registrar").get(f"/cases/new/registry.opening/?unlisted={child.pk}").content.decode()
    assert "钱无证" in page
    assert "留空即用" not in page


def test_another_schools_child_is_no_beginning(region: World, row: RosterReturn, group: SchoolClass) -> None:
    child = tell(region, row, group, "赵新", NOBODYS)
    stranger = actor_at("registrar", region.sibling)
    assert queries.begun(stranger, child.pk) is None
    assert queries.begun(region.actor("registrar"), "nonsense") is None
    assert papers(region.actor("registrar"), "registry.opening")


def test_striking_needs_a_reason_and_a_signed_return_is_the_offices(
    region: World, row: RosterReturn, group: SchoolClass
) -> None:
    child = tell(region, row, group, "赵新", NOBODYS)
    struck: dict[str, Any] = {"return_id": row.pk, "unlisted_id": child.pk}
    with pytest.raises(actions.WhyStruck):
        actions.strike(actor=region.actor("teacher"), reason="错", **struck)
    for name in ("甲", "乙"):
        pupil = Enrolment.objects.within("").get(name=name)
        rosters.answer(
            actor=region.actor("registrar"), return_id=row.pk, enrolment_id=pupil.pk, given=Given(Answer.PRESENT)
        )
    rosters.sign(actor=region.actor("principal"), return_id=row.pk)
    with pytest.raises(NotFoundHere):
        actions.strike(actor=region.actor("teacher"), reason="号码填错，重新登记", **struck)
    actions.strike(actor=region.actor("registrar"), reason="号码填错，重新登记", **struck)
    row.refresh_from_db()
    assert row.unlisted == 0
    with pytest.raises(NotFoundHere):
        actions.strike(actor=region.actor("registrar"), reason="号码填错，重新登记", **struck)


def test_where_nobody_is_registered_any_more_a_file_is_to_be_opened(
    region: World, row: RosterReturn, group: SchoolClass, far: Enrolment
) -> None:
    tell(region, row, group, "李小雨", number_of(far))
    Enrolment.objects.within("").filter(pk=far.pk).update(left_on=TODAY, status="10")
    actions.settle()
    assert Unlisted.objects.within("").get().seat == "nowhere"


def test_whoever_heads_a_class_answers_for_that_class_and_no_other(
    region: World, row: RosterReturn, group: SchoolClass
) -> None:
    teacher, pupils = region.actor("teacher"), Enrolment.objects.within("")
    asked = Notice.objects.get(kind=rosters.CHECK_CLASS, settled_at=None)
    assert (asked.account_key, asked.link) == (teacher.id, f"/registry/rosters/{row.pk}/classes/{group.pk}/")
    assert [one.pk for one in roster_queries.groups_for(teacher, row)] == [group.pk]
    with pytest.raises(NotFoundHere):
        rosters.answer(
            actor=teacher, return_id=row.pk, enrolment_id=pupils.get(name="乙").pk, given=Given(Answer.PRESENT)
        )
    for deed in (rosters.rest_is_present, lambda **told: actions.tell(**told, name="赵新", number="")):
        with pytest.raises(NotFoundHere):
            deed(actor=teacher, return_id=row.pk, class_id=0)
    client = region.client("teacher")
    assert client.get(f"/registry/rosters/{row.pk}/classes/0/").status_code == 404
    page = client.get(f"/registry/rosters/{row.pk}/").content.decode()
    assert group.name in page
    assert "未编班" not in page
    rosters.rest_is_present(actor=teacher, return_id=row.pk, class_id=group.pk)
    assert not Notice.objects.filter(kind=rosters.CHECK_CLASS, settled_at=None).exists()
    assert client.post(f"/registry/rosters/{row.pk}/sign").status_code == 403


@pytest.mark.parametrize("role", ["teacher", "registrar"])
def test_a_class_is_shown_in_few_statements(
    region: World, row: RosterReturn, group: SchoolClass, far: Enrolment, role: str
) -> None:
    client, address = region.client(role), f"/registry/rosters/{row.pk}/classes/{group.pk}/"

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    tell(region, row, group, "赵新", NOBODYS)
    one = asked()
    tell(region, row, group, "钱无证", "")
    tell(region, row, group, "李小雨", number_of(far))
    assert asked() == one


def test_a_refusal_is_told_where_it_was_typed(region: World, row: RosterReturn, group: SchoolClass) -> None:
    client, address = region.client("teacher"), f"/registry/rosters/{row.pk}/classes/{group.pk}/"
    answer = client.post(address, {"name": "赵新", "number": "12"})
    assert answer.status_code == 422
    assert "请填写完整的身份证件号" in answer.content.decode()
    assert client.post(address, {"name": "赵新", "number": NOBODYS}).status_code == 302
