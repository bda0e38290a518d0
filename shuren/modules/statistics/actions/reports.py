"""Compiling a report, editing its texts, releasing it."""

import io
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases.models import Case
from shuren.kernel.documents.paper import pdf_of
from shuren.kernel.documents.word import docx_of
from shuren.kernel.files.actions import store
from shuren.kernel.jobs.actions import start
from shuren.kernel.jobs.declare import JOBS
from shuren.kernel.measures.models import Computation
from shuren.kernel.refusals import Refused
from shuren.modules.statistics import events
from shuren.modules.statistics import permissions as can
from shuren.modules.statistics.actions import signing
from shuren.modules.statistics.models import Report, Section
from shuren.modules.statistics.queries import chapters
from shuren.modules.statistics.queries import reports as queries
from shuren.modules.statistics.queries.gathering import Gathered, years_up_to
from shuren.modules.statistics.rules import texts

TITLE = "{region}教育发展年度报告"
LANGUAGE = "zh-hans"  # reports are official papers
Tell = Callable[[int, int, str], None]


class NotAnAuthority(Refused):
    """年度发展报告由教育主管部门编制。请核对当前角色。"""


class NotComputed(Refused):
    """{year} 年的指标还没有计算，不能编制年报。请待统计时点的数据汇总后再编制。"""

    status = 422


class BegunAlready(Refused):
    """{year} 年的年报正在编制，不必另开一份。请在年报列表中打开。"""


class ReportClosed(Refused):
    """年报已提交审定或已经发布，文字不能再改。需要修改的，请审定人退回；已经发布的，请编制新的一版。"""


class UnknownFigure(Refused):
    """【】中的名称不是可引用的数字：{names}。请从右侧“可引用的数字”中选取。"""

    status = 422


class NothingToRelease(Refused):
    """年报还没有汇编完成，或者没有任何内容。请先汇编，再提交审定。"""


@transaction.atomic
def begin(*, actor: Actor, year: int) -> Report:
    """Open a report of the actor's authority for a year and have it compiled."""
    report = open_report(actor=actor, year=year)
    _start(actor, report)
    return report


@transaction.atomic
def open_report(*, actor: Actor, year: int) -> Report:
    """Open a report of the actor's authority for a year. Raises NotAnAuthority, NotComputed, BegunAlready."""
    org = queries.own_authority(actor)
    if org is None:
        raise NotAnAuthority
    require(actor, can.compile_reports, org.path)
    if not Computation.objects.filter(year=year).exists():
        raise NotComputed(year=year, field="year")
    earlier = Report.objects.within(org.path).filter(org=org, year=year).order_by("-edition").first()
    if earlier is not None and earlier.released_at is None:
        raise BegunAlready(year=year, field="year")
    report: Report = Report.objects.create(
        org=org, org_path=org.path, org_name=org.name, year=year, title=TITLE.format(region=org.name),
        edition=earlier.edition + 1 if earlier else 1, begun_by_key=actor.id, begun_by_name=actor.name,
    )  # fmt: skip
    _note(actor, events.REPORT_BEGUN, report)
    return report


@transaction.atomic
def compile_again(*, actor: Actor, report: Report) -> None:
    """Have the figures of a report gathered anew."""
    require(actor, can.compile_reports, report.org_path)
    _start(actor, _opened(report))


def _start(actor: Actor, report: Report) -> None:
    about = (queries.SUBJECT, report.pk)
    start(JOBS["statistics.compile_report"], actor=actor, org_path=report.org_path, subject=about, report_id=report.pk)


@transaction.atomic
def compile_sections(*, actor: Actor, report: Report, tell: Tell) -> None:
    """Gather the figures and draft every section anew; what somebody has edited stays as it was edited."""
    require(actor, can.compile_reports, report.org_path)
    report = _opened(report)
    declared = chapters.sections()
    with translation.override(LANGUAGE):
        gathered = Gathered(report.org, report.year, years_up_to(report.year))
        for position, section in enumerate(declared):
            tell(position, len(declared), section.heading)
            drafted = section.draft(gathered)
            if drafted is None:
                report.sections.filter(code=section.code, edited_at=None).delete()
            else:
                _write(report, section, position, drafted)
    report.sections.exclude(code__in=[section.code for section in declared]).filter(edited_at=None).delete()
    report.figures = {
        told.name: {"text": told.text, "source": told.source, "place": place}
        for place, told in enumerate(gathered.figures.values())
    }
    report.sources, report.revision, report.compiled_at = gathered.sources, gathered.revision, timezone.now()
    report.save(update_fields=["figures", "sources", "revision", "compiled_at"])
    _note(actor, events.REPORT_COMPILED, report, sections=report.sections.count(), figures=len(report.figures))


