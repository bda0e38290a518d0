"""The life of a round, and of one visit in it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.workflow.declare import Step, Workflow
from shuren.modules.inspection.permissions import do_checks, plan_checks


class RoundState(models.TextChoices):
    DRAFT = "draft", _("拟定")
    ISSUED = "issued", _("核查中")
    CLOSED = "closed", _("已结束")
    DROPPED = "dropped", _("已作废")


class VisitState(models.TextChoices):
    OPEN = "open", _("待核查")
    DONE = "done", _("已提交")
    WITHDRAWN = "withdrawn", _("已撤回")


def not_the_planner(visit: Any, actor: Actor) -> str | None:
    """Leave to whoever planned a visit whether it is made."""
    return None if actor.covers(visit.round.org_path) else gettext("这次核查由上级安排，请由安排核查的机关办理。")


class RoundWorkflow(Workflow):
    """A round is drafted, issued to those who go and look, and closed."""

    states, initial = RoundState, RoundState.DRAFT
    has_own_labels = True

    issue = Step(_("下达"), source=(RoundState.DRAFT,), target=RoundState.ISSUED, by=plan_checks)
    drop = Step(_("作废"), source=(RoundState.DRAFT,), target=RoundState.DROPPED, by=plan_checks)
    close = Step(_("结束核查"), source=(RoundState.ISSUED,), target=RoundState.CLOSED, by=plan_checks)


class VisitWorkflow(Workflow):
    """A visit is made and handed in, or withdrawn; it may be opened again, and what came late then counts."""

    states, initial = VisitState, VisitState.OPEN
    has_own_labels = True

    hand_in = Step(_("提交核查结果"), source=(VisitState.OPEN,), target=VisitState.DONE, by=do_checks)
    withdraw = Step(
        _("撤回核查"), source=(VisitState.OPEN,), target=VisitState.WITHDRAWN, by=plan_checks, unless=not_the_planner,
        needs_reason=True,
    )  # fmt: skip
    reopen = Step(
        _("重新打开"), source=(VisitState.DONE, VisitState.WITHDRAWN), target=VisitState.OPEN, by=plan_checks,
        unless=not_the_planner, needs_reason=True,
    )  # fmt: skip
