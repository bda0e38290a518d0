"""System checks over the declared indicators: what is declared wrongly is told before anything is computed."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004  Django's own name

from shuren.kernel.measures.cells import usage
from shuren.kernel.measures.facts import FACT_TABLES, QUANTITIES
from shuren.kernel.measures.frame import UnknownNameError
from shuren.kernel.measures.indicators import INDICATORS, Formula, Indicator
from shuren.kernel.measures.parameters import PARAMETERS, NotInForceError
from shuren.kernel.measures.scales import Basis


@register
def indicators_have_a_basis(**kwargs: Any) -> list[CheckMessage]:
    """shuren.I002: an indicator without source, or whose source names no document or clause."""
    return [
        Error(
            f"Indicator {item.code} has no source.",
            hint="Give `basis` the document, its number and the clause; say what is not verified.",
            id="shuren.I002",
        )
        for item in INDICATORS
        if item.basis is None or not item.basis.document or not item.basis.clause or not _numbered(item.basis)
    ]


def _numbered(basis: Basis) -> bool:
    """A document whose number nobody has found yet must say that it is not verified."""
    return bool(basis.number) or not basis.verified


@register
def formulas_can_be_built(**kwargs: Any) -> list[CheckMessage]:
    """shuren.I003 to I006: formulas missing, reading undeclared names, or described by other names than they read."""
    return [message for item in INDICATORS for message in _of_formulas(item)]


def _of_formulas(item: Indicator) -> Iterator[CheckMessage]:
    if item.standard and item.standard not in PARAMETERS:
        yield Error(f"Indicator {item.code}: no parameter {item.standard!r} holds its standard.", id="shuren.I004")
    if not item.formulas:
        yield Error(
            f"Indicator {item.code} has no formula.", hint="Decorate one with @since(year, text).", id="shuren.I003"
        )
    years = [formula.since for formula in item.formulas]
    if len(years) != len(set(years)):
        yield Error(f"Indicator {item.code} has two formulas from one year on.", id="shuren.I003")
    for formula in item.formulas:
        yield from _of_formula(item, formula)


def _of_formula(item: Indicator, formula: Formula) -> Iterator[CheckMessage]:
    try:
        used = usage(item, formula)
    except (UnknownNameError, NotInForceError, KeyError) as error:
        yield Error(f"Indicator {item.code}, formula since {formula.since}: {error}", id="shuren.I004")
        return
    quantities, parameters = formula.named
    unread = sorted((quantities - used.quantities) | (parameters - set(used.parameters)))
    if unread:
        yield Error(
            f"Indicator {item.code}: the text of the formula since {formula.since} names {', '.join(unread)}, "
            "which the formula does not read.",
            hint="The text is what an official sees; let it name what is computed.",
            id="shuren.I005",
        )
    if not quantities:
        yield Warning(f"Indicator {item.code}: the formula's text names no quantity.", id="shuren.I006")


@register
def parameters_have_sources(**kwargs: Any) -> list[CheckMessage]:
    """shuren.I007: a dated value without source, or two values from one year on."""
    messages: list[CheckMessage] = []
    for parameter in PARAMETERS:
        years = [dated.since for dated in parameter.values]
        if not years or len(years) != len(set(years)) or not all(dated.source for dated in parameter.values):
            messages.append(
                Error(
                    f"Parameter {parameter.name} lacks a source, or has no value or two values for one year.",
                    hint="Every value needs `since`, `value` and `source`: document, number, clause.",
                    id="shuren.I007",
                )
            )
    return messages


@register
def quantities_can_be_counted(**kwargs: Any) -> list[CheckMessage]:
    """shuren.I008: a quantity over a table nobody declares, without source, or over columns the table lacks."""
    return [
        Error(f"Quantity {item.code}: {problem}", id="shuren.I008")
        for item in QUANTITIES
        for problem in _of_quantity(item.code)
    ]


def _of_quantity(code: str) -> Iterator[str]:
    import ibis

    item = QUANTITIES[code]
    if item.table.name not in FACT_TABLES:
        yield f"fact table {item.table.name!r} is not declared."
    if not item.source:
        yield "it has no source."
    schema = {"is_row": "boolean", "unit": "int64"} | dict(item.table.columns)
    try:
        item.column(ibis.table(schema, name="rows"))
    except AttributeError as error:
        yield f"it reads a column the table lacks ({error})."
