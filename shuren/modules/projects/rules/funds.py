"""How a share of running funds spent on information technology is judged. Pure."""

NEAR = 0.8  # of the level that is asked for: what reaches it is amber


def light(percent: float | None, least: float | None) -> str:
    """Return green, amber, red, or grey where nothing was reported or nothing is asked for."""
    if percent is None or least is None:
        return "grey"
    if percent >= least:
        return "green"
    return "amber" if percent >= least * NEAR else "red"
