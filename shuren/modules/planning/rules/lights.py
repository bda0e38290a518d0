"""How an actual figure stands to its target."""

from enum import StrEnum

from shuren.modules.planning.rules.targets import DEFAULT_MARGINS, Margins, Target, shortfall


class Light(StrEnum):
    """Green: met. Amber: near it. Red: far from it. Grey: no figure."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


def light(target: Target, actual: float | None, margins: Margins = DEFAULT_MARGINS) -> Light:
    """Return the light of a figure; amber reaches as far from the target as `margins.amber` of its value."""
    if actual is None:
        return Light.GREY
    missing = shortfall(target, actual, margins)
    if missing == 0:
        return Light.GREEN
    return Light.AMBER if missing <= abs(target.bar) * margins.amber + target.slack else Light.RED
