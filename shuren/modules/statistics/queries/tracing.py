"""From a figure of a report back to where it came from, and what it would be today."""

from dataclasses import dataclass

from shuren.kernel.documents.content import written
from shuren.kernel.measures.facts import QUANTITIES
from shuren.kernel.measures.indicators import INDICATORS
from shuren.kernel.measures.models import Node
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.planning import api as planning
from shuren.modules.statistics.models import Report
from shuren.modules.statistics.queries.gathering import SCHOOLS, Gathered, label_of, sign_of, unit_of

PLAN = "plan:"


@dataclass(frozen=True)
class Trace:
    """What a source gave to a report; `now` is the figure today, `page` leads on, `parts` are what it is made of."""

    label: str
    text: str
    figures: tuple[tuple[str, str], ...]
    now: str
    is_changed: bool
    page: str
    unit: str
    parts: tuple[tuple[str, float | None], ...]
    units: tuple[tuple[str, float | None], ...] = ()  # of a count: what each school adds to it


def trace_of(report: Report, key: str) -> Trace:
    """Return where a figure of a report comes from. Raises NotFoundHere where the report cites no such source."""
    text = report.sources.get(key)
    if text is None:
        raise NotFoundHere
    cited = sorted(
        (told["place"], name, told["text"]) for name, told in report.figures.items() if told["source"] == key
    )
    figures = tuple((name, text_of) for _place, name, text_of in cited)
    if key.startswith(PLAN):
        page = planning.board_page(key.removeprefix(PLAN), report.org_id)
        return Trace(text.partition("》")[0] + "》", text, figures, "", is_changed=False, page=page, unit="", parts=())
    if key in INDICATORS:
        return _of_indicator(report, key, text, figures)
    if key == SCHOOLS or key in QUANTITIES:
        return _of_count(report, key, text, figures)
    return Trace(figures[0][0] if figures else key, text, figures, "", is_changed=False, page="", unit="", parts=())


def _of_indicator(report: Report, code: str, text: str, figures: tuple[tuple[str, str], ...]) -> Trace:
    gathered, item = Gathered(report.org, report.year, [report.year]), INDICATORS[code]
    value = gathered.value(code, report.year)
    now = "" if value is None else written(value, item.scale.decimals) + sign_of(item)
    values = gathered.by_part([code])[code]
    parts = tuple((part.name, value) for part, value in zip(gathered.parts, values, strict=True))
    page = planning.figure_page(code, report.org_id, report.year)
    changed = now != dict(figures).get(item.label, now)
    return Trace(item.label, text, figures, now, changed, page, item.scale.label, parts)


def _of_count(report: Report, code: str, text: str, figures: tuple[tuple[str, str], ...]) -> Trace:
    gathered = Gathered(report.org, report.year, [report.year])
    value = gathered.count(code, report.year)
    now = "" if value is None else written(value, 0 if code == SCHOOLS else QUANTITIES[code].scale.decimals)
    parts = tuple((part.name, gathered.count(code, report.year, part)) for part in gathered.parts)
    changed = now != dict(figures).get(label_of(code), now)
    return Trace(label_of(code), text, figures, now, changed, "", unit_of(code), parts, _by_unit(gathered, code))


def _by_unit(gathered: Gathered, code: str) -> tuple[tuple[str, float | None], ...]:
    """Return what each school adds to a count, in the order of the tree."""
    units = {unit.path: unit for unit in gathered.units[gathered.year]}
    rows = Node.objects.within(gathered.node.path).filter(year=gathered.year, is_unit=True).order_by("org_path")
    return tuple(
        (name, 1.0 if code == SCHOOLS else units[path].facts.get(code))
        for path, name in rows.values_list("org_path", "name")
    )
