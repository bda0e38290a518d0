"""The life of a task of a year."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.workflow.declare import Step, Workflow
from shuren.modules.planning.permissions import accept_tasks, report_tasks, set_tasks


class TaskState(models.TextChoices):
    DRAFT = "draft", _("拟定")
    ISSUED = "issued", _("推进中")
    CLAIMED = "claimed", _("申请销号")
    DONE = "done", _("已办结")
    DROPPED = "dropped", _("已取消")
    UNMET = "unmet", _("期满未完成")


def not_the_issuer(task: Any, actor: Actor) -> str | None:
    """Leave to whoever set a task what becomes of it."""
    return None if actor.covers(task.set_by_path) else gettext("这项任务由上级下达，请由下达机关办理。")


def not_the_lead(task: Any, actor: Actor) -> str | None:
    """Leave to whoever leads a task to say that it is done."""
    return None if actor.path == task.org_path else gettext("由牵头单位申请销号，上级不代为申请。")


def not_the_judge(task: Any, actor: Actor) -> str | None:
    """Leave it to the authority that set a task, and there to somebody else than who claimed it, to find it done."""
    if actor.id == task.claimed_by_key:
        return gettext("申请销号和同意销号应由两个人办理，请由单位负责人或另一名经办人办理。")
    return not_the_issuer(task, actor)


def not_over(task: Any, actor: Actor) -> str | None:
    """Leave open what may still be done: a task is found unmet after its last day, by whoever set it."""
    if timezone.localdate() <= task.due_on:
        return gettext("还没有过完成期限，不能按未完成办结。")
    return not_the_issuer(task, actor)


class TaskWorkflow(Workflow):
    """A task is set, issued, claimed done by the unit that leads it, and accepted by somebody else who set it."""

    states, initial = TaskState, TaskState.DRAFT
    has_own_labels = True

    issue = Step(_("下达"), source=(TaskState.DRAFT,), target=TaskState.ISSUED, by=set_tasks, unless=not_the_issuer)
    claim = Step(
        _("申请销号"), source=(TaskState.ISSUED,), target=TaskState.CLAIMED, by=report_tasks, unless=not_the_lead
    )
    accept = Step(
        _("同意销号"), source=(TaskState.CLAIMED,), target=TaskState.DONE, by=accept_tasks, unless=not_the_judge
    )
    send_back = Step(
        _("退回推进"), source=(TaskState.CLAIMED,), target=TaskState.ISSUED, by=accept_tasks, unless=not_the_issuer,
        needs_reason=True,
    )  # fmt: skip
    reopen = Step(
        _("重新推进"), source=(TaskState.DONE, TaskState.UNMET), target=TaskState.ISSUED, by=set_tasks,
        unless=not_the_issuer, needs_reason=True,
    )  # fmt: skip
    lapse = Step(
        _("按未完成办结"), source=(TaskState.ISSUED, TaskState.CLAIMED), target=TaskState.UNMET, by=set_tasks,
        unless=not_over, needs_reason=True,
    )  # fmt: skip
    drop = Step(
        _("取消任务"), source=(TaskState.DRAFT, TaskState.ISSUED, TaskState.CLAIMED), target=TaskState.DROPPED,
        by=set_tasks, unless=not_the_issuer, needs_reason=True,
    )  # fmt: skip
