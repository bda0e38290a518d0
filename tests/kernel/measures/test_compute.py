"""From rows in PostgreSQL to cells at every level, and the correction of one unit."""

import pytest
from django.db import connection

from shuren.kernel.measures import compute, freeze, lake, read
from shuren.kernel.measures.read import Block
from tests.kernel.measures.conftest import TOOLS, people, run, tools, unreport

pytestmark = pytest.mark.usefixtures("region")
YEARS = [2018, 2019]


def computed() -> None:
    freeze.freeze(YEARS)
    compute.recompute(YEARS)


def dump() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM measures_cell ORDER BY year, indicator, org_path, area, kind")
        cells = cursor.fetchall()
        cursor.execute("SELECT year, org_path, facts::text FROM measures_node ORDER BY 1, 2")
        return cells + cursor.fetchall()


def value(code: str, path: str, year: int, selection=read.ALL) -> float | None:
    return read.figures_at(path, [code], [year], selection)[code, year].value


PLAIN_SQL = """
SELECT sum(worth) / sum(people) FROM (
  SELECT t.path, (SELECT coalesce(sum(worth), 0) FROM toy_tools f WHERE f.unit = t.unit AND f.year = %(year)s) AS worth,
         (SELECT count(*) FROM toy_people f WHERE f.unit = t.unit AND f.year = %(year)s) AS people
  FROM toy_tree t WHERE t.is_unit AND t.path LIKE %(path)s
) units
"""


@pytest.mark.parametrize("path", ["0001", "00010001", "00010002", "000100010010"])
def test_a_ratio_of_sums_equals_plain_sql_at_every_level(path):
    computed()
    with connection.cursor() as cursor:
        cursor.execute(PLAIN_SQL, {"year": 2018, "path": path + "%"})
        expected = float(cursor.fetchone()[0])
    assert value("TOY.WORTH", path, 2018) == pytest.approx(expected, rel=1e-12)


def test_a_later_formula_leaves_earlier_years_as_they_were():
    computed()
    with connection.cursor() as cursor:
        cursor.execute(PLAIN_SQL, {"year": 2019, "path": "0001%"})
        expected = float(cursor.fetchone()[0]) / 2
    assert value("TOY.WORTH", "0001", 2019) == pytest.approx(expected, rel=1e-12)


def test_slices_of_a_node_add_up_to_the_node_and_any_union_can_be_asked_for():
    computed()
    slices = read.slices_at("0001", ["TOY.WORTH"], [2018])["TOY.WORTH", 2018]
    town, land = (read.chosen(slices, [Block(areas=frozenset({area}))]) for area in ("town", "land"))
    assert (town + land).num == pytest.approx(read.chosen(slices).num)
    assert (town + land).n == 7
    twice = [Block(areas=frozenset({"town"})), Block(kinds=frozenset({"yard"}))]
    assert read.chosen(slices, twice).n == 7


def test_a_unit_that_reported_nothing_is_missing_and_not_zero():
    unreport(2018, 11)
    computed()
    before = read.figures_at("00010002", ["TOY.PPT"], [2018])["TOY.PPT", 2018].sums
    assert (before.n, before.missing) == (2, 1)
    assert before.num == 40 + 60


def test_a_unit_that_reported_an_empty_table_is_a_true_zero():
    tools(2018, 11, [])
    computed()
    sums = read.figures_at("00010002", ["TOY.PPT"], [2018])["TOY.PPT", 2018].sums
    assert (sums.n, sums.missing) == (3, 0)
    assert sums.num == 20 + 40 + 60
    assert value("TOY.PPT", "000100020011", 2018) == float("inf")


def test_a_unit_to_which_an_indicator_does_not_apply_has_no_cell():
    computed()
    assert read.figures_at("0001", ["TOY.EQUIPPED"], [2018])["TOY.EQUIPPED", 2018].sums.n == 6
    assert value("TOY.EQUIPPED", "000100020015", 2018) is None


