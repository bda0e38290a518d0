"""A task has schools looked at, and what is found there becomes a task."""

import pytest
from django.urls import reverse

from shuren.kernel.measures.models import Node
from shuren.modules.inspection.models import Round, Visit
from shuren.modules.planning.models import Plan, Task
from tests.matrix.makers import a_plan_of, a_task_of
from tests.modules.inspection.visiting import handed_in, issued
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_task_proposes_the_schools_it_speaks_of_and_shows_what_was_found(world: World) -> None:
    task = a_task_of(world.county)
    Task.objects.within("").filter(pk=task).update(scope="小学", title="班班通")
    for org, kind in ((world.school, "primary"), (world.sibling, "junior")):
        Node.objects.create(
            year=2026, org_path=org.path, node_id=org.pk, depth=4, name=org.name, is_unit=True, area="urban", kind=kind
        )
    client = world.client("county_official")
    answer = client.post(reverse("planning:check_task", args=(task,)))
    made = Round.objects.within("").get()
    assert answer["Location"] == reverse("inspection:round", args=(made.pk,))
    assert (made.title, made.subject_id, made.state) == ("班班通", task, "draft")
    (visit,) = Visit.objects.within("").filter(round=made)
    assert visit.org == world.school
    card = reverse("planning:task_checks", args=(task,))
    assert card in client.get(reverse("planning:task", args=(task,))).content.decode()
    assert world.school.name not in client.get(card).content.decode()
    Round.objects.within("").update(state="issued")
    Visit.objects.within("").update(state="done", problems=2)
    assert "发现问题 2 个" in client.get(card).content.decode()


def test_what_was_found_begins_a_task(world: World) -> None:
    (visit,) = issued(world)
    handed_in(world, visit, way="no")
    client, address = world.client("county_official"), reverse("planning:task_from_visit", args=(visit.pk,))
    assert client.get(address).status_code == 409
    plan = a_plan_of(world.county)
    Plan.objects.within("").filter(pk=plan.pk).update(name="东山县教育规划")
    shown = client.get(address, follow=True)
    assert shown.redirect_chain[0][0].startswith(reverse("planning:new_task", args=(plan.code,)))
    assert "东山小学核查整改：消防通道是否畅通：否" in shown.content.decode()
    page = client.get(reverse("inspection:visit", args=(visit.pk,))).content.decode()
    assert address in page
