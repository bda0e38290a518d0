"""Background work of the registry's batches. Every job may be started twice: what is done is not done again."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from shuren.kernel.actors import Actor
from shuren.kernel.jobs.declare import job
from shuren.kernel.jobs.progress import Progress
from shuren.modules.registry.actions import corrections, diplomas, problems, reminders, unlisted, watch_rounds, yearends
from shuren.modules.registry.queries.yearends import act_for
from shuren.modules.registry.workflows import YearEndState


@job("registry.year_end_preview", label=_("试算学年末升级毕业"))
def preview_year_end(run: Progress, *, actor: Actor, act_id: int) -> None:
    yearends.preview(actor=actor, act=act_for(actor, act_id), tell=run.tell)


@job("registry.year_end_apply", label=_("办理学年末升级毕业"))
def apply_year_end(run: Progress, *, actor: Actor, act_id: int) -> None:
    act = act_for(actor, act_id)
    if act.state != YearEndState.APPLIED:  # a worker killed after its commit has done all there is to do
        yearends.apply(actor=actor, act=act, tell=run.tell)


@job("registry.year_end_undo", label=_("撤销学年末升级毕业"))
def undo_year_end(run: Progress, *, actor: Actor, act_id: int, reason: str) -> None:
    act = act_for(actor, act_id)
    if act.state != YearEndState.UNDONE:
        yearends.undo(actor=actor, act=act, reason=reason, tell=run.tell)


@job("registry.number_diplomas", label=_("编制证书编号"))
def number_diplomas(run: Progress, *, actor: Actor, act_id: int) -> None:
    diplomas.number(actor=actor, act=act_for(actor, act_id), tell=run.tell)


@job("registry.lodge_corrections", label=_("按名单申请关键信息变更"))
def lodge_corrections(run: Progress, *, actor: Actor, list_id: int) -> None:
    corrections.lodge(actor=actor, list_id=list_id, tell=run.tell)


@app.periodic(cron="20 6 * * *")
@app.task(name="registry.remind_of_leaves", queue="default", queueing_lock="registry.remind_of_leaves")
def remind_of_leaves(timestamp: int) -> None:
    """Remind schools of suspensions that end within a month."""
    del timestamp
    reminders.remind_of_leaves(timezone.localdate())


@app.periodic(cron="10 2 * * *")
@app.task(name="registry.find_problems", queue="default", queueing_lock="registry.find_problems")
def find_problems(timestamp: int) -> None:
    """Compute the problem files of the region anew, and with them who is away."""
    del timestamp
    today = timezone.localdate()
    problems.recompute_all(today)
    watch_rounds.make_rounds(today)
    unlisted.settle()
