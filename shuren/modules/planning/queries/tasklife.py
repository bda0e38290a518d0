"""What has happened to a task, told in one query: steps taken, days moved, units that went into others, letters."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import CharField, DateField, IntegerField, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from shuren.kernel.cases.models import Case, Result
from shuren.kernel.workflow.models import StepTaken
from shuren.modules.planning.models import DueChange, Inherited, Part, Task
from shuren.modules.planning.queries.supervision import subject_of
from shuren.modules.planning.workflows import TaskWorkflow

MOVED, STEP, LETTER, CAME = "moved", "step", "letter", "came"
CLERK = "机构变动"  # who carries tasks over


@dataclass(frozen=True)
class Event:
    """Something that happened: `what` is a step's name, the step on the way whose day was moved, a letter's number, the
    unit that led the task before.
    """

    kind: str
    when: datetime
    who: str
    what: str
    note: str
    was: date | None
    now: date | None
    key: int

    @property
    def told(self) -> str:
        """What happened, in the reader's language."""
        if self.kind == LETTER:
            return _("发出督办单 %(number)s") % {"number": self.what}
        if self.kind == CAME:
            return _("{source}并入{target}，任务随之转入").format(source=self.what, target=self.note)
        if self.kind == STEP:
            return str(next((step.label for step in TaskWorkflow.steps() if step.name == self.what), self.what))
        days = {"was": _day(self.was), "now": _day(self.now), "stage": self.what}
        if self.what:
            return _("节点“%(stage)s”的期限由 %(was)s 调整为 %(now)s") % days
        return _("完成期限由 %(was)s 调整为 %(now)s") % days

    @property
    def reason(self) -> str:
        return self.note if self.kind in {MOVED, STEP} else ""

    @property
    def is_move(self) -> bool:
        return self.kind == MOVED

    @property
    def is_letter(self) -> bool:
        return self.kind == LETTER

    @property
    def state(self) -> str:
        """How far a letter is."""
        return _("督办办结") if self.note == Result.GRANTED else str(Result(self.note).label)

    @property
    def page(self) -> str:
        return reverse("cases:case", args=(self.key,))


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def life_of(task: Task) -> list[Event]:
    """Return what has happened to a task that the caller has checked, newest first."""
    text, day = CharField(), DateField()
    moved = DueChange.objects.filter(task=task).order_by()
    steps = StepTaken.objects.filter(subject_type=task._meta.label_lower, subject_id=str(task.pk)).order_by()
    came = Inherited.objects.filter(task=task, part=Part.LEAD, state="").order_by()
    letters = Case.objects.within("").filter(subject=subject_of(task.pk)).order_by()
    nothing = Value(0, IntegerField())
    never = {"was": Value(None, day), "now": Value(None, day)}
    rows = moved.values_list(Value(MOVED, text), "at", "by_name", "stage", "reason", "was_on", "due_on", nothing).union(
        steps.values_list(Value(STEP, text), "at", "actor_name", "step", "reason", *never.values(), nothing),
        came.values_list(
            Value(CAME, text), "at", Value(CLERK, text), "source__name", "target__name", *never.values(), nothing
        ),
        letters.values_list(
            Value(LETTER, text), "opened_at", "applicant_name", "number", "outcome", *never.values(), "pk"
        ),
        all=True,
    )
    return sorted((Event(*row) for row in rows), key=lambda event: event.when, reverse=True)