def _write(report: Report, section: chapters.Section, position: int, drafted: chapters.Drafted) -> None:
    kept = Section.objects.filter(report=report, code=section.code).first() or Section(report=report, code=section.code)
    if kept.edited_at is None:
        kept.text = drafted.text
    kept.position, kept.chapter, kept.heading, kept.drafted = position, section.chapter, section.heading, drafted.text
    kept.exhibits = [queries.plain(exhibit) for exhibit in drafted.exhibits]
    kept.save()


@transaction.atomic
def edit(*, actor: Actor, report: Report, code: str, text: str, is_left_out: bool) -> Section:
    """Put a section's text as its compiler wants it; an empty one goes back to what was drafted by rule."""
    require(actor, can.compile_reports, report.org_path)
    report = _opened(report)
    section = queries.section_for(report, code)
    text = "\n".join(texts.paragraphs(text))
    unknown = texts.unknown(text, report.figures)
    if unknown:
        raise UnknownFigure(names="、".join(unknown), field="text")
    is_own = bool(text) and text != section.drafted
    section.text, section.is_left_out = text or section.drafted, is_left_out
    section.edited_at = timezone.now() if is_own or is_left_out else None
    section.edited_by_name = actor.name if section.edited_at else ""
    section.save(update_fields=["text", "is_left_out", "edited_at", "edited_by_name"])
    _note(actor, events.SECTION_EDITED, report, section=section.heading)
    return section


def _opened(report: Report) -> Report:
    """Lock a report and return it. Raises ReportClosed."""
    row: Report = Report.objects.within("").select_for_update(of=("self",)).select_related("org").get(pk=report.pk)
    if not queries.is_open(row, queries.case_of(row)):
        raise ReportClosed
    return row


@transaction.atomic
def submit(*, actor: Actor, report: Report, form: Mapping[str, Any]) -> Case:
    """Ask the head of the unit to release a report; `form` is what the case is decided by."""
    require(actor, can.compile_reports, report.org_path)
    report = _opened(report)
    case = queries.case_of(report)
    if case is not None and not case.outcome:
        return signing.sign_own(actor, case, queries.OWN_STEP)
    case = cases.apply(actor=actor, type_code=queries.SUBJECT, form=form, entered={"report": str(report.pk)})
    report.case_id = case.pk
    report.save(update_fields=["case_id"])
    return case


def refuse_empty(report: Report) -> None:
    """Raise NothingToRelease where there is nothing to say."""
    if report.compiled_at is None or not queries.document_of(report).blocks:
        raise NothingToRelease


@transaction.atomic
def release(*, actor: Actor, report_id: int, at: datetime) -> Report:
    """Set the report on paper for good, as PDF and as a Word file."""
    report: Report = Report.objects.within("").select_for_update(of=("self",)).get(pk=report_id)
    require(actor, can.release_reports, report.org_path)
    refuse_empty(report)
    report.released_at, report.released_by_name = at, actor.name
    document = queries.document_of(report)
    name = f"{report.title}（{report.year}）"
    report.pdf = store(actor=actor, name=f"{name}.pdf", content=io.BytesIO(pdf_of(document)))
    report.word = store(actor=actor, name=f"{name}.docx", content=io.BytesIO(docx_of(document)))
    report.save(update_fields=["released_at", "released_by_name", "pdf", "word"])
    _note(actor, events.REPORT_RELEASED, report)
    return report


@transaction.atomic
def take(*, actor: Actor, report: Report, kind: str) -> bytes:
    """Return the report as a file, pdf or docx; what is not released yet says so on every page."""
    require(actor, can.view_reports, report.org_path)
    _note(actor, events.REPORT_TAKEN, report, kind=kind)
    kept = report.pdf if kind == "pdf" else report.word
    if kept is not None:
        return kept.path.read_bytes()
    document = queries.document_of(report)
    return pdf_of(document) if kind == "pdf" else docx_of(document)


def _note(actor: Actor, label: AuditLabel, report: Report, **details: object) -> None:
    told = {"title": f"{report.title}（{report.year}）", **details}
    record(actor=actor, label=label, org_path=report.org_path, subject=(queries.SUBJECT, report.pk), details=told)
