"""Finding reports, and a report as a document."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from shuren.kernel.actors import Actor
from shuren.kernel.cases import queries as cases
from shuren.kernel.cases.models import Case
from shuren.kernel.documents.content import (
    Block,
    Chart,
    Column,
    Document,
    Drawn,
    Heading,
    Paragraph,
    Run,
    Series,
    Source,
    Table,
)
from shuren.kernel.measures.models import Computation
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.statistics.models import Report, Section
from shuren.modules.statistics.permissions import view_reports
from shuren.modules.statistics.rules import texts
from shuren.spine.orgs.models import Org
from shuren.spine.orgs.queries import lookup

SUBJECT = "statistics.report"
OWN_STEP = "compile"  # of the case that releases a report
NOT_FINAL = "征求意见稿"


def reports_for(actor: Actor) -> "QuerySet[Report]":
    """Return the reports at and below the actor's node; texts and figures are left where they are."""
    found: QuerySet[Report] = Report.objects.visible_to(actor, view_reports).defer("figures", "sources")
    return found


def report_for(actor: Actor, report_id: int) -> Report:
    """Return a report that the actor may see. Raises NotFoundHere for any other."""
    found: Report | None = (
        Report.objects.visible_to(actor, view_reports).select_related("org").filter(pk=report_id).first()
    )
    if found is None:
        raise NotFoundHere
    return found


def released_by_case(report_id: int) -> Report:
    """Return the report that a case is about; who acts on the case has been admitted to it."""
    found: Report = Report.objects.within("").get(pk=report_id)
    return found


def section_for(report: Report, code: str) -> Section:
    found = report.sections.filter(code=code).first()
    if found is None:
        raise NotFoundHere
    return found


def own_authority(actor: Actor) -> Org | None:
    """Return the authority at the actor's node, None where the actor stands at none."""
    unit = lookup.own_org(actor)
    return unit if unit is not None and unit.is_authority else None


def years_to_report() -> list[int]:
    """Return the years that have figures, newest first."""
    return list(Computation.objects.order_by("-year").values_list("year", flat=True))


def case_of(report: Report) -> Case | None:
    """Return the newest case that is, or was, to release a report."""
    found: Case | None = Case.objects.within("").filter(pk=report.case_id).first() if report.case_id else None
    return found


def is_open(report: Report, case: Case | None) -> bool:
    """Say whether its texts may still change: it is not released, and nobody is asked to release it just now."""
    if report.released_at is not None:
        return False
    if case is None or case.outcome:
        return True
    return any(visit.step == OWN_STEP for visit in cases.state_of(case).open_visits)


# -- exhibits are kept as plain values ---------------------------------------------------------------------------------


def plain(exhibit: Table | Chart) -> dict[str, Any]:
    """Return an exhibit as JSON can keep it; sources by their keys."""
    kept = asdict(exhibit) | {"sources": [source.key for source in exhibit.sources]}
    return {"is": "table" if isinstance(exhibit, Table) else "chart", **kept}


def exhibit_of(kept: Mapping[str, Any], sources: Mapping[str, Source]) -> Table | Chart:
    """Return a kept exhibit."""
    cited = tuple(sources[key] for key in kept["sources"] if key in sources)
    if kept["is"] == "table":
        columns = tuple(Column(**column) for column in kept["columns"])
        return Table(kept["caption"], columns, tuple(tuple(row) for row in kept["rows"]), cited, kept["note"])
    series = tuple(Series(one["name"], tuple(one["values"]), one["is_target"]) for one in kept["series"])
    drawn, labels = Drawn(kept["drawn"]), tuple(kept["labels"])
    return Chart(kept["caption"], drawn, labels, series, kept["unit"], kept["decimals"], cited)


# -- the report as a document ------------------------------------------------------------------------------------------


def sources_of(report: Report) -> dict[str, Source]:
    """Return where the figures of a report come from, by key; each leads to its page."""
    return {key: Source(key, text, page_of(report, key)) for key, text in report.sources.items()}


def page_of(report: Report, key: str) -> str:
    """Return the whole address at which a figure of a report is explained."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('statistics:figure', args=(report.pk, key))}"


def runs_of(line: str, report: Report, sources: Mapping[str, Source]) -> tuple[Run, ...]:
    """Return a paragraph with its figures; a name that no figure has any more is shown as it was typed."""
    runs = []
    for piece in texts.pieces(line):
        figure = report.figures.get(piece.text) if piece.is_figure else None
        if figure:
            runs.append(Run(figure["text"], sources.get(figure["source"])))
        else:
            runs.append(Run(f"【{piece.text}】" if piece.is_figure else piece.text))
    return tuple(runs)


def blocks_of(section: Section, report: Report, sources: Mapping[str, Source]) -> list[Block]:
    """Return what a section shows: its paragraphs, then its tables and charts."""
    lines: list[Block] = [Paragraph(runs_of(line, report, sources)) for line in texts.paragraphs(section.text)]
    return [*lines, *(exhibit_of(kept, sources) for kept in section.exhibits)]


def document_of(report: Report) -> Document:
    """Return the whole report; sections left out and those without content are not in it."""
    sources, chapter = sources_of(report), ""
    blocks: list[Block] = []
    for section in report.sections.all():
        shown = [] if section.is_left_out else blocks_of(section, report, sources)
        if not shown:
            continue
        if section.chapter != chapter:
            chapter = section.chapter
            blocks.append(Heading(chapter))
        blocks.append(Heading(section.heading, 2))
        blocks += shown
    day = report.released_at or report.compiled_at
    dated = f"{day.year} 年 {day.month} 月" if day else ""
    mark = "" if report.released_at else NOT_FINAL
    return Document(report.title, f"（{report.year} 年）", report.org_name, dated, tuple(blocks), mark=mark)


def citable(report: Report, section: Section) -> list[tuple[str, str]]:
    """Return the names of the figures a text may cite with what they come to, those of the section itself first."""
    own = {piece.text for text in (section.drafted, section.text) for piece in texts.pieces(text) if piece.is_figure}
    sources = {report.figures[name]["source"] for name in own if name in report.figures}
    ranked = sorted(report.figures.items(), key=lambda item: (item[1]["source"] not in sources, item[1]["place"]))
    return [(name, figure["text"]) for name, figure in ranked]


def doubts_of(report: Report) -> list[tuple[Section, list[str]]]:
    """Return the sections whose texts hold numbers that come from no figure, with the numbers."""
    held = ((section, texts.loose(section.text)) for section in report.sections.all() if not section.is_left_out)
    return [(section, numbers) for section, numbers in held if numbers]
