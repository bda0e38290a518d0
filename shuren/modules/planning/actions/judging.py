"""Whether a task is done: who says so shows something for it, and somebody else agrees."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import Refused
from shuren.modules.planning.models import Report, Task
from shuren.modules.planning.queries import tasks as queries
from shuren.modules.planning.workflows import TaskState
from shuren.spine.identity import api as identity

KIND = "planning.claimed"
TITLE = gettext_noop("{unit}申请任务销号：{title}")
SHOWN = 60  # characters of a task in a to-do
LEADER = "unit_leader"


class NothingShown(Refused):
    """还不能销号：登记数据没有显示达到目标，月报中也没有佐证材料。请先在月报中上传佐证材料。"""


class NobodyJudges(Refused):
    """{unit}没有其他人可以同意销号。请先由系统管理员为单位负责人或另一名经办人开通账号。"""


def claimed(actor: Actor, task: Task) -> None:
    """Note who claims a task, and ask somebody else of the authority that set it. Raises NobodyJudges."""
    task.claimed_by_key = actor.id
    issuer = task.set_by
    roles = (
        (LEADER, identity.official_at(issuer.level))
        if issuer.pk == task.org_id
        else (identity.official_at(issuer.level), LEADER)
    )
    role = next((role for role in roles if identity.others_hold(role, issuer.path, actor.id)), "")
    if not role:
        raise NobodyJudges(unit=issuer.name)
    notices.ask(
        kind=KIND, subject_id=task.pk, title=TITLE, params={"unit": task.org.name, "title": task.title[:SHOWN]},
        link=reverse("planning:task", args=(task.pk,)), role=role, org_path=issuer.path, not_for=actor.id,
    )  # fmt: skip


def follow(actor: Actor, moved: Task) -> Task:
    """Write what a step has made of a task besides its state, and ask or settle what it leaves to be judged."""
    if moved.state == TaskState.CLAIMED:
        claimed(actor, moved)
    else:
        notices.settle(kind=KIND, subject_id=moved.pk)
        moved.claimed_by_key = ""
    moved.closed_on = timezone.localdate() if moved.state in {TaskState.DONE, TaskState.UNMET} else None
    moved.save(update_fields=["closed_on", "claimed_by_key", "changed_at"])
    return moved


def refuse_unshown(task: Task) -> None:
    """Raise NothingShown where neither a figure nor anything handed in shows that a task is done."""
    (standing,) = queries.stand([task], timezone.localdate())
    has_evidence = Report.objects.within(task.org_path).filter(task=task, evidence__isnull=False).exists()
    if not (standing.met or has_evidence):
        raise NothingShown
