"""学校基表: filled from the registers, typed where none answers, handed in, confirmed, sent back, added up."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.actors import system_actor
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import commands
from shuren.kernel.cases.queries import state_of
from shuren.kernel.measures.models import Computation
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.collection.models import Fact, Item
from shuren.modules.conditions.models import Device, Finance, Network, Room
from shuren.modules.statistics.actions import returns
from shuren.modules.statistics.queries import returns as queries
from shuren.modules.statistics.rules import typing
from shuren.modules.statistics.rules.forms import Column, Form, Line, faults
from shuren.modules.statistics.rules.layouts import BY_CODE, FORMS
from tests.spine.people.factories import enrolment, person, post, school_class
from tests.world import World

YEAR = 2025
TYPE, AGE, STAFF = "教基3112", "教基3113", "教基4149"


@pytest.mark.pure
def test_every_form_numbers_its_lines_and_columns_without_gaps() -> None:
    for form in FORMS:
        assert [column.number for column in form.columns] == [str(n) for n in range(1, len(form.columns) + 1)], form
        assert [line.code for line in form.lines] == [f"{n:02d}" for n in range(1, len(form.lines) + 1)], form
        numbers = {column.number for column in form.columns}
        named = {*form.adds, *form.within, *form.within.values(), *(n for parts in form.adds.values() for n in parts)}
        assert named <= numbers, form
        assert {*form.whole, *form.whole.values()} <= {line.code for line in form.lines}, form


@pytest.mark.pure
@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"01.1": 10, "01.2": 4, "01.3": 6}, []),
        ({"01.1": 10, "01.2": 4, "01.3": 5}, ["“总计”行“合计” 10，各项之和 9，应当相等。"]),
        ({"01.1": 10, "02.1": 11}, ["“合计”列“女”行 11，多于“总计”行 10。"]),
        ({"01.1": 3, "01.4": 4}, ["“总计”行“住校” 4，多于“合计” 3。"]),
        ({"01.1": 10, "01.2": 4}, []),  # not all parts are known
    ],
)
def test_numbers_that_disagree_are_told(values: dict[str, int], told: list[str]) -> None:
    form = Form(
        "教基0000", "示例", "t", (Line("01", "总计"), Line("02", "#女")),
        (Column("1", "合计"), Column("2", "甲"), Column("3", "乙"), Column("4", "#住校")),
        adds={"1": ("2", "3")}, within={"4": "1"}, whole={"02": "01"},
    )  # fmt: skip
    assert [fault.sentence.format(**fault.params) for fault in faults(form, values)] == told


@pytest.mark.pure
@pytest.mark.parametrize(("whole", "told"), [(0.3, []), (0.4, ["“面积”行“合计” 0.4，各项之和 0.3，应当相等。"])])
def test_areas_add_up_to_the_decimals_they_are_asked_with(whole: float, told: list[str]) -> None:
    columns = (Column("1", "合计"), Column("2", "甲"), Column("3", "乙"))
    form = Form("教基0000", "示例", "t", (Line("01", "面积", decimals=2),), columns, adds={"1": ("2", "3")})
    found = faults(form, {"01.1": whole, "01.2": 0.1, "01.3": 0.2})
    assert [fault.sentence.format(**fault.params) for fault in found] == told


@pytest.fixture
def register(world: World) -> Iterator[None]:
    """Three pupils and two posts at the school on 1 September 2025, and one pupil who had graduated before."""
    with scope_of(system_actor("tests", "测试")):
        _register(world)
        yield


def _register(world: World) -> None:
    school_class(world.school)
    new: dict[str, Any] = {"entry_year": 2025, "entered_on": date(2025, 9, 1)}
    enrolment(world.school, "甲", **new, had_preschool=False)
    girl = person(world.school, "乙", sex="2", ethnic="03", born_on=date(2019, 1, 1))
    enrolment(world.school, of=girl, **new, had_preschool=True, study_mode="2")
    enrolment(world.school, "丙", entry_year=2023, entered_on=date(2023, 9, 1), left_behind="1", is_migrant=True)
    enrolment(world.school, "丁", entry_year=2019, entered_on=date(2019, 9, 1), left_on=date(2025, 7, 1), status="07")
    post(world.school, of=person(world.school, "戊", sex="2", born_on=date(1985, 5, 5)), is_established=True)
    post(world.school, "己", staff_kind="2", is_established=False)


@pytest.mark.django_db
def test_the_registers_fill_what_they_know(world: World, register: None) -> None:
    sheet = queries.sheet(world.actor("registrar"), world.school, YEAR)
    wanted = ["教基2106", TYPE, AGE, STAFF, "教基4153", "教基4155", "教基5170", "教基5176"]
    assert [form.code for form in sheet.forms] == wanted
    assert (sheet.numbers["教基2106"]["01.1"], sheet.numbers["教基2106"]["02.1"]) == (1, 1)  # a class of nobody
    assert (sheet.numbers["教基4155"]["01.1"], sheet.numbers["教基4155"]["03.1"]) == (1, 1)
    numbers = sheet.numbers[TYPE]
    columns = {column.label: column.number for column in BY_CODE[TYPE].columns}
    total = {label: numbers.get(f"01.{number}") for label, number in columns.items()}
    assert total == {
        "毕业生数": 1, "招生数": 2, "未接受过": 1, "一年": None, "两年": None, "三年": None, "在校生数": 3, "#女": 1,
        "一年级": 2, "二年级": 0, "三年级": 1, "四年级": 0, "五年级": 0, "六年级": 0, "预计毕业生数": 0,
    }  # fmt: skip
    lines = {line.code: numbers.get(f"{line.code}.{columns['在校生数']}") for line in BY_CODE[TYPE].lines}
    assert {code: lines[code] for code in ("02", "03", "05", "09", "12")} == {
        "02": 1, "03": 1, "05": 1, "09": 1, "12": 1,
    }  # fmt: skip
    assert "06.7" in sheet.typed[TYPE]
    ages = sheet.numbers[AGE]
    assert sum(ages[f"{line.code}.2"] for line in BY_CODE[AGE].lines[1:]) == ages["01.2"] == 3
    staff = sheet.numbers[STAFF]
    assert (staff["01.1"], staff["01.2"], staff["01.3"], staff["04.1"]) == (2, 1, 1, 1)
    assert sheet.faults == ()


def computed() -> None:
    Computation.objects.create(year=YEAR, revision=1, computed_at=timezone.now(), snapshots={})


def sign(case_id: int, actor: object, *, back: bool = False) -> None:
    from shuren.kernel.cases.models import Case

    state = state_of(Case.objects.within("").get(pk=case_id))
    task = state.tasks_of(state.open_visits[0])[0].number
    command = commands.Return(task, "fill", again=False) if back else commands.Agree(task)
    cases.act(actor=actor, case_id=case_id, command=command, comment="请核对")  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_return_is_handed_in_confirmed_and_stays_as_it_was(world: World, register: None) -> None:
    registrar, principal = world.actor("registrar"), world.actor("principal")
    typed = {"06.7": "1", "06.9": "1", "01.7": "99"}  # the last is the register's, and not typed
    row = returns.type_in(actor=registrar, school=world.school, year=YEAR, form=TYPE, texts=typed)
    assert row.typed == {TYPE: {"06.7": 1, "06.9": 1}}
    case = returns.hand_in(actor=registrar, school=world.school, year=YEAR)
    with pytest.raises(returns.ReturnClosed):
        returns.type_in(actor=registrar, school=world.school, year=YEAR, form=TYPE, texts={})
    sign(case.pk, principal, back=True)
    enrolment(world.school, "庚", entry_year=2025, entered_on=date(2025, 9, 1))
    again = returns.hand_in(actor=registrar, school=world.school, year=YEAR)
    assert again.pk == case.pk
    sign(case.pk, principal)
    enrolment(world.school, "辛", entry_year=2025, entered_on=date(2025, 9, 1))
    sheet = queries.sheet(registrar, world.school, YEAR)
    assert (sheet.state, sheet.numbers[TYPE]["01.7"], sheet.numbers[TYPE]["06.7"]) == ("confirmed", 4, 1)
    total, count = queries.summary(world.actor("county_official"), YEAR)
    assert (count, total[TYPE]["01.7"], total[TYPE]["04.1"]) == (1, 4, 0)
    assert queries.counts(world.actor("county_official"), YEAR) == {"confirmed": 1, "asked": 0, "open": 1}


@pytest.mark.django_db
def test_the_authority_sends_a_confirmed_return_back_with_a_reason(world: World, register: None) -> None:
    registrar, official = world.actor("registrar"), world.actor("county_official")
    with pytest.raises(returns.NotConfirmed):
        returns.send_back(actor=official, school=world.school, year=YEAR, reason="x")
    case = returns.hand_in(actor=registrar, school=world.school, year=YEAR)
    sign(case.pk, world.actor("principal"))
    with pytest.raises(returns.ReasonMissing):
        returns.send_back(actor=official, school=world.school, year=YEAR, reason=" ")
    returns.send_back(actor=official, school=world.school, year=YEAR, reason="随迁子女漏报")
    sheet = queries.sheet(registrar, world.school, YEAR)
    assert (sheet.state, sheet.row and sheet.row.why_reopened) == ("open", "随迁子女漏报")
    second = returns.hand_in(actor=registrar, school=world.school, year=YEAR)
    assert second.pk != case.pk


@pytest.mark.django_db
def test_numbers_that_disagree_and_days_to_come_are_refused(world: World, register: None) -> None:
    registrar = world.actor("registrar")
    returns.type_in(actor=registrar, school=world.school, year=YEAR, form=TYPE, texts={"06.7": "1"})
    with pytest.raises(returns.NumbersDisagree, match="“随迁子女”行“在校生数” 1，各项之和 0"):
        returns.hand_in(actor=registrar, school=world.school, year=YEAR)
    with pytest.raises(returns.NotYet, match="2099-09-01"):
        returns.hand_in(actor=registrar, school=world.school, year=2099)


@pytest.mark.django_db
def test_the_pages_and_the_workbook_in_the_official_layout(world: World, register: None) -> None:
    computed()
    client, args = world.client("registrar"), (world.school.pk, YEAR)
    page = client.get(reverse("statistics:return", args=args)).content.decode()
    assert "由登记数据填好" in page
    posted = client.post(reverse("statistics:type_in", args=args), {"form": TYPE, f"{TYPE}:06.7": "2"})
    assert posted.status_code == 302
    assert queries.sheet(world.actor("registrar"), world.school, YEAR).numbers[TYPE]["06.7"] == 2
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("statistics:workbook", args=args)).content))
    sheet = book[TYPE]
    assert (sheet["A1"].value, sheet["A2"].value) == ("小学分类型学生数", "学校（机构）：东山小学")
    assert [sheet.cell(5, 5).value, sheet.cell(6, 5).value] == ["招生数中接受过学前教育", "未接受过"]
    assert [sheet.cell(8, place).value for place in (1, 2, 3, 4, 9, 10)] == ["总计", "01", 1, 2, 3, 1]
    assert sheet.cell(9, 10).value == "-"
    board = world.client("county_official").get(reverse("statistics:returns") + f"?year={YEAR}")
    assert "东山小学" in board.content.decode()
    assert world.client("county_official").get(reverse("statistics:summary") + f"?year={YEAR}").status_code == 200


@pytest.mark.pure
@pytest.mark.parametrize(
    ("text", "decimals", "number"),
    [
        ("12", 0, 12), (" 1,200 ", 0, 1200), ("１２", 0, 12), ("12.0", 0, 12), ("12.5", 0, None), ("abc", 0, None),
        ("-1", 0, None), ("12.5", 2, 12.5), ("12.555", 2, None), ("1,20", 0, None), ("9999999999", 0, None),
        ("十二", 0, None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, decimals: int, number: float | None) -> None:
    assert typing.number(text, decimals) == number


@pytest.mark.django_db
def test_what_is_no_number_is_kept_told_at_its_cell_and_keeps_the_return_from_being_handed_in(
    world: World, register: None
) -> None:
    client, registrar, url = world.client("registrar"), world.actor("registrar"), (world.school.pk, YEAR)
    page, here = reverse("statistics:return", args=url) + f"?form={TYPE}", reverse("statistics:type_in", args=url)
    computed()
    client.post(here, {"form": TYPE, f"{TYPE}:06.7": "2", f"{TYPE}:06.9": "2", f"{TYPE}:06.8": "两个"})
    html = client.get(page).content.decode()
    assert 'value="两个"' in html
    assert "“随迁子女”行“女”列填的“两个”不是整数" in html
    assert queries.sheet(registrar, world.school, YEAR).numbers[TYPE]["06.7"] == 2
    with pytest.raises(returns.NumbersDisagree, match="两个"):
        returns.hand_in(actor=registrar, school=world.school, year=YEAR)
    client.post(here, {"form": TYPE, f"{TYPE}:06.7": "2", f"{TYPE}:06.9": "2", f"{TYPE}:06.8": ""})
    assert "两个" not in client.get(page).content.decode()
    assert returns.hand_in(actor=registrar, school=world.school, year=YEAR)


@pytest.mark.django_db
def test_what_was_typed_and_confirmed_is_known_to_the_dictionary_and_corrected_by_a_revision(
    world: World, register: None
) -> None:
    registrar, principal, official = (world.actor(role) for role in ("registrar", "principal", "county_official"))

    def confirmed(**typed: str) -> list[tuple[str, Any, int]]:
        texts = {cell.replace("_", "."): text for cell, text in typed.items()}
        returns.type_in(actor=registrar, school=world.school, year=YEAR, form=TYPE, texts=texts)
        sign(returns.hand_in(actor=registrar, school=world.school, year=YEAR).pk, principal)
        facts = Fact.objects.within("").filter(superseded_at=None).order_by("item__code")
        return [(fact.item.label, fact.number, fact.revision) for fact in facts.select_related("item")]

    name, first = "小学分类型学生数：随迁子女，在校生数", "小学分类型学生数：随迁子女，一年级"
    inner = "小学分类型学生数：随迁子女-外省迁入，"
    wanted = [(name, 2, 1), (first, 2, 1), (f"{inner}在校生数", 1, 1), (f"{inner}一年级", 1, 1)]
    assert confirmed(**{"06_7": "2", "06_9": "2", "07_7": "1", "07_9": "1"}) == wanted
    returns.send_back(actor=official, school=world.school, year=YEAR, reason="漏报一人")
    assert confirmed(**{"06_7": "1", "06_9": "1"}) == [(name, 1, 2), (first, 1, 2)]
    fact = Fact.objects.within("").get(superseded_at=None, item__label=name)
    assert (fact.as_of, fact.org_id, fact.why) == (date(YEAR, 9, 1), world.school.pk, "漏报一人")
    assert Item.objects.get(label=name).code == "JB3112.06.7"


@pytest.mark.django_db
def test_registers_nobody_filled_leave_cells_empty_and_what_was_reported_fills_them(
    world: World, register: None
) -> None:
    registrar = world.actor("registrar")
    sheet = queries.sheet(registrar, world.school, YEAR)
    assert {"终端设备", "教室与用房"} <= set(sheet.unreported)
    assert "05.1" not in sheet.numbers["教基5176"]
    place = {
        "school": world.school, "org_path": world.school.path, "county": world.county, "city": world.city,
        "year": YEAR, "entered_at": timezone.now(),
    }  # fmt: skip
    Network.objects.create(**place, has_internet=True, wired_lan=True, wifi="2", ipv6=False)
    Finance.objects.create(**place, public_funds_yuan=100, equipment_value_yuan=250_000)
    bought = {"kind": "13", "bought_year": 2024, "value_yuan": 1}
    Device.objects.create(**place, **bought, name="甲", used_by="1", count=40)
    Device.objects.create(**place, **bought, name="乙", used_by="2", count=12)
    room = {"room_type": "5", "is_teaching": True, "is_main_place": True, "is_gym": False}
    Room.objects.create(**place, **room, number="101", area_m2=67.5)
    Room.objects.create(**place, **room, number="102", area_m2=67.25)
    sheet = queries.sheet(registrar, world.school, YEAR)
    found = sheet.numbers["教基5176"]
    assert (found["05.1"], found["06.1"], found["07.1"], found["08.1"], found["11.1"]) == (52, 12, 40, 2, 250_000)
    assert (sheet.numbers["教基5170"]["05.1"], sheet.unreported) == (134.75, ())
    returns.hand_in(actor=registrar, school=world.school, year=YEAR)
