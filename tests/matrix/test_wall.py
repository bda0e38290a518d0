"""With every check of the platform's own switched off, the database still shows no person of another city.

What is asked for is a thing of a school elsewhere; whoever asks may do everything everywhere, as far as code goes.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from shuren.kernel import rowsecurity
from shuren.kernel.access import ScopedQuerySet
from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.http.policy import Address
from tests.matrix.examples import EXAMPLES
from tests.matrix.map import any_arguments, ours
from tests.matrix.places import PATHS, at
from tests.matrix.test_matrix import answer_of
from tests.world import World

KEEPER = system_actor("tests", "测试")
OPENED = {  # these open the wall themselves, once they have checked who asks; nothing else stands behind the check
    "certificates:certificate": "a paper follows its holder to another city; whoever issued it still sees it",
    "certificates:person": "the same, of all of a person's papers",
    "certificates:issue": "a school certifies about pupils who have left it",
    "registry:events": "what can be applied for depends on what other schools have under way",
}
ASKING = ("registrar", "county_official", "city_official")


@pytest.fixture
def _no_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Actor, "may", lambda *_: True)
    monkeypatch.setattr(Actor, "may_at", lambda *_: True)
    monkeypatch.setattr(Actor, "covers", lambda *_: True)
    monkeypatch.setattr(ScopedQuerySet, "within", _everything)


def _everything(rows: ScopedQuerySet[Any], _path: str) -> ScopedQuerySet[Any]:
    unscoped = rows._chain()
    unscoped._scoped = True
    return unscoped


def people_of(city: str) -> Iterator[str]:
    """Yield the names of the persons whose rows lie in a city."""
    person: type[models.Model] = apps.get_model("people", "Person")
    with rowsecurity.scope_of(KEEPER):
        yield from person._base_manager.filter(org_path__startswith=city).values_list("name", flat=True)


def shown(answer: Any) -> str:
    content = b"".join(answer) if answer.streaming else answer.content
    return str(content.decode(errors="replace"))


@pytest.mark.usefixtures("_no_checks")
@pytest.mark.parametrize(
    "address",
    [one for one in ours() if any_arguments(one) and one.name not in OPENED],
    ids=lambda address: address.name,
)
def test_the_database_shows_nobody_of_another_city(world: World, address: Address) -> None:
    with transaction.atomic():
        arguments = EXAMPLES[address.name].make(world, at(world, "far_city"))
        names = set(people_of(PATHS["far_city"][:8]))
        pages = {role: shown(answer_of(world.client(role), address, arguments)) for role in ASKING if names}
        transaction.set_rollback(True)
    assert not [f"{role}: {name}" for role, page in pages.items() for name in names if name in page]
