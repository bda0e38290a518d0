"""How sentences about figures are put. Names of figures stand in 【】 and are resolved when the text is shown."""

from collections.abc import Sequence

CHANGE, BEFORE, LOWEST, HIGHEST = "·增减", "·上年", "·各地最低", "·各地最高"
LEAST = 0.005  # a change below this is none, on paper
PERCENT = "%"


def stated(name: str, unit: str, change: float | None) -> str:
    """Say what a figure is and how it moved: “覆盖率为【…】，比上年提高【…】个百分点”. A share carries its own sign."""
    after = "" if unit == PERCENT else unit
    return f"{name}为【{name}】{after}{moved(name, unit, change)}"


def moved(name: str, unit: str, change: float | None) -> str:
    """Say how a figure moved since the year before; nothing where that is not known."""
    if change is None:
        return ""
    if abs(change) < LEAST:
        return "，与上年持平"
    is_share = unit == PERCENT
    verb = ("提高" if change > 0 else "下降") if is_share else ("增加" if change > 0 else "减少")
    return f"，比上年{verb}【{name}{CHANGE}】{'个百分点' if is_share else unit}"


def spread(name: str, unit: str) -> str:
    """Say between which values the parts of a whole lie, without naming any: nobody is ranked."""
    after = "" if unit == PERCENT else unit
    return f"{name}各地在【{name}{LOWEST}】{after}至【{name}{HIGHEST}】{after}之间"


def joined(clauses: Sequence[str]) -> str:
    """Join clauses into one sentence; nothing where there are none."""
    told = [clause for clause in clauses if clause]
    return "；".join(told) + "。" if told else ""
