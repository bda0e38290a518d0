"""How sentences about figures are put. Names of figures stand in 【】 and are resolved when the text is shown."""

from collections.abc import Sequence

CHANGE, BEFORE, LOWEST, HIGHEST = "·增减", "·上年", "·各地最低", "·各地最高"
LEAST = 0.005  # a change below this is none, on paper
PERCENT = "%"
CARRIED = {PERCENT: "个百分点", ":1": ""}  # units a figure carries itself -> what its change is counted in


def stated(name: str, unit: str, change: float | None) -> str:
    """Say what a figure is and how it moved: “覆盖率为【…】，比上年提高【…】个百分点”. A share carries its own sign."""
    return f"{name}为【{name}】{_after(unit)}{moved(name, unit, change)}"


def moved(name: str, unit: str, change: float | None) -> str:
    """Say how a figure moved since the year before; nothing where that is not known."""
    if change is None:
        return ""
    if abs(change) < LEAST:
        return "，与上年持平"
    up, down = ("提高", "下降") if unit in CARRIED else ("增加", "减少")
    return f"，比上年{up if change > 0 else down}【{name}{CHANGE}】{CARRIED.get(unit, unit)}"


def spread(name: str, unit: str) -> str:
    """Say between which values the parts of a whole lie, without naming any: nobody is ranked."""
    after = _after(unit)
    return f"{name}各地在【{name}{LOWEST}】{after}至【{name}{HIGHEST}】{after}之间"


def _after(unit: str) -> str:
    return "" if unit in CARRIED else unit


def joined(clauses: Sequence[str]) -> str:
    """Join clauses into one sentence; nothing where there are none."""
    told = [clause for clause in clauses if clause]
    return "；".join(told) + "。" if told else ""
