"""Numbers of leaving certificates: given by a rule, once, and never again."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from shuren.kernel.jobs.models import Run
from shuren.kernel.refusals import Forbidden
from shuren.modules.registry.actions import diplomas as actions
from shuren.modules.registry.actions import yearends
from shuren.modules.registry.models import Diploma, YearEnd
from shuren.modules.registry.queries import diplomas as queries
from shuren.modules.registry.rules import diplomas as rules
from tests.inline import run_jobs
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

JULY = date(2027, 7, 5)
PRIMARY = {"division": "340123", "year": 2027, "stage": "primary"}


@pytest.mark.pure
@pytest.mark.parametrize(
    ("told", "number"),
    [
        ({**PRIMARY, "kind": "graduate", "serial": 1}, "340123202711000001"),
        ({**PRIMARY, "kind": "complete", "serial": 999_999}, "340123202712999999"),
        (
            {**PRIMARY, "division": "340123001", "stage": "senior", "kind": "incomplete", "serial": 7},
            "340123202733000007",
        ),
    ],
)
def test_a_number_is_written_by_the_rule(told: dict[str, Any], number: str) -> None:
    assert rules.number(rules.rule_for("340123", 2027), **told) == number


@pytest.mark.pure
def test_serials_end() -> None:
    with pytest.raises(rules.SerialsUsedUp):
        rules.number(rules.rule_for("340123", 2027), **PRIMARY, kind="graduate", serial=1_000_000)


@pytest.fixture
def act(wall_open: World, monkeypatch: pytest.MonkeyPatch) -> YearEnd:  # noqa: F811
    """Two leavers of a primary school and a child that leaves the kindergarten."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, **_more: JULY)
    for name, number in (("乙", "02"), ("甲", "01")):
        factories.enrolment(wall_open.school, name, entry_year=2021, school_no=number)
    factories.enrolment(wall_open.school, "幼", stage="kindergarten", entry_year=2024)
    return applied(wall_open)


def applied(world: World) -> YearEnd:
    county = world.actor("county_official")
    prepared = yearends.prepare(actor=county, year=2026)
    return yearends.apply(actor=county, act=yearends.preview(actor=county, act=prepared, tell=quiet), tell=quiet)


def quiet(_done: int, _total: int, _note: str) -> None:
    """Progress that nobody watches."""


def numbers() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, number in Diploma.objects.within("").order_by("serial").values_list("name", "number"):
        found.setdefault(name, []).append(number)
    return found


@pytest.mark.django_db
def test_leavers_are_numbered_in_the_order_of_their_school_numbers(act: YearEnd, world: World) -> None:
    county = world.actor("county_official")
    assert queries.counts(act) == {"numbered": 0, "unnumbered": 2}
    assert actions.number(actor=county, act=act, tell=quiet) == 2
    assert numbers() == {"甲": ["340123202711000001"], "乙": ["340123202711000002"]}
    assert actions.number(actor=county, act=act, tell=quiet) == 0
    assert queries.counts(act) == {"numbered": 2, "unnumbered": 0}


@pytest.mark.django_db
def test_the_numbers_written_in_the_database_are_those_of_the_rule(act: YearEnd, world: World) -> None:
    actions.number(actor=world.actor("county_official"), act=act, tell=quiet)
    for row in Diploma.objects.within(""):
        told = {"division": row.division, "year": row.year, "stage": row.stage, "kind": row.kind, "serial": row.serial}
        assert row.number == rules.number(rules.rule_for(row.division, row.year), **told)


@pytest.mark.django_db
def test_a_numbered_act_is_undone_only_after_its_numbers_are_void_and_these_never_come_again(
    act: YearEnd, world: World
) -> None:
    county = world.actor("county_official")
    actions.number(actor=county, act=act, tell=quiet)
    with pytest.raises(yearends.NumbersStand, match="2 名学生已有证书编号。请先由主管部门在本页作废"):
        yearends.undo(actor=county, act=act, reason="有误", tell=quiet)
    with pytest.raises(actions.WhyVoid):
        actions.void(actor=county, act=act, reason="")
    assert actions.void(actor=county, act=act, reason="毕业名单有误") == 2
    yearends.undo(actor=county, act=act, reason="有误", tell=quiet)
    again = applied(world)
    actions.number(actor=county, act=again, tell=quiet)
    assert numbers()["甲"] == ["340123202711000001", "340123202711000003"]


@pytest.mark.django_db
def test_only_an_authority_numbers_and_only_what_is_carried_out(act: YearEnd, world: World) -> None:
    with pytest.raises(Forbidden):
        actions.number(actor=world.actor("registrar"), act=act, tell=quiet)
    yearends.undo(actor=world.actor("county_official"), act=act, reason="有误", tell=quiet)
    act.refresh_from_db()
    with pytest.raises(actions.NotApplied):
        actions.queue(actor=world.actor("county_official"), act=act)


@pytest.mark.django_db
def test_the_register_is_searched_by_name_and_by_number(act: YearEnd, world: World) -> None:
    actions.number(actor=world.actor("county_official"), act=act, tell=quiet)
    browser = world.client("principal")
    for query in ("q=甲", "q=340123202711000001", "stage=primary&year=2027&state=valid"):
        assert "340123202711000001" in browser.get(f"/registry/diplomas/?{query}").content.decode()
    assert "340123202711000001" not in browser.get("/registry/diplomas/?state=void").content.decode()
    Run.objects.within("").update(state="done")  # what the actions above did themselves
    page = world.client("county_official").get(f"/registry/year-ends/{act.pk}/").content.decode()
    assert "已编 2 个" in page
    file = browser.get("/registry/diplomas/list.csv").getvalue().decode()
    assert file.count("3401232027") == 2


@pytest.mark.django_db
def test_why_undoing_failed_is_told_until_the_numbers_are_void(act: YearEnd, world: World) -> None:
    county, page = world.actor("county_official"), reverse("registry:year_end", args=(act.pk,))
    actions.number(actor=county, act=act, tell=quiet)
    yearends.queue(actor=county, act=act, job="undo", reason="有误")
    run_jobs()
    client = world.client("county_official")
    assert "2 名学生已有证书编号" in client.get(page).content.decode()
    actions.void(actor=county, act=act, reason="毕业名单有误")
    assert "这一步没有完成" not in client.get(page).content.decode()
