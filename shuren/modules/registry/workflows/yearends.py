"""The life of a year-end act. There is no state for work under way: a job that is killed leaves the act as it was."""

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.workflow.declare import Step, Workflow
from shuren.modules.registry.permissions import close_year
from shuren.modules.registry.rules.yearend import needs_second_person


class YearEndState(models.TextChoices):
    DRAFT = "draft", _("待试算")
    READY = "ready", _("待办理")
    APPLIED = "applied", _("已办理")
    UNDONE = "undone", _("已撤销")
    DISCARDED = "discarded", _("已作废")


def _second_person(act: Any, actor: Actor) -> str | None:
    """The one who prepared a large act does not carry it out."""
    if needs_second_person(act.pupils) and act.prepared_by_key == actor.id:
        return gettext("涉及 100 人以上，须由另一人复核并办理，提出人本人不能办理。")
    return None


class YearEndWorkflow(Workflow):
    """A year-end act is previewed, carried out by a second person where it is large, and can be undone as one."""

    states, initial = YearEndState, YearEndState.DRAFT
    has_own_labels = True

    preview = Step(_("试算"), source=(YearEndState.DRAFT, YearEndState.READY), target=YearEndState.READY, by=close_year)
    apply = Step(
        _("复核并办理"),
        source=(YearEndState.READY,),
        target=YearEndState.APPLIED,
        by=close_year,
        unless=_second_person,
    )
    undo = Step(
        _("整批撤销"),
        source=(YearEndState.APPLIED,),
        target=YearEndState.UNDONE,
        by=close_year,
        needs_reason=True,
    )
    discard = Step(
        _("作废"), source=(YearEndState.DRAFT, YearEndState.READY), target=YearEndState.DISCARDED, by=close_year
    )
