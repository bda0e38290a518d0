"""`shuren measure`, `shuren explain`."""

import json
from typing import TYPE_CHECKING, Any

import click

from shuren.site.cli.setup import configure, say

if TYPE_CHECKING:
    from shuren.modules.planning.models import Plan
    from shuren.modules.planning.queries.board import Cell, Line
    from shuren.spine.orgs.models import Org


@click.command()
@click.option("--plan", "code", default="HF", show_default=True, help="Code of the plan.")
@click.option("--year", type=click.IntRange(2000, 2100), help="One year only; otherwise every year of the plan.")
@click.option("--at", "org", metavar="CODE", help="Code of a county, zone or school; otherwise where the plan holds.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def measure(code: str, year: int | None, org: str | None, as_json: bool) -> None:
    """Print what a plan's targets have come to: numerator, denominator, value, target, light.

    One row for each line of the plan that a register can measure and each year, for the plan's own scope and by area
    class (urban, county_town, township). Numerator and denominator are counts as reported; the value is in the plan's
    unit. Lines that nothing measures yet are listed under "unmeasured" with the fact that is missing.
    """
    configure()
    from shuren.modules.planning.queries.board import board

    plan, node = _plan(code), None
    node = _org(org) if org else plan.org
    seen = board(plan, node)
    years = [year] if year else list(plan.years)
    if year and year not in plan.years:
        raise click.ClickException(
            f"{plan.name} 的年份是 {plan.first_year} 至 {plan.last_year}。 No such year in the plan."
        )
    measured = [line for line in seen.lines if line.code]
    areas = _by_area(plan, node, measured)
    rows = [_row(line, cell, areas) for line in measured for cell in line.cells if cell.year in years]
    unmeasured = [_missing(line) for line in seen.lines if not line.code]
    if as_json:
        head = {"plan": plan.code, "name": plan.name, "at": node.code, "at_name": node.name}
        click.echo(json.dumps(head | {"rows": rows, "unmeasured": unmeasured}, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(_line_of_text(row))
    say(f"· {len(rows)} 行 rows, {len(unmeasured)} 项尚无数据来源 unmeasured")


def _plan(code: str) -> "Plan":
    from shuren.modules.planning.models import Plan

    found: Plan | None = Plan.objects.within("").select_related("org").filter(code=code).first()
    if found is None:
        known = ", ".join(Plan.objects.within("").order_by("code").values_list("code", flat=True)) or "—"
        raise click.ClickException(f"没有规划“{code}”，现有：{known}。 No such plan; there are: {known}.")
    return found


def _org(code: str) -> "Org":
    from shuren.spine.orgs.models import Org

    found: Org | None = Org.objects.within("").filter(code=code).first()
    if found is None:
        raise click.ClickException(f"没有标识码为“{code}”的机构。 No org has the code {code}.")
    return found


Areas = dict[tuple[str, str, int], dict[str, dict[str, Any]]]


def _by_area(plan: "Plan", node: "Org", lines: "list[Line]") -> Areas:
    """Return, by line (code and scope) and year, the sums of each area class among the scope's kinds of schools."""
    from shuren.kernel.measures import read
    from shuren.modules.planning.queries.board import selection_of
    from shuren.spine.orgs.rules import Area

    slices = read.slices_at(node.path, {line.code for line in lines}, list(plan.years))
    found: Areas = {}
    for line in lines:
        kinds = [block.kinds for block in selection_of(line.scope)]
        for year in plan.years:
            told = {}
            for area in Area:
                selection = [read.Block(frozenset({area.value}), each) for each in kinds]
                sums = read.chosen(slices[line.code, year], selection)
                told[area.value] = _numbers(read.figure(line.code, year, node.path, sums))
            found[line.code, line.scope.text, year] = told
    return found


def _numbers(figure: Any) -> dict[str, Any]:
    from shuren.modules.planning.queries.board import actual_of

    sums = figure.sums
    return {
        "numerator": sums.num, "denominator": sums.den, "value": actual_of(figure),
        "schools": sums.n, "schools_missing": sums.missing,
    }  # fmt: skip


def _row(line: "Line", cell: "Cell", areas: Areas) -> dict[str, Any]:
    target = cell.target
    nothing = dict.fromkeys(("numerator", "denominator", "value", "schools", "schools_missing"))
    return {
        "indicator": line.indicator, "code": line.code, "category": line.category, "label": line.label,
        "label_en": line.label_en, "scope": line.scope.text, "year": cell.year, "unit": line.unit,
        **(_numbers(cell.figure) if cell.figure else nothing),
        "target": {"comparator": target.comparator.value, "value": target.value} if target else None,
        "light": cell.light.value,
        "areas": areas[line.code, line.scope.text, cell.year],
    }  # fmt: skip


def _missing(line: "Line") -> dict[str, Any]:
    measure = line.measure
    return {
        "indicator": line.indicator, "label": line.label, "scope": line.scope.text,
        "fact": measure.fact, "register": measure.register, "supplier": measure.supplier,
    }  # fmt: skip


def _line_of_text(row: dict[str, Any]) -> str:
    target = f"{row['target']['comparator']} {row['target']['value']:g}" if row["target"] else "—"
    value = "—" if row["value"] is None else f"{row['value']:.2f}"
    of = "" if row["numerator"] is None else f"{row['numerator']:,.0f} / {row['denominator']:,.0f}"
    measured = f"{row['code']:<18} {value:>10} {row['unit']:<8} {target:<10} {of:<24}"
    return f"{row['year']}  {row['light']:<6} {measured} {row['scope']} {row['label']}"


@click.command()
@click.argument("indicator")
@click.argument("org")
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def explain(indicator: str, org: str, year: int, as_json: bool) -> None:
    """Tell where a figure comes from: INDICATOR (of the platform or of a plan) at the org of code ORG in YEAR.

    Definition, formula in force, source document, parameters, numerator, denominator, the quantities behind them, who
    has not reported, and the snapshots it was computed from.
    """
    configure()
    from shuren.kernel.measures import explain as measures
    from shuren.kernel.measures.indicators import INDICATORS
    from shuren.modules.planning.models import Measure

    code = indicator
    if code not in INDICATORS:
        code = Measure.objects.filter(indicator=indicator).values_list("code", flat=True).first() or ""
    if code not in INDICATORS:
        raise click.ClickException(
            f"没有指标“{indicator}”，或还没有登记册能够计算它。 No register measures {indicator}."
        )
    try:
        found = measures.explain(code, _org(org).path, year)
    except measures.NotComputedError as missing:
        raise click.ClickException(f"{year} 年还没有计算。 {missing}") from missing
    values = found.as_json()
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False, indent=1, default=str))
        return
    for name in ("label", "definition", "basis", "formula", "name", "year", "value", "sums", "computed_at"):
        click.echo(f"{name:<12} {values[name]}")
    for quantity in values["quantities"]:
        click.echo(f"{'':<12} {quantity}")


COMMANDS = (measure, explain)