def test_a_unit_whose_facts_say_not_whether_it_applies_is_missing():
    people(2018, 10, 0)
    computed()
    sums = read.figures_at("000100010010", ["TOY.EQUIPPED"], [2018])["TOY.EQUIPPED", 2018].sums
    assert (sums.n, sums.missing) == (0, 1)


def test_a_value_left_blank_in_a_row_makes_the_sum_missing():
    run("UPDATE toy_tools SET worth = NULL WHERE unit = 13 AND id = 1 AND year = 2018")
    computed()
    assert read.figures_at("0001", ["TOY.WORTH"], [2018])["TOY.WORTH", 2018].sums.missing == 1
    assert read.figures_at("0001", ["TOY.PPT"], [2018])["TOY.PPT", 2018].sums.missing == 0


def test_computing_twice_gives_the_same_bytes():
    computed()
    first, sums = dump(), [lake.manifest("toy.tools", year).base.sha256 for year in YEARS]
    computed()
    assert dump() == first
    assert [lake.manifest("toy.tools", year).base.sha256 for year in YEARS] == sums


def test_a_correction_of_one_unit_equals_computing_everything_again():
    computed()
    tools(2018, 12, [99.9, 1.25, 7])
    people(2018, 12, 17)
    compute.correct_unit(2018, 12)
    corrected = dump()
    compute.recompute(YEARS)
    assert dump() == corrected
    freeze.freeze(YEARS)
    compute.recompute(YEARS)
    assert dump() == corrected


def test_a_correction_reads_only_the_tables_it_is_told_of():
    computed()
    tools(2018, 12, [5])
    people(2018, 12, 1)
    compute.correct_unit(2018, 12, chosen=[TOOLS])
    assert value("TOY.PPT", "000100010012", 2018) == 30


def test_a_correction_touches_no_other_unit():
    computed()
    people(2018, 14, 1)
    tools(2018, 12, [5])
    compute.correct_unit(2018, 12)
    assert value("TOY.PPT", "000100010014", 2018) == pytest.approx(50 / 13)


def test_a_unit_that_moved_leaves_its_old_node_and_slice():
    computed()
    run("UPDATE toy_tree SET path = '000100020012', area = 'land' WHERE unit = 12")
    compute.correct_unit(2018, 12)
    corrected = dump()
    freeze.freeze([2018])
    compute.recompute(YEARS)
    assert dump() == corrected
    assert read.figures_at("00010001", ["TOY.WORTH"], [2018])["TOY.WORTH", 2018].sums.n == 2


def test_a_correction_of_a_year_never_frozen_freezes_and_computes_it():
    compute.correct_unit(2018, 12)
    assert value("TOY.PPT", "000100010014", 2018) == pytest.approx(50 / 13)


def test_correcting_a_unit_again_and_again_keeps_one_file_for_it():
    computed()
    for worth in (1, 2, 3):
        tools(2018, 12, [worth])
        compute.correct_unit(2018, 12)
    manifest = lake.manifest("toy.tools", 2018)
    assert list(manifest.patches) == ["12"]
    assert manifest.revision == 4
    assert len(list(lake.folder(2018).glob("toy.tools.*.u12.parquet"))) == 1


def test_the_difference_coefficient_weights_each_unit_by_its_people():
    computed()
    figure = read.figures_at("0001", ["TOY.CV"], [2018])["TOY.CV", 2018]
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH u AS (
                 SELECT (SELECT sum(worth) FROM toy_tools f WHERE f.unit = t.unit AND year = 2018)::float8 AS x,
                        (SELECT count(*) FROM toy_people f WHERE f.unit = t.unit AND year = 2018)::float8 AS p
                 FROM toy_tree t WHERE is_unit
               ), m AS (SELECT sum(x) / sum(p) AS m FROM u)
               SELECT sqrt(sum(p * (x / p - m) ^ 2) / sum(p)) / max(m), stddev_pop(x / p) / avg(x / p) FROM u, m"""
        )
        weighted, plain = cursor.fetchone()
    assert figure.value == pytest.approx(weighted, rel=1e-9)
    assert figure.plain == pytest.approx(plain, rel=1e-9)
