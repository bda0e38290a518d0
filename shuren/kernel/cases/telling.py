"""What those concerned are told besides their to-dos at steps: copies, urging, escalation."""

from django.utils.translation import gettext_noop

from shuren.kernel.cases import facts
from shuren.kernel.cases.projection import KIND, Rows, Turn
from shuren.kernel.cases.state import Mark
from shuren.kernel.notices.models import Notice

COPY = "cases.copy"
COPIED = gettext_noop("抄送您阅知 · {type}：{title}")
URGED = gettext_noop("催办 · {type}：{title}（{step}）")
ESCALATED = gettext_noop("提请督办 · {type}：{title}（{step}）")


def tell(turn: Turn, rows: Rows) -> None:
    """Put before people what the facts mean for them; a copy stays until it is marked as read."""
    case, state = turn.one.case, turn.after
    for fact in turn.told:
        match fact:
            case facts.Copied(seat):
                _show(turn, rows, seat, COPIED, "")
            case facts.Escalated(visit, seat):
                _show(turn, rows, seat, ESCALATED, turn.one.steps[state.visits[visit].step].label)
            case facts.Read(seat):
                rows.todos.settle(COPY, f"{case.pk}.{seat}")
            case facts.Urged(visit):
                for task in state.tasks_of(state.visits[visit]):
                    if task.mark == Mark.OPEN:
                        rows.todos.retitle(KIND, f"{case.pk}.{task.number}", URGED)


def _show(turn: Turn, rows: Rows, key: str, title: str, step: str) -> None:
    case, seat = turn.one.case, turn.one.parties.seat(key)
    rows.todos.ask(
        Notice(
            kind=COPY, subject_id=f"{case.pk}.{key}", title=title, link=f"/cases/{case.pk}/",
            role=seat.role, org_path=seat.path, account_key=seat.account, asked_at=rows.at,
            params={"type": turn.one.kind.label, "title": case.title, "step": step},
        )
    )  # fmt: skip
