"""A change of the tree has every computed year taken anew."""

from django.utils import timezone

from shuren.kernel.events.actions import announce
from shuren.kernel.measures.models import Computation, Mark
from shuren.spine.orgs.events import OrgChanged
from tests.inline import run_jobs
from tests.world import World


def test_a_moved_school_marks_all_computed_years(world: World) -> None:
    for year in (2017, 2018):
        Computation.objects.create(year=year, revision=1, computed_at=timezone.now(), snapshots={})
    announce(OrgChanged(org_id=world.school.pk, kind="5", effective_on="2018-09-01"))
    run_jobs()
    assert set(Mark.objects.order_by("year").values_list("year", "org_path")) == {(2017, ""), (2018, "")}
