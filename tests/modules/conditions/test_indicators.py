"""The declared indicators against scenarios an official can read (indicators/*.yaml)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuren.kernel.measures import checks
from shuren.kernel.measures.cells import COUNTS, SUMS, unit_cells
from shuren.kernel.measures.facts import FACT_TABLES, QUANTITIES, TREES
from shuren.kernel.measures.indicators import INDICATORS
from shuren.kernel.measures.read import figure
from shuren.kernel.measures.session import engine
from shuren.kernel.measures.sums import Sums, total
from shuren.modules.planning.rules.published import measures_of
from shuren.modules.planning.rules.scopes import KINDS

pytestmark = pytest.mark.pure

SCENARIOS = [
    scenario
    for file in sorted((Path(__file__).parent / "indicators").glob("*.yaml"))
    for scenario in yaml.safe_load(file.read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def con() -> Iterator[Any]:
    with engine() as opened:
        yield opened


def frame_of(con: Any, name: str, year: int, schools: list[dict[str, Any]]) -> Any:
    import ibis

    types = {item.code: "int64" if item.value is None else "float64" for item in QUANTITIES}
    tree = {"path": "string", "name": "string", "area": "string", "kind": "string"} | dict(TREES["tree"].attributes)
    rows = [
        {"year": year, "unit": at, **dict.fromkeys(tree, ""), "path": f"{at:04d}", **dict.fromkeys(types, 0), **school}
        for at, school in enumerate(schools)
    ]
    schema = ibis.schema({"year": "int64", "unit": "int64"} | tree | types)
    return con.create_table(name, ibis.memtable(rows, schema=schema), temp=True)


@pytest.mark.parametrize("at", range(len(SCENARIOS)), ids=[f"{item['indicator']}-{item['name']}" for item in SCENARIOS])
def test_scenario(con, at):
    scenario = SCENARIOS[at]
    year, schools = scenario["year"], scenario["schools"]
    unknown = {name for school in schools for name in school} - {item.code for item in QUANTITIES} - {"kind", "area"}
    assert not unknown
    frame = frame_of(con, f"scenario_{at}", year, schools)
    indicator = INDICATORS[scenario["indicator"]]
    parts = unit_cells(frame, [indicator.source], [year])
    rows = [row for part in parts for row in con.to_pyarrow(part).to_pylist()]
    sums = total(Sums(**{name: row[name] for name in (*SUMS, *COUNTS)}) for row in rows)
    found = figure(indicator.code, year, "", sums)
    wanted = scenario["value"]
    assert found.value == (None if wanted is None else pytest.approx(wanted, rel=1e-9, abs=1e-7))
    if "plain" in scenario:
        assert found.plain == pytest.approx(scenario["plain"], rel=1e-9)
    if "counted" in scenario:
        assert sums.n == scenario["counted"]
    assert sums.missing == scenario.get("missing", sums.missing)


def test_what_is_declared_is_sound():
    for check in (
        checks.indicators_have_a_basis, checks.formulas_can_be_built,
        checks.parameters_have_sources, checks.quantities_can_be_counted,
    ):  # fmt: skip
        assert check() == []


def test_every_measure_of_the_published_plan_is_declared():
    for measure in measures_of("HF").values():
        assert not measure.code or measure.code in INDICATORS


def test_every_indicator_speaks_both_languages():
    for item in INDICATORS:
        for text in (item.label, item.label_en, item.definition, item.definition_en, item.topic):
            assert text, item.code
        for formula in item.formulas:
            assert formula.readable(2020)
            assert not any("\u4e00" <= character <= "\u9fff" for character in formula.readable(2020, english=True)), (
                item.code
            )


def test_fact_tables_name_who_supplies_them():
    for table in FACT_TABLES:
        assert table.supplier
        assert table.supplier_en
        assert table.subject


def test_the_kinds_of_the_tree_are_those_the_plans_know():
    named = {kind for kind in KINDS if f"'{kind}'" in TREES["tree"].sql}
    assert named == KINDS
