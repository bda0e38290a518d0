"""Pages about indicators: what is computed, of what, by which rule."""

from itertools import groupby

from shuren.kernel.measures.facts import FACT_TABLES, QUANTITIES
from shuren.kernel.measures.indicators import INDICATORS, Indicator
from shuren.kernel.measures.parameters import PARAMETERS
from shuren.kernel.measures.scales import Rollup
from shuren.site.reference.markdown import code, codes, page, table

ROLLED_UP = {
    Rollup.RATIO_OF_SUMS: "Σ ÷ Σ",
    Rollup.SHARE_OF_UNITS: "share of units",
    Rollup.DIFFERENCE_COEFFICIENT: "difference coefficient",
}
BETTER = {"up": "↑", "down": "↓"}


def indicators() -> str:
    """Return the catalogue of indicators, quantities, frozen tables and parameters."""
    by_topic = groupby(sorted(INDICATORS, key=lambda item: item.topic), key=lambda item: item.topic)
    sections = [f"## {topic}\n\n{_of_topic(list(members))}" for topic, members in by_topic]
    return page(
        "Indicators",
        "the files `indicators.py` and `parameters/*.yaml`",
        f"{len(INDICATORS)} indicators over {len(QUANTITIES)} quantities. In a formula, `{{name}}` is a quantity and"
        " `{p.name}` a parameter in force; a formula holds from its year until the next one's. Σ ÷ Σ adds numerators"
        " and denominators of the units below before dividing.",
        *sections,
        _quantities(),
        _facts(),
        _parameters(),
    )


def _of_topic(members: list[Indicator]) -> str:
    rows = [
        (
            code(item.code),
            item.label,
            item.label_en,
            "；".join(f"{formula.since}–: {code(formula.text)}" for formula in item.formulas),
            f"{item.scale.label} {BETTER[item.direction.value]}",
            ROLLED_UP[item.rollup],
            item.basis,
        )
        for item in members
    ]
    lines = [f"- {code(item.code)} {item.definition} *{item.definition_en}*" for item in members]
    heads = ("Code", "指标", "Indicator", "Formula", "Unit", "Rolls up", "Basis")
    return f"{table(heads, rows)}\n\n" + "\n".join(lines)


def _quantities() -> str:
    rows = [
        (code(item.code), item.label, item.label_en, item.scale.label, code(item.table.name), item.source)
        for item in QUANTITIES
    ]
    return "## Quantities\n\n" + table(("Name", "数量", "Quantity", "Unit", "Counted in", "Source"), rows)


def _facts() -> str:
    rows = [
        (code(item.name), item.label, item.label_en, codes(item.columns), f"{item.supplier} ({item.supplier_en})")
        for item in FACT_TABLES
    ]
    return "## Frozen tables\n\n" + table(("Name", "表", "Table", "Columns", "Supplied by"), rows)


def _parameters() -> str:
    rows = [
        (code(item.name), item.label, item.label_en, item.scale, dated.since, f"{dated.value:g}", dated.source)
        for item in PARAMETERS
        for dated in item.values
    ]
    return "## Parameters\n\n" + table(("Name", "参数", "Parameter", "Unit", "From", "Value", "Source"), rows)
