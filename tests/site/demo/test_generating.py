"""What the generators make: the same each time, well-formed, and as much as was asked for."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from shuren.kernel.identifiers import check_credit_code
from shuren.site.demo import cohorts, conditions, numbers, persons, workbooks
from shuren.site.demo.region import grow
from shuren.site.demo.sizes import LAST_YEAR, SIZES, TODAY, YEARS
from shuren.spine.standards import api as standards

pytestmark = pytest.mark.pure
SMALL = SIZES["small"]


def made(seed: int = 7):
    generator = np.random.default_rng(seed)
    nodes = grow(SMALL, generator)
    classes = cohorts.places(nodes, cohorts.scale_of(nodes, SMALL), generator)
    homes = pl.DataFrame(
        [(node.id, node.county.id) for node in nodes if node.kind], schema=["school_id", "home_id"], orient="row"
    )
    enrolled = cohorts.spells(cohorts.tracks(cohorts.seats(classes), homes, generator), generator)
    people = persons.pupils(enrolled, numbers.divisions_of(nodes), generator)
    return nodes, enrolled, people


def test_two_runs_give_the_same_bytes():
    (nodes, enrolled, people), (again, enrolled_again, people_again) = made(), made()
    assert [(node.name, node.path, node.code) for node in nodes] == [
        (node.name, node.path, node.code) for node in again
    ]
    assert enrolled.write_csv() == enrolled_again.write_csv()
    assert people.write_csv() == people_again.write_csv()


def test_another_seed_gives_other_people():
    assert made(7)[2]["name"].to_list() != made(8)[2]["name"].to_list()


def test_numbers_of_schools_are_valid_and_unique():
    schools = [node for node in made()[0] if node.kind]
    codes = pl.Series([node.code for node in schools])
    assert len(schools) == SMALL.schools
    assert codes.is_unique().all()
    assert standards.school_code_problems(codes).is_null().all()
    assert not [node.credit_code for node in schools if check_credit_code(node.credit_code)]
    assert len({node.path for node in schools}) == len(schools)


def test_identity_numbers_are_valid_and_unique_across_pupils_guardians_and_staff():
    nodes, enrolled, people = made()
    generator, divisions = np.random.default_rng(1), numbers.divisions_of(nodes)
    children = people.join(cohorts.current(enrolled).select("person", "school_id"), on="person")
    guardians = persons.guardians(children, divisions, generator, second=0.7)
    loads = cohorts.current(enrolled).group_by("school_id", "stage").len().sort("school_id", "stage")
    staff = persons.staff(loads, SMALL.staff, divisions, generator)
    found = pl.concat([people["id_no"].drop_nulls(), guardians["id_no"], staff["id_no"]])
    assert found.is_unique().all()
    assert standards.resident_id_problems(found, on=TODAY).is_null().all()


def test_as_many_pupils_and_teachers_as_wanted():
    _, enrolled, _ = made()
    current = cohorts.current(enrolled)
    assert current.height == pytest.approx(SMALL.pupils, rel=0.05)
    loads = current.group_by("school_id", "stage").len().sort("school_id", "stage")
    staff = persons.staff(loads, SMALL.staff, {"340102": 1.0}, np.random.default_rng(1))
    assert staff.filter(pl.col("to_on").is_null()).height == pytest.approx(SMALL.staff, rel=0.1)


def test_nobody_is_in_two_schools_at_once():
    _, enrolled, _ = made()
    ordered = enrolled.sort("person", "entered_on")
    before = pl.col("left_on").shift(1).over("person")
    overlapping = ordered.filter((before > pl.col("entered_on")).fill_null(value=False))
    assert overlapping.height == 0


def test_who_ends_primary_school_and_goes_to_no_junior_school_has_mostly_moved_away():
    enrolled = made()[1].filter(pl.col("left_on") == date(TODAY.year, 7, 1))
    primary = enrolled.filter(pl.col("stage") == "primary")
    juniors = made()[1].filter(pl.col("stage") == "junior")
    nowhere = primary.filter(~pl.col("person").is_in(juniors["person"].implode()))
    untraced = nowhere.filter(~pl.col("moved"))
    assert 0 < untraced.height <= nowhere.height / 10


def test_pupils_start_school_at_six():
    _, enrolled, people = made()
    primary = enrolled.filter(pl.col("stage") == "primary").join(people.select("person", "born_on"), on="person")
    ages = primary.select((pl.col("entered_on") - pl.col("born_on")).dt.total_days() / 365.25).to_series()
    assert ages.min() > 5.9
    assert ages.max() < 7.1


def test_some_children_are_on_record_twice():
    people = made()[2]
    twice = people.group_by("name", "sex", "born_on").len().filter(pl.col("len") > 1)
    assert twice.height > 0


def test_rooms_named_by_other_sheets_exist():
    nodes = made()[0]
    for node in (node for node in nodes if node.kind):
        school = conditions.School(node, 2018, 900, 90, 60, 0.1, np.random.default_rng(1))
        rooms = {row["number"] for row in conditions.rooms(school)}
        assert len(rooms) == len(conditions.rooms(school))
        for sheet in (conditions.multimedia, conditions.recordings, conditions.labs):
            assert {row["room_number"] for row in sheet(school)} <= rooms


def test_every_sheet_has_the_columns_of_its_table():
    from shuren.kernel.tabular.declare import TABLES

    node = next(node for node in made()[0] if node.kind and "junior" in node.kind.stages)
    school = conditions.School(node, 2018, 900, 20, 60, 0.1, np.random.default_rng(1))
    for code, sheet in conditions.SHEETS.items():
        frame = workbooks.frame_of(TABLES[code], sheet(school))
        assert frame.height == len(sheet(school))
        assert not [name for name in frame.columns if frame[name].null_count() == frame.height and frame.height]


@pytest.mark.parametrize("luck", [0.05, 0.5, 0.95])
def test_no_school_has_less_in_the_newest_year_than_in_the_last_of_the_plan(luck: float):
    for node in (node for node in made()[0] if node.kind):
        before, now = (
            conditions.School(node, year, 900, 20, 60, luck, np.random.default_rng(1))
            for year in (LAST_YEAR, YEARS[-1])
        )
        for sheet in (conditions.multimedia, conditions.recordings, conditions.labs):
            assert len(sheet(now)) >= len(sheet(before))
        assert sum(lot["count"] for lot in conditions.devices(now)) > sum(
            lot["count"] for lot in conditions.devices(before)
        )
        assert conditions.network(now)[0]["wifi"] >= conditions.network(before)[0]["wifi"]
        assert conditions.links(now)[0]["bandwidth_mbps"] > conditions.links(before)[0]["bandwidth_mbps"]


def test_cohorts_shrink_as_births_did():
    assert cohorts.born_in(2026) < cohorts.born_in(2022)
    assert cohorts.starts(cohorts.STAGES[0]).stop - 1 == date(2029, 1, 1).year
