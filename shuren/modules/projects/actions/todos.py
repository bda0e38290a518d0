"""To-dos of projects: milestones that come due, guarantees that run out, reviews that are owed.

Each morning asks for all that is owed; what is done settles its own.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.modules.projects.models import Milestone, Project
from shuren.modules.projects.queries import records, uses
from shuren.modules.projects.rules.terms import months_after
from shuren.modules.projects.rules.use import REVIEW_MONTHS
from shuren.spine.identity import api as identity
from shuren.spine.orgs.models import Level

MILESTONE, WARRANTY, REVIEW = "projects.milestone", "projects.warranty", "projects.review"
TITLES = {
    MILESTONE: gettext_noop("项目“{title}”的节点“{label}”应于 {day} 完成"),
    WARRANTY: gettext_noop("项目“{title}”质保期 {day} 届满，请检查运行情况；届满后可以支付余款 {yuan} 元"),
    REVIEW: gettext_noop("项目“{title}”验收已满一年，请做绩效自评"),
}
REVIEW_DAYS = 30  # for the review


@transaction.atomic
def ask(today: date) -> int:
    """Ask for all that is owed on a day; return how much there is."""
    asked = [*_milestones(today), *_warranties(today), *_reviews(today)]
    notices.ask_all(asked)
    return len(asked)


def _milestones(today: date) -> Iterable[Notice]:
    for row in records.milestones_due(today):
        told = {"label": row.label, "day": row.due_on.isoformat()}
        yield _asked(MILESTONE, row.pk, row.project, row.due_on, told)


def _warranties(today: date) -> Iterable[Notice]:
    for row in records.retentions_due(today):
        told = {"day": row.released_on.isoformat(), "yuan": f"{row.left_yuan:,.2f}"}
        yield _asked(WARRANTY, row.project.pk, row.project, row.released_on, told)


def _reviews(today: date) -> Iterable[Notice]:
    for project, accepted_on in uses.owing_a_review(today):
        due_on = months_after(accepted_on, REVIEW_MONTHS) + timedelta(days=REVIEW_DAYS)
        link = reverse("projects:record", args=(project.pk, "review"))
        yield _asked(REVIEW, project.pk, project, due_on, {}, link)


def _asked(kind: str, subject: int, project: Project, due_on: date, told: dict[str, str], link: str = "") -> Notice:
    return Notice(
        kind=kind, subject_id=str(subject), title=TITLES[kind], params={"title": project.title, **told},
        link=link or reverse("projects:project", args=(project.pk,)), role=_role(project.org.level),
        org_path=project.org_path, asked_at=timezone.now(), due_at=notices.end_of(due_on),
    )  # fmt: skip


def _role(level: str) -> str:
    if level == Level.SCHOOL:
        return "registrar"
    return identity.official_at(level)


def settle_of(project: Project) -> None:
    """Close whatever is asked of a project; what is still owed is asked again the next morning."""
    for kind in (WARRANTY, REVIEW):
        notices.settle(kind=kind, subject_id=project.pk)
    numbers = records.of(Milestone, project).values_list("pk", flat=True)
    notices.settle_all(kind=MILESTONE, subject_ids=[str(number) for number in numbers])
