"""Projects and budget lines of a unit that goes on in another: they go with it, and come back where that is undone."""

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.holdings import Handover
from shuren.modules.projects import events
from shuren.modules.projects.actions import todos
from shuren.modules.projects.models import BudgetLine, Handed, Milestone, Project, Record, Use
from shuren.modules.projects.queries.records import REVERSIBLE
from shuren.spine.orgs.models import Org

CODE_LENGTH = 30  # characters
CARRYING: tuple[type[Record], ...] = (*REVERSIBLE.values(), Milestone)  # the place of their project


def hand_over(order: Handover, actor: Actor) -> int:
    """Give all projects and lines of a unit to the one it goes on in; single classes take none along."""
    if order.groups is not None:
        return 0
    target = Org.objects.within("").get(pk=order.target_id)
    return _give(actor, Org.objects.within("").get(pk=order.source_id), target, order.change_id)


def _give(actor: Actor, source: Org, target: Org, change_id: int) -> int:
    moved = {"change_id": change_id, "from_org": source, "to_org": target}
    projects = list(Project.objects.within("").filter(org=source).order_by("id"))
    for project in projects:
        Handed.objects.create(**moved, project=project)
        _place(actor, project, source, target)
    taken = set(BudgetLine.objects.within("").filter(org=target).values_list("year", "code"))
    lines = list(BudgetLine.objects.within("").filter(org=source).order_by("id"))
    for line in lines:
        Handed.objects.create(**moved, line=line, code_was=line.code)
        line.code = _free(line.code, line.year, taken)
        taken.add((line.year, line.code))
        line.org, line.org_path = target, target.path
        line.batch_id = line.batch_row = None  # the batch spoke for another unit
        line.save(update_fields=["code", "org", "org_path", "batch_id", "batch_row"])
    return len(projects) + len(lines)


def _free(code: str, year: int, taken: set[tuple[int, str]]) -> str:
    """Return a code that no line of the year has: the same with a running number where it is taken."""
    number, free = 2, code
    while (year, free) in taken:
        ending = f"-{number}"
        free, number = code[: CODE_LENGTH - len(ending)] + ending, number + 1
    return free


def _place(actor: Actor, project: Project, source: Org, target: Org) -> None:
    """Let a project and all that is recorded of it stand at another unit."""
    old = project.org_path
    for model in CARRYING:
        model.objects.within(old).filter(project=project).update(org_path=target.path)
    Use.objects.within(old).filter(project=project).update(org=target, org_path=target.path)
    todos.settle_of(project)
    project.org, project.org_path, project.county_id = target, target.path, target.county_id
    project.save(update_fields=["org", "org_path", "county"])
    told = {"title": project.title, "source": source.name, "target": target.name}
    subject = ("projects.project", project.pk)
    record(actor=actor, label=events.HANDED_OVER, org_path=target.path, subject=subject, details=told)


def take_back(change_id: int, actor: Actor) -> int:
    """Give back what a change of the tree had handed over, where it still stands there; return how much."""
    rows = Handed.objects.filter(change_id=change_id, taken_back_at=None).select_related("from_org", "to_org")
    count = 0
    for row in rows.order_by("-id"):
        if row.project is not None and row.project.org_id == row.to_org_id:
            _place(actor, row.project, row.to_org, row.from_org)
            count += 1
        elif row.line is not None and row.line.org_id == row.to_org_id:
            row.line.code, row.line.org, row.line.org_path = row.code_was, row.from_org, row.from_org.path
            row.line.save(update_fields=["code", "org", "org_path"])
            count += 1
        row.taken_back_at = timezone.now()
        row.save(update_fields=["taken_back_at"])
    return count
