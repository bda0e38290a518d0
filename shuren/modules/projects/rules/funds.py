"""How a share of running funds spent on information technology is judged. Pure.

合肥市教育信息化重点工作（2016—2020年）: at least 10 % of schools' public funds a year. The plan has ended; its level is
kept as what spending is compared with.
"""

LEAST_PERCENT = 10.0
NEAR = 0.8  # of the level: what reaches it is amber


def light(percent: float | None) -> str:
    """Return green, amber, red, or grey where nothing was reported."""
    if percent is None:
        return "grey"
    if percent >= LEAST_PERCENT:
        return "green"
    return "amber" if percent >= LEAST_PERCENT * NEAR else "red"
