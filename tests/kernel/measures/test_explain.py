"""From a figure back to the rows it was made of."""

import json

import pytest

from shuren.kernel.measures import compute, freeze
from shuren.kernel.measures.explain import NotComputedError, explain, rows_of
from tests.kernel.measures.conftest import tools, unreport

pytestmark = pytest.mark.usefixtures("region")


@pytest.fixture
def _computed(region: None) -> None:
    unreport(2019, 11)
    tools(2019, 13, [])
    freeze.freeze([2019])
    compute.recompute([2019])


@pytest.mark.usefixtures("_computed")
def test_an_explanation_tells_source_formula_parameters_and_parts():
    told = explain("TOY.WORTH", "0001", 2019)
    assert told.basis == "《工坊管理办法》（试〔2017〕1号）第三条"
    assert told.formula.text == "工具值 ÷ (人数 × 2)"
    assert told.formula.since == 2019
    assert [(item.name, item.value, item.source) for item in told.parameters] == [("weight", 2, "试〔2019〕2号第一条")]
    assert told.value == pytest.approx(told.sums.num / told.sums.den)


@pytest.mark.usefixtures("_computed")
def test_the_quantities_shown_make_up_numerator_and_denominator():
    told = explain("TOY.WORTH", "0001", 2019)
    parts = {item.code: item for item in told.quantities}
    assert parts["worth"].total == pytest.approx(told.sums.num)
    assert parts["people"].total * 2 == pytest.approx(told.sums.den)
    assert (parts["worth"].reported, parts["worth"].missing) == (6, 1)


@pytest.mark.usefixtures("_computed")
def test_missing_facts_name_the_units_and_who_supplies_them():
    (missing,) = explain("TOY.WORTH", "0001", 2019).missing
    assert (missing.table, missing.supplier, missing.units) == ("toy.tools", "保管员", 1)
    assert missing.examples == (("000100020011", "坊1"),)


@pytest.mark.usefixtures("_computed")
def test_children_of_the_root_are_districts_and_units_straight_under_it():
    told = explain("TOY.WORTH", "0001", 2019)
    assert [(child.name, child.is_unit) for child in told.children] == [("东区", False), ("西区", False), ("坊6", True)]
    sums = [child.figure.sums for child in told.children]
    assert sum(item.num for item in sums) == pytest.approx(told.sums.num)


@pytest.mark.usefixtures("_computed")
def test_rows_lead_back_to_what_the_unit_entered():
    told = explain("TOY.WORTH", "000100010012", 2019)
    assert told.is_unit
    handle = next(item for item in told.rows if item.quantity == "worth")
    rows = rows_of(handle)
    assert sum(row["worth"] for row in rows) == pytest.approx(told.sums.num)
    assert {row["unit_name"] for row in rows} == {"坊2"}
    assert handle.subject == "toy.tool"


@pytest.mark.usefixtures("_computed")
def test_an_explanation_names_its_snapshots():
    (people, held) = explain("TOY.WORTH", "0001", 2019).snapshots
    assert (people.table, people.revision, people.on) == ("toy.people", 1, "2019-09-01")
    assert len(held.sha256) == 64


@pytest.mark.usefixtures("_computed")
def test_something_over_nothing_is_said_so_and_is_valid_json():
    told = explain("TOY.PPT", "000100020013", 2019)
    assert told.unbounded
    read = json.loads(json.dumps(told.as_json(), allow_nan=False))
    assert (read["value"], read["unbounded"]) == (None, True)
    assert read["sums"]["den"] == 0


@pytest.mark.usefixtures("_computed")
def test_a_year_that_was_never_computed_is_said_so():
    with pytest.raises(NotComputedError):
        explain("TOY.PPT", "0001", 2010)


@pytest.mark.usefixtures("_computed")
def test_explaining_takes_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        explain("TOY.WORTH", "0001", 2019)
