"""What those concerned are told besides their to-dos at steps: copies, urging, escalation."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop

from shuren.kernel.cases import facts
from shuren.kernel.cases.declare import CaseType
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.parties import Parties
from shuren.kernel.cases.projection import KIND
from shuren.kernel.cases.queries import route_of
from shuren.kernel.cases.route import steps
from shuren.kernel.cases.state import Mark, State
from shuren.kernel.notices import actions as notices

COPY = "cases.copy"
COPIED = gettext_noop("抄送您阅知 · {type}：{title}")
URGED = gettext_noop("催办 · {type}：{title}（{step}）")
ESCALATED = gettext_noop("提请督办 · {type}：{title}（{step}）")


def tell(case: Case, kind: type[CaseType], parties: Parties, state: State, told: Iterable[facts.Fact]) -> None:
    """Put before people what the facts mean for them; a copy stays until it is marked as read."""
    for fact in told:
        match fact:
            case facts.Copied(seat):
                _show(case, kind, parties, seat, COPIED, "")
            case facts.Escalated(visit, seat):
                _show(case, kind, parties, seat, ESCALATED, state.visits[visit].step)
            case facts.Read(seat):
                notices.settle(kind=COPY, subject_id=f"{case.pk}.{seat}")
            case facts.Urged(visit):
                asked = [task for task in state.tasks_of(state.visits[visit]) if task.mark == Mark.OPEN]
                notices.retitle(kind=KIND, subject_ids=[f"{case.pk}.{task.number}" for task in asked], title=URGED)


def _show(case: Case, kind: type[CaseType], parties: Parties, key: str, title: str, step: str) -> None:
    seat = parties.seat(key)
    label = next((each.label for each in steps(route_of(case)) if each.code == step), "")
    notices.ask(
        kind=COPY, subject_id=f"{case.pk}.{key}", title=title, link=f"/cases/{case.pk}/",
        role=seat.role, org_path=seat.path, account_key=seat.account,
        params={"type": kind.label, "title": case.title, "step": label},
    )  # fmt: skip
