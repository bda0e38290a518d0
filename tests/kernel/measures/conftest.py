"""A toy region of its own words: two districts with makers' yards, so that the kernel is tested without the domain."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from shuren.kernel.measures import facts, indicators, parameters
from shuren.kernel.measures.facts import FactTable, How, Quantity, Tree
from shuren.kernel.measures.indicators import DifferenceCoefficient, Indicator, over, since
from shuren.kernel.measures.scales import PERCENT, PLAIN, Basis, Direction, Rollup, Scale

BASIS = Basis("工坊管理办法", "试〔2017〕1号", "第三条")
PER_HUNDRED = Scale("件/百人", "per 100", factor=100.0)
REGISTRIES = (
    facts.FACT_TABLES, facts.QUANTITIES, facts.TREES, indicators.INDICATORS, parameters.PARAMETERS,
)  # fmt: skip

PEOPLE = FactTable(
    "toy.people", "人员", "people", "SELECT unit, id, grade FROM toy_people WHERE year = :year",
    {"id": "int64", "grade": "string"}, supplier="工坊文书", supplier_en="yard clerk",
)  # fmt: skip
TOOLS = FactTable(
    "toy.tools", "工具", "tools", "SELECT unit, id, worth::float8 AS worth, shared FROM toy_tools WHERE year = :year",
    {"id": "int64", "worth": "float64", "shared": "boolean"}, supplier="保管员", supplier_en="keeper",
    filed="SELECT unit FROM toy_returns WHERE year = :year", subject="toy.tool",
)  # fmt: skip
TREE = Tree("SELECT unit, path, name, is_unit, area, kind FROM toy_tree")


class Worth(Indicator):
    """Worth of tools per person."""

    code, label, label_en = "TOY.WORTH", "人均工具值", "worth of tools per person"
    scale, direction, basis = PLAIN, Direction.UP, BASIS
    definition, definition_en = "工具值除以人数。", "Worth over people."

    @since(2017, "{worth} ÷ {people}")
    def plain(self, u: Any, _p: Any) -> Any:
        return u.worth, u.people

    @since(2019, "{worth} ÷ ({people} × {p.weight})")
    def weighted(self, u: Any, p: Any) -> Any:
        return u.worth, u.people * p.weight


class Equipped(Indicator):
    """Share of units with enough tools for each person."""

    code, label, label_en = "TOY.EQUIPPED", "达标工坊比例", "share of equipped yards"
    scale, direction, basis = PERCENT, Direction.UP, BASIS
    definition, definition_en = "每人工具达到标准的工坊占比。", "Share of yards with enough tools."
    rollup = Rollup.SHARE_OF_UNITS

    def applies(self, u: Any, _p: Any) -> Any:
        return (u.kind == "yard") & (u.people > 0)

    @since(2017, "{tools} ÷ {people} ≥ {p.enough}")
    def enough(self, u: Any, p: Any) -> Any:
        return over(u.tools, u.people) >= p.enough


class PeoplePerTool(Indicator):
    """People per tool, which gets better downward."""

    code, label, label_en = "TOY.PPT", "每件工具人数", "people per tool"
    scale, direction, basis = PLAIN, Direction.DOWN, BASIS
    definition, definition_en = "人数除以工具数。", "People over tools."

    @since(2017, "{people} ÷ {tools}")
    def people_to_tools(self, u: Any, _p: Any) -> Any:
        return u.people, u.tools


PARAMETERS = {
    "enough": {"label": "每人工具数", "values": [{"since": 2017, "value": 0.5, "source": "试〔2017〕1号第四条"}]},
    "weight": {"label": "折算系数", "values": [{"since": 2019, "value": 2, "source": "试〔2019〕2号第一条"}]},
}


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace everything declared by the toy region's declarations."""
    for registry in REGISTRIES:
        monkeypatch.setattr(registry, "_items", {})
    facts.tree(TREE)
    for table in (PEOPLE, TOOLS):
        facts.fact_table(table)
    for item in (
        Quantity("people", PEOPLE, "人数", "people", PLAIN, "表1", how=How.COUNT),
        Quantity(
            "masters", PEOPLE, "师傅", "masters", PLAIN, "表1", how=How.COUNT, where=lambda f: f.grade == "master"
        ),
        Quantity("tools", TOOLS, "工具数", "tools", PLAIN, "表2", how=How.COUNT),
        Quantity("worth", TOOLS, "工具值", "worth of tools", PLAIN, "表2", value=lambda f: f.worth),
        Quantity(
            "shares", TOOLS, "有共享工具", "has shared tools", PLAIN, "表2", how=How.ANY, where=lambda f: f.shared
        ),
    ):
        facts.quantity(item)
    for parameter in parameters.read(PARAMETERS):
        parameters.PARAMETERS.add(parameter)
    worth = Worth()
    spread = DifferenceCoefficient(
        worth, code="TOY.CV", label="人均工具值差异系数", label_en="spread of worth", scale=PLAIN, basis=BASIS
    )
    indicators.register(worth, Equipped(), PeoplePerTool(), spread)


@pytest.fixture
def region(toy: None, transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    """The toy region in PostgreSQL: one root, two districts, six units, one more unit straight under the root."""
    settings.LAKE_DIR = tmp_path / "lake"
    run(
        "CREATE TABLE toy_tree (unit bigint, path text, name text, is_unit bool, area text, kind text)",
        "CREATE TABLE toy_people (year int, unit bigint, id bigint, grade text)",
        "CREATE TABLE toy_tools (year int, unit bigint, id bigint, worth numeric, shared bool)",
        "CREATE TABLE toy_returns (year int, unit bigint)",
        "INSERT INTO toy_tree VALUES (1, '0001', '城', false, NULL, NULL),"
        " (2, '00010001', '东区', false, NULL, NULL), (3, '00010002', '西区', false, NULL, NULL)",
    )
    for number in range(7):
        place = "0001" if number == 6 else f"0001000{number % 2 + 1}"
        path, area = f"{place}00{10 + number}", ("town", "land")[number % 3 == 0]
        kind = "stall" if number == 5 else "yard"
        run(f"INSERT INTO toy_tree VALUES ({10 + number}, '{path}', '坊{number}', true, '{area}', '{kind}')")
        for year in (2018, 2019):
            people(year, 10 + number, 10 * (number + 1) + year - 2018)
            tools(year, 10 + number, [number * 10.5 + 0.1] * (3 * number + 1))
    yield
    run("DROP TABLE toy_tree, toy_people, toy_tools, toy_returns")


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def people(year: int, unit: int, count: int) -> None:
    run(
        f"DELETE FROM toy_people WHERE year = {year} AND unit = {unit}",
        f"INSERT INTO toy_people SELECT {year}, {unit}, i, CASE WHEN i % 4 = 0 THEN 'master' ELSE 'hand' END"
        f" FROM generate_series(1, {count}) i",
    )


def tools(year: int, unit: int, worths: list[float]) -> None:
    run(
        f"DELETE FROM toy_tools WHERE year = {year} AND unit = {unit}",
        f"DELETE FROM toy_returns WHERE year = {year} AND unit = {unit}",
        f"INSERT INTO toy_returns VALUES ({year}, {unit})",
        *[
            f"INSERT INTO toy_tools VALUES ({year}, {unit}, {at}, {worth}, {at == 2})"
            for at, worth in enumerate(worths)
        ],
    )


def unreport(year: int, unit: int) -> None:
    """Take back what a unit reported of its tools."""
    run(
        f"DELETE FROM toy_tools WHERE year = {year} AND unit = {unit}",
        f"DELETE FROM toy_returns WHERE year = {year} AND unit = {unit}",
    )
