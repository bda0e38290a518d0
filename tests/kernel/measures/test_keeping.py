"""What changed is marked at once and put right together soon after."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.utils import timezone

from shuren.kernel.events.actions import announce, run_handler
from shuren.kernel.events.models import Announcement
from shuren.kernel.measures import compute, freeze, handlers, keeping, read
from shuren.kernel.measures.models import Computation, Mark
from shuren.kernel.tabular.events import BatchApplied
from tests.kernel.measures.conftest import people, run, tools


def value(path: str) -> float | None:
    return read.figures_at(path, ["TOY.PPT"], [2018])["TOY.PPT", 2018].value


@pytest.mark.usefixtures("region")
def test_marked_units_are_put_right_one_by_one():
    keeping.refresh([2018])
    tools(2018, 12, [5])
    people(2018, 14, 1)
    keeping.mark(2018, "000100010012")
    keeping.mark(2018, "000100010012")
    assert len(keeping.put_right()) == 1
    assert value("000100010012") == 30
    assert value("000100010014") == pytest.approx(50 / 13)
    assert not Mark.objects.exists()


@pytest.mark.usefixtures("region")
def test_a_year_computed_under_other_declarations_is_computed_anew_once():
    keeping.refresh([2018])
    Computation.objects.update(declared="of another version")
    people(2018, 14, 1)
    assert [done.years for done in keeping.put_right()] == [(2018,)]
    assert value("000100010014") == pytest.approx(1 / 13)
    assert keeping.put_right() == []


@pytest.mark.usefixtures("region")
def test_a_year_with_many_changes_is_computed_whole(monkeypatch):
    monkeypatch.setattr(keeping, "WHOLE_YEAR", 2)
    keeping.refresh([2018])
    people(2018, 14, 26)
    keeping.mark(2018, "0001")
    assert len(keeping.put_right()) == 1
    assert value("000100010014") == 2


@pytest.mark.usefixtures("region")
def test_a_snapshot_with_many_corrections_is_taken_anew(monkeypatch):
    monkeypatch.setattr(keeping, "PATCHES", 0)
    keeping.refresh([2018])
    for count in (1, 2):
        tools(2018, 12, [5] * count)
        keeping.mark(2018, "000100010012")
        keeping.put_right()
    assert Computation.objects.get(year=2018).snapshots["toy.tools"]["patches"] == 0
    assert value("000100010012") == 15


@pytest.mark.usefixtures("region")
def test_a_node_new_to_the_year_makes_the_whole_year_due():
    keeping.refresh([2018])
    run("INSERT INTO toy_tree VALUES (30, '000100010030', '新坊', true, 'town', 'yard')")
    people(2018, 30, 8)
    tools(2018, 30, [1, 1])
    keeping.mark(2018, "000100010030")
    keeping.put_right()
    assert value("000100010030") == 4


@pytest.mark.usefixtures("region")
def test_a_year_never_computed_is_computed_when_it_is_marked():
    keeping.mark(2018, "000100010012")
    keeping.put_right()
    assert value("0001") is not None


@pytest.mark.usefixtures("region")
def test_a_changed_tree_makes_every_computed_year_due():
    freeze.freeze([2018, 2019])
    compute.recompute([2018, 2019])
    run("UPDATE toy_tree SET path = '000100020012' WHERE unit = 12")
    keeping.mark_everything()
    keeping.put_right()
    figures = read.children_of("00010001", "TOY.PPT", 2019)
    assert [item.name for item in figures] == ["坊0", "坊4"]


@pytest.mark.usefixtures("region")
def test_marks_stay_where_putting_right_fails(monkeypatch):
    def failing(years):
        raise RuntimeError

    keeping.mark(2018, "0001")
    monkeypatch.setattr(keeping, "refresh", failing)
    with pytest.raises(RuntimeError):
        keeping.put_right()
    assert Mark.objects.count() == 1


@pytest.mark.usefixtures("region")
def test_an_applied_file_marks_its_node_and_asks_for_a_run_once():
    with transaction.atomic():
        for _ in range(2):
            announce(BatchApplied(1, "toys", ["toy.tools"], "000100010012", "2018"))
    for announcement in Announcement.objects.order_by("pk"):
        run_handler(announcement.pk, f"{handlers.__name__}.put_right_after_applying")
    assert list(Mark.objects.values_list("year", "org_path")) == [(2018, "000100010012")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'measures.put_right' AND status = 'todo'"
        )
        assert cursor.fetchone() == (1,)


@pytest.mark.usefixtures("region")
def test_a_computation_keeps_count_of_its_revisions():
    keeping.refresh([2018])
    compute.correct_unit(2018, 12)
    kept = Computation.objects.get(year=2018)
    assert kept.revision == 2
    assert kept.snapshots["toy.tools"]["revision"] == 2
    assert kept.snapshots["toy.tools"]["patches"] == 1


@pytest.mark.parametrize(("period", "year"), [("2018", 2018), ("2018-2019", 2018), ("2018-2019-1", 2018)])
def test_a_period_tells_its_year(period, year):
    assert keeping.year_of(period) == year


@pytest.mark.parametrize(("today", "year"), [((2026, 8, 31), 2025), ((2026, 9, 1), 2026)])
def test_a_period_without_year_means_the_latest_reference_date(monkeypatch, today, year):
    monkeypatch.setattr(timezone, "localdate", lambda: date(*today))
    assert keeping.year_of("") == year
