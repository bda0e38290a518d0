"""Compiling, which takes longer than a page."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.jobs.declare import job
from shuren.kernel.jobs.progress import Progress
from shuren.modules.statistics.actions import reports
from shuren.modules.statistics.queries import reports as queries


@job("statistics.compile_report", label=_("汇编年度发展报告"))
def compile_report(run: Progress, *, actor: Actor, report_id: int) -> None:
    reports.compile_sections(actor=actor, report=queries.report_for(actor, report_id), tell=run.tell)
