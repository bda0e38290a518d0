"""A report as its page shows it."""

from dataclasses import dataclass

from shuren.kernel.documents.content import Chart, Paragraph, Table
from shuren.modules.statistics.models import Report, Section
from shuren.modules.statistics.queries import reports
from shuren.modules.statistics.rules import texts


@dataclass(frozen=True)
class Shown:
    """A section on the page: paragraphs of runs, and exhibits; `loose` are numbers of its text without a source."""

    section: Section
    opens_chapter: bool
    paragraphs: tuple[Paragraph, ...]
    exhibits: tuple[Table | Chart, ...]
    loose: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not self.paragraphs and not self.exhibits


def shown_sections(report: Report) -> list[Shown]:
    """Return every section in order, those left out too."""
    sources = reports.sources_of(report)
    found: list[Shown] = []
    for section in report.sections.all():
        blocks = reports.blocks_of(section, report, sources)
        paragraphs = tuple(block for block in blocks if isinstance(block, Paragraph))
        exhibits = tuple(block for block in blocks if isinstance(block, Table | Chart))
        opens = not found or found[-1].section.chapter != section.chapter
        found.append(Shown(section, opens, paragraphs, exhibits, tuple(texts.loose(section.text))))
    return found
