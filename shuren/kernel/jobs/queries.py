"""Finding runs."""

from shuren.kernel.actors import Actor
from shuren.kernel.jobs.models import Run
from shuren.kernel.refusals import NotFoundHere


def run_for(actor: Actor, run_id: int) -> Run:
    """Return a run that this actor started. Raises NotFoundHere for any other."""
    run: Run | None = Run.objects.within("").filter(pk=run_id, actor_key=actor.id).first()
    if run is None:
        raise NotFoundHere
    return run


def latest_about(subject_type: str, subject_id: object) -> Run | None:
    """Return the newest run about one thing; the caller has checked access to the thing."""
    runs = Run.objects.within("").filter(subject_type=subject_type, subject_id=str(subject_id))
    newest: Run | None = runs.order_by("-id").first()
    return newest
