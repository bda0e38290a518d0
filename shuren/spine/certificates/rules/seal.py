"""The picture of a unit's seal: a red ring, a five-pointed star, the unit's name around it from left to right.

国发〔1999〕25号: round, with a star in the middle, the name in Song type, at most 4.5 cm across for bureaus,
institutions and schools (clauses 待核). It is a picture: what vouches for a paper is its signature.
"""

from math import cos, pi, sin
from xml.sax.saxutils import escape

RED = "#d4161c"
AUTHORITY_MM, SCHOOL_MM = 42, 40  # across
SPREAD = 252.0  # degrees that a long name takes
STEP = 36.0  # degrees from sign to sign of a short one
RADIUS = 36.0  # of the signs' middles, in units of a drawing 100 wide
STAR = 12.5


def seal(name: str) -> str:
    """Draw a seal as SVG, 100 units wide."""
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">',
        f'<circle cx="50" cy="50" r="48" fill="none" stroke="{RED}" stroke-width="2.4"/>',
        f'<polygon points="{_star()}" fill="{RED}"/>',
        *_ring(name),
        "</svg>",
    ]
    return "".join(parts)


def _star() -> str:
    corners = []
    for place in range(10):
        reach = STAR if place % 2 == 0 else STAR * 0.382
        turn = pi * place / 5
        corners.append(f"{50 + reach * sin(turn):.2f},{50 - reach * cos(turn):.2f}")
    return " ".join(corners)


def _ring(name: str) -> list[str]:
    """Set the signs around the star, upright towards the rim; more of them stand closer and narrower."""
    step = min(STEP, SPREAD / max(len(name) - 1, 1))
    size = 15.0
    width = min(1.0, RADIUS * step * pi / 180 / size)
    first = -step * (len(name) - 1) / 2
    return [
        f'<text transform="rotate({first + place * step:.2f} 50 50)'
        f' translate(50 {50 - RADIUS:.2f}) scale({width:.3f} 1)"'
        f' y="{size * 0.36:.2f}" text-anchor="middle" font-family="Noto Serif SC" font-weight="700"'
        f' font-size="{size}" fill="{RED}">{escape(sign)}</text>'
        for place, sign in enumerate(name)
    ]
