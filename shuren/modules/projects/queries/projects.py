"""Finding projects, and what is shown of one."""

from datetime import date

from django.db.models import QuerySet

from shuren.kernel.actors import Actor
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.projects.models import BudgetLine, Project, Stage
from shuren.modules.projects.permissions import view_projects


def projects_for(actor: Actor) -> QuerySet[Project]:
    """Return the projects at and below the actor's node."""
    found: QuerySet[Project] = Project.objects.visible_to(actor, view_projects)
    return found.select_related("org", "county", "line", "line__org")


def project_for(actor: Actor, project_id: int) -> Project:
    """Return a project at or below the actor's node. Raises NotFoundHere."""
    found = projects_for(actor).filter(pk=project_id).first()
    if found is None:
        raise NotFoundHere
    return found


def unsettled_at(path: str, day: date) -> int:
    """Count the projects at and below a node that were granted and are neither accepted nor ended, on whatever day."""
    del day
    running = (Stage.GRANTED, Stage.BUYING, Stage.AWARDED, Stage.CONTRACTED)
    return int(Project.objects.within(path).filter(stage__in=running).count())


def granted_by(case_id: int) -> int | None:
    """Return the project that a case has made."""
    found: int | None = Project.objects.within("").filter(case_id=case_id).values_list("pk", flat=True).first()
    return found


def line_told(line_id: str) -> str:
    """Return what a chosen line is called."""
    return str(BudgetLine.objects.within("").get(pk=line_id))


def to_accept(actor: Actor) -> list[Project]:
    """Return the projects of the actor's own unit that have a contract and are not accepted."""
    own = projects_for(actor).filter(org_path=actor.path, stage=Stage.CONTRACTED)
    return list(own.order_by("granted_on", "id"))


def standing_project(project_id: int) -> Project:
    """Return a project that a case is about. Raises NotFoundHere."""
    found = Project.objects.within("").filter(pk=project_id).first()
    if found is None:
        raise NotFoundHere
    project: Project = found
    return project
