"""How a year's targets stand, as frozen values for whoever writes about them."""

from dataclasses import dataclass

from shuren.kernel.actors import covers
from shuren.modules.planning.models import Plan
from shuren.modules.planning.queries.board import board
from shuren.spine.orgs.models import Org


@dataclass(frozen=True)
class Line:
    """One target of the year; `code` is empty where no register measures it, and `fact` says what is missing then."""

    category: str
    label: str
    scope: str
    unit: str
    asked: str
    actual: float | None
    light: str
    code: str
    fact: str
    supplier: str


@dataclass(frozen=True)
class Standing:
    """A plan's targets of one year, seen from one node."""

    code: str
    name: str
    year: int
    lines: tuple[Line, ...]


def standings(node: Org, year: int) -> list[Standing]:
    """Return how the plans stand that bind a node in a year; plans of other regions bind nobody."""
    plans = Plan.objects.within("").filter(first_year__lte=year, last_year__gte=year, is_reference=False)
    bound = [plan for plan in plans.select_related("org").order_by("code") if covers(plan.org_path, node.path)]
    return [_standing(plan, node, year) for plan in bound]


def _standing(plan: Plan, node: Org, year: int) -> Standing:
    found = []
    for line in board(plan, node).lines:
        cell = next((cell for cell in line.cells if cell.year == year and cell.target), None)
        if cell:
            found.append(
                Line(
                    line.category, line.label, line.scope.text, line.unit, cell.target_text, cell.actual,
                    cell.light.value, line.code, line.measure.fact, line.measure.supplier,
                )
            )  # fmt: skip
    return Standing(plan.code, plan.name, year, tuple(found))
