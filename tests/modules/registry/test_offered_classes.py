"""Choosing a class: one sees how many places are left, and a full one is not offered."""

import re

import pytest
from django.urls import reverse

from shuren.modules.registry.rules import transfer
from shuren.spine.people.models import Enrolment
from tests.modules.registry.test_events import class_id, pupil  # noqa: F401  a fixture
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

pytestmark = pytest.mark.django_db


def options(world: World, code: str) -> list[tuple[str, str, bool]]:
    """Return value, words and whether it can be chosen of the classes on a form."""
    page = world.client("registrar").get(reverse("cases:apply", args=(code,))).content.decode()
    select = re.search(r'<select name="to_class".*?</select>', page, re.DOTALL)
    assert select
    found = re.findall(r'<option value="(\d+)"([^>]*)>([^<]*)</option>', select.group())
    return [(value, words.strip(), "disabled" not in attrs) for value, attrs, words in found]


@pytest.fixture
def full(world: World, pupil: Enrolment, monkeypatch: pytest.MonkeyPatch) -> int:  # noqa: F811
    """The pupil's class has room for one."""
    monkeypatch.setitem(transfer.CLASS_LIMIT, "primary", 1)
    own = class_id(2024, world)
    Enrolment.objects.within("").filter(pk=pupil.pk).update(school_class=own)
    return own


@pytest.mark.parametrize("code", ["registry.opening", "registry.transfer"])
def test_a_full_class_stands_last_and_cannot_be_chosen(world: World, full: int, code: str) -> None:
    found = options(world, code)
    assert found[-1][0] == str(full)
    assert "已满" in found[-1][1]
    assert [can for _value, _words, can in found] == [True, True, False]
    assert "余 1 个学位" in found[0][1]


def test_whoever_comes_back_is_not_turned_away_by_a_full_class(world: World, full: int) -> None:
    value, words, can = options(world, "registry.resumption")[-1]
    assert (value, can) == (str(full), True)
    assert "已满" in words


def test_only_relations_that_a_guardian_can_have_are_offered(world: World, pupil: Enrolment) -> None:  # noqa: F811
    page = world.client("registrar").get(reverse("cases:apply", args=("registry.opening",))).content.decode()
    select = re.search(r'<select name="relation".*?</select>', page, re.DOTALL)
    assert select
    words = re.findall(r"<option[^>]*>([^<]*)</option>", select.group())
    assert {"父亲", "母亲", "祖父", "外祖母", "非亲属"} <= set(words)
    assert not {"本人", "夫", "妻", "子", "女", "岳父", "孙子", "弟"} & set(words)
