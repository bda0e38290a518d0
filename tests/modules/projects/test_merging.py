"""A merged unit's projects go on at the one it was merged into, and come back where that was a mistake."""

import pytest
from django.utils import timezone

from shuren.kernel.refusals import Refused
from shuren.modules.projects.models import BudgetLine, Contract, Project
from shuren.spine.orgs import api as orgs
from shuren.spine.orgs.actions import undo
from shuren.spine.orgs.models import Change, Org
from tests.modules.projects import buying
from tests.modules.projects.needing import a_line, led_to_authority
from tests.modules.registry.walking import sign
from tests.world import World


def merged(world: World, source: Org, target: Org) -> int:
    paper = orgs.Paper(on=timezone.localdate(), document="东政〔2026〕1号")
    return orgs.decide(
        actor=world.actor("city_official"), order=orgs.Merge(source_ids=[source.pk], target_id=target.pk), paper=paper
    )


def undone(world: World, change: int) -> None:
    undo(actor=world.actor("city_official"), change=Change.objects.within("").get(pk=change), reason="误并")


@pytest.mark.django_db
def test_the_successor_goes_on_with_what_a_merged_school_has_begun(world: World) -> None:
    project = buying.under_contract(world)
    waiting = led_to_authority(world, title="录播教室")
    merged(world, world.school, world.sibling)
    project.refresh_from_db()
    assert (project.org_id, project.org_path) == (world.sibling.pk, world.sibling.path)
    assert Contract.objects.within("").get().org_path == world.sibling.path
    buying.paid(world.actor("county_official"), project, 10_000, "P-1")
    more = a_line(world.county, 500_000, code="ZB-09")
    sign(waiting, world.actor("county_official"), "authority", line=str(more.pk))
    granted = Project.objects.within("").get(title="录播教室")
    assert granted.org_id == world.sibling.pk


@pytest.mark.django_db
def test_a_merger_that_is_undone_gives_projects_back(world: World) -> None:
    project = buying.under_contract(world)
    change = merged(world, world.school, world.sibling)
    undone(world, change)
    project.refresh_from_db()
    assert (project.org_id, project.org_path) == (world.school.pk, world.school.path)
    assert Contract.objects.within("").get().org_path == world.school.path


@pytest.mark.django_db
def test_a_school_with_projects_under_way_cannot_simply_end(world: World) -> None:
    buying.under_contract(world)
    paper = orgs.Paper(on=timezone.localdate(), document="东政〔2026〕2号")
    with pytest.raises(Refused, match="信息化项目"):
        orgs.decide(actor=world.actor("city_official"), order=orgs.Close(org_id=world.school.pk), paper=paper)


@pytest.mark.django_db
def test_lines_of_a_merged_authority_go_along_under_a_code_that_is_free(world: World) -> None:
    for org, amount in ((world.zone, 1_000), (world.county, 2_000)):
        a_line(org, amount)
    change = merged(world, world.zone, world.county)
    lines = BudgetLine.objects.within("").filter(org=world.county).order_by("amount_yuan")
    assert [(line.code, line.amount_yuan) for line in lines] == [("ZB-01-2", 1_000), ("ZB-01", 2_000)]
    undone(world, change)
    assert [(line.code, line.org_id) for line in BudgetLine.objects.within("").order_by("amount_yuan")] == [
        ("ZB-01", world.zone.pk), ("ZB-01", world.county.pk)
    ]  # fmt: skip
