"""Charts as SVG: drawn once, put on paper as they are and into Word files as a picture."""

import math
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from shuren.kernel.documents.content import Chart, Drawn, Series, written

FONT = "Noto Sans SC"
COLOURS = ("#2f5d8a", "#c8792b", "#5b8c5a", "#8a5a83", "#7a7f87")
INK, SOFT, RULE = "#1f2a35", "#5b6b7a", "#d5dce3"
WIDTH = 640.0
PLOT = 250.0  # height of the plot of standing bars and lines
TOP, FOOT = 34.0, 30.0
BAR, GAP = 13.0, 12.0  # thickness of a lying bar, space between labels
TEXT = 12.0  # size of the type
MOST_STANDING = 8  # labels; with more, or long ones, bars lie
LONG = 6  # signs
STEPS = 5  # rules across the plot, at most


def svg_of(chart: Chart) -> str:
    """Return the drawing."""
    lies = chart.drawn is Drawn.BARS and (
        len(chart.labels) > MOST_STANDING or any(len(label) > LONG for label in chart.labels)
    )
    return _lying(chart) if lies else _standing(chart)


def ticks(values: Sequence[float]) -> list[float]:
    """Return round values from zero (or below it) to the greatest, evenly spaced."""
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if low == high:
        high = 1.0
    rough = (high - low) / STEPS
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


def _values(chart: Chart) -> list[float]:
    return [value for series in chart.series for value in series.values if value is not None]


def _standing(chart: Chart) -> str:
    marks = ticks(_values(chart))
    left = 16 + max(_width(written(mark, chart.decimals)) for mark in marks)
    right, height = WIDTH - 12, TOP + PLOT + FOOT
    scale = PLOT / (marks[-1] - marks[0])

    def y(value: float) -> float:
        return TOP + PLOT - (value - marks[0]) * scale

    parts = [*_legend(chart, left)]
    for mark in marks:
        parts.append(_line(left, y(mark), right, y(mark), RULE if mark else SOFT))
        parts.append(_text(left - 6, y(mark) + 4, written(mark, chart.decimals), "end"))
    step = (right - left) / max(len(chart.labels), 1)
    parts += [_text(left + step * (at + 0.5), TOP + PLOT + 20, label) for at, label in enumerate(chart.labels)]
    for number, series in enumerate(chart.series):
        colour = COLOURS[number % len(COLOURS)]
        if chart.drawn is Drawn.LINES:
            points = [
                (left + step * (at + 0.5), y(value)) if value is not None else None
                for at, value in enumerate(series.values)
            ]
            parts += _way(points, series, colour, chart.decimals)
        else:
            thick = min(34.0, step * 0.7 / len(chart.series))
            for at, value in enumerate(series.values):
                if value is not None:
                    x = left + step * (at + 0.5) + (number - len(chart.series) / 2) * thick
                    parts.append(_rect(x, min(y(value), y(0)), thick - 2, abs(y(value) - y(0)), colour))
                    parts.append(_text(x + thick / 2 - 1, min(y(value), y(0)) - 4, written(value, chart.decimals)))
    return _framed(height, parts)


def _lying(chart: Chart) -> str:
    marks = ticks(_values(chart))
    left = 16 + max(_width(label) for label in chart.labels)
    right = WIDTH - 56
    each = BAR * len(chart.series) + GAP
    height = TOP + each * len(chart.labels) + 26
    scale = (right - left) / (marks[-1] - marks[0])

    def x(value: float) -> float:
        return left + (value - marks[0]) * scale

    parts = [*_legend(chart, left)]
    for mark in marks:
        parts.append(_line(x(mark), TOP, x(mark), height - 26, RULE if mark else SOFT))
        parts.append(_text(x(mark), height - 10, written(mark, chart.decimals)))
    for at, label in enumerate(chart.labels):
        top = TOP + each * at + GAP / 2
        parts.append(_text(left - 8, top + (each - GAP) / 2 + 4, label, "end"))
        for number, series in enumerate(chart.series):
            value = series.values[at]
            if value is not None:
                edge = top + BAR * number
                start = min(x(value), x(0))
                parts.append(_rect(start, edge, abs(x(value) - x(0)), BAR - 2, COLOURS[number % len(COLOURS)]))
                parts.append(_text(x(value) + 4, edge + BAR - 4, written(value, chart.decimals), "start"))
    return _framed(height, parts)


def _way(points: Sequence[tuple[float, float] | None], series: Series, colour: str, decimals: int) -> Iterator[str]:
    """Draw a line that breaks where a value is missing."""
    dash = ' stroke-dasharray="6 4"' if series.is_target else ""
    run: list[tuple[float, float]] = []
    for point in (*points, None):
        if point is not None:
            run.append(point)
        elif run:
            way = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
            yield f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2.2"{dash}/>'
            if not series.is_target:
                yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{colour}"/>' for x, y in run)
            run = []
    values = [value for value in series.values if value is not None]
    last = next((point for point in reversed(points) if point), None)
    if last and values:
        below = not series.is_target  # so that a figure and its target do not cover each other
        yield _text(last[0], last[1] + (18 if below else -8), written(values[-1], decimals), colour=colour)


def _legend(chart: Chart, left: float) -> Iterator[str]:
    at = left
    for number, series in enumerate(chart.series):
        colour = COLOURS[number % len(COLOURS)]
        if series.is_target:
            yield _line(at, 14, at + 18, 14, colour, ' stroke-dasharray="5 3" stroke-width="2.2"')
        else:
            yield _rect(at, 8, 18, 11, colour)
        yield _text(at + 24, 18, series.name, "start")
        at += 44 + _width(series.name)
    if chart.unit:
        yield _text(WIDTH - 12, 18, chart.unit, "end", SOFT)


def _framed(height: float, parts: Sequence[str]) -> str:
    size = f'viewBox="0 0 {WIDTH:.0f} {height:.0f}" width="{WIDTH:.0f}" height="{height:.0f}"'
    drawn = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" font-size="{TEXT}">{drawn}</svg>'


def _width(text: str) -> float:
    """Return about how wide a text is: signs of Chinese are square, others half of it."""
    return sum(TEXT if ord(sign) > 0x2E80 else TEXT * 0.58 for sign in text)  # noqa: PLR2004  CJK begins there


def _text(x: float, y: float, text: str, anchor: str = "middle", colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{more}/>'


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'
