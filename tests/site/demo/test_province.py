"""A whole province, as small as one can be: the registers of its cities stand side by side in one database."""

from dataclasses import replace

import numpy as np
import pytest

from shuren.kernel.rowsecurity import scope_of
from shuren.site.demo import orgs, registers
from shuren.site.demo import persons as pupils
from shuren.site.demo.build import BUILDER
from shuren.site.demo.region import grow
from shuren.site.demo.sizes import SIZES
from shuren.spine.people.models import Enrolment, Person

TINY = replace(SIZES["province"], name="tiny province", schools=480, pupils=6_000, staff=500)


@pytest.mark.django_db
def test_cities_share_the_registers_without_sharing_a_number(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pupils, "NO_NUMBER", 0.5)
    nodes = grow(TINY, np.random.default_rng(7))
    with scope_of(BUILDER):
        orgs.store(nodes)
        persons, spells = registers.store(nodes, TINY, 7)
        assert len({node.city.id for node in nodes if node.kind and node.city}) == 16
        assert (Person.objects.within("").count(), Enrolment.objects.within("").count()) == (persons, spells)
