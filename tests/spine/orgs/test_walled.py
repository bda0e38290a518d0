"""Rows behind a wall follow their school, whoever's scope the change is decided in."""

from django.utils import timezone

from shuren.kernel.rowsecurity import scope_of
from shuren.spine.orgs import actions
from shuren.spine.orgs.rules.orders import Move
from shuren.spine.people.models import Person
from tests.spine.orgs.factories import CLERK, decide, fresh
from tests.world import World


def paths_seen(world: World) -> list[str]:
    with scope_of(CLERK):
        return list(Person.objects.within("").values_list("org_path", flat=True))


def test_persons_follow_their_school_and_come_back(world: World) -> None:
    with scope_of(CLERK):
        Person.objects.create(
            org_path=world.school.path,
            name="王一",
            name_key="wang2yi1",
            initials="wy",
            sex="1",
            entered_at=timezone.now(),
        )
    with scope_of(world.actor("city_official")):
        change = decide(Move(org_ids=[world.school.pk], parent_id=world.zone.pk), by=world.actor("city_official"))
    assert paths_seen(world) == [fresh(world.school).path]
    assert not paths_seen(world)[0].startswith(world.county.path)
    actions.undo(actor=world.actor("city_official"), change=change, reason="误办")
    assert paths_seen(world) == [world.school.path]
