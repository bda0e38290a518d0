"""The lifecycle of an export: asked, approved by a second person where it is large, made, kept for days, deleted."""

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.workflow.declare import Step, Workflow
from shuren.spine.people.permissions import approve_export, decide_doubles


class ExportState(models.TextChoices):
    WAITING = "waiting", _("待审批")
    APPROVED = "approved", _("生成中")
    READY = "ready", _("可下载")
    REJECTED = "rejected", _("已驳回")
    EXPIRED = "expired", _("已过期")


def _second_person(request: Any, actor: Actor) -> str | None:
    """A large export needs two people: the one who asks cannot be the one who answers."""
    if actor.id == request.requested_by_key:
        return gettext("自己申请的导出不能由自己审批，请由另一位有权限的人员处理。")
    return None


def _by_the_platform(request: Any, actor: Actor) -> str | None:
    """Making and deleting files is the background job's, nobody presses a button for it."""
    del request
    return None if actor.role == "system" else gettext("这一步由系统自动完成，不需要人工办理。")


class ExportWorkflow(Workflow):
    """An export of persons waits for approval, is made, can be fetched for some days and expires."""

    states, initial = ExportState, ExportState.WAITING
    has_own_labels = True

    approve = Step(
        _("批准"),
        source=(ExportState.WAITING,),
        target=ExportState.APPROVED,
        by=approve_export,
        unless=_second_person,
        confirm=_("批准后系统将生成名单文件，申请人可在 7 天内下载。"),
    )
    reject = Step(
        _("驳回"),
        source=(ExportState.WAITING,),
        target=ExportState.REJECTED,
        by=approve_export,
        unless=_second_person,
        needs_reason=True,
    )
    finish = Step(
        _("生成完毕"),
        source=(ExportState.APPROVED,),
        target=ExportState.READY,
        by=approve_export,
        unless=_by_the_platform,
    )
    expire = Step(
        _("到期删除"),
        source=(ExportState.READY, ExportState.WAITING),
        target=ExportState.EXPIRED,
        by=approve_export,
        unless=_by_the_platform,
    )


class MergeState(models.TextChoices):
    WAITING = "waiting", _("待复核")
    DONE = "done", _("已合并")
    REFUSED = "refused", _("未通过")
    SPLIT = "split", _("已拆分")


def _not_the_asker(merge: Any, actor: Actor) -> str | None:
    """A merge that reaches far needs two people."""
    if actor.id == merge.asked_by_key:
        return gettext("自己提出的合并不能由自己复核，请由另一位有权限的人员处理。")
    return None


class MergeWorkflow(Workflow):
    """Two records are merged at once, or after a second person has agreed; what was merged can be split again."""

    states, initial = MergeState, MergeState.WAITING
    has_own_labels = True

    approve = Step(
        _("复核通过"),
        source=(MergeState.WAITING,),
        target=MergeState.DONE,
        by=decide_doubles,
        unless=_not_the_asker,
        confirm=_("两条登记合并为一人，学籍、任职、监护关系和账号都归到保留的一条；合并可以拆分。"),
    )
    refuse = Step(
        _("不通过"),
        source=(MergeState.WAITING,),
        target=MergeState.REFUSED,
        by=decide_doubles,
        unless=_not_the_asker,
        needs_reason=True,
    )
    split = Step(
        _("拆分"),
        source=(MergeState.DONE,),
        target=MergeState.SPLIT,
        by=decide_doubles,
        needs_reason=True,
        confirm=_("两人恢复为合并以前的样子，合并以后新登记的内容留在保留的一条；以后不再提示这两人疑似重复。"),
    )
