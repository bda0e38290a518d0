"""The case in which an app is reviewed."""

from shuren.kernel.cases import queries as cases
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.route import steps
from shuren.modules.apps.models import App, AppItem


def running(app: App) -> Case | None:
    """Return the case in which an app is being reviewed, None where there is none."""
    found: Case | None = Case.objects.within("").filter(subject=f"apps.app:{app.pk}", outcome="").first()
    return found


def is_with_vendor(app: App) -> bool:
    """Say whether the review waits for the vendor: it was sent back for correction."""
    case = running(app)
    if case is None:
        return False
    own = {step.code for step in steps(cases.route_of(case)) if step.applies}
    return any(visit.step in own for visit in cases.state_of(case).open_visits)


def decided(app: App) -> list[AppItem]:
    """Return the items of the last admission, as they were decided on."""
    return list(AppItem.objects.filter(app=app).order_by("id"))
