"""What is refused of an application about a pupil is said at the field that is at fault, all of it at once."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shuren.spine.people.models import Enrolment
from tests.modules.registry.test_events import LEAVE, NUMBER, class_id, pupil  # noqa: F401  a fixture
from tests.modules.registry.walking import PDF, applied, granted
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

pytestmark = pytest.mark.django_db


def sent(world: World, code: str, typed: dict[str, Any], *, with_papers: bool = True) -> str:
    papers = {f"material_{name}": SimpleUploadedFile("材料.pdf", PDF) for name in ("application", "hospital")}
    told = typed | (papers if with_papers else {})
    answer = world.client("registrar").post(reverse("cases:apply", args=(code,)), told)
    assert answer.status_code == 422
    return str(answer.content.decode())


def error_at(page: str, field: str) -> str:
    found = re.search(rf'id="id_{field}_error">.*?<span>(.*?)</span></p>', page, re.DOTALL)
    return found.group(1).rpartition("<span>")[2] if found else ""


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"until": "2026-11-01"}, "until", "须晚于休学开始日期"),
        ({"until": "2028-09-01"}, "until", "不超过一学年"),
        ({"on": "2024-08-31", "until": "2025-08-01"}, "on", "不能早于入校日期 2024-09-01"),
    ],
)
def test_a_wrong_day_is_said_at_the_day(
    world: World,
    pupil: Enrolment,  # noqa: F811
    typed: dict[str, str],
    field: str,
    said: str,
) -> None:
    assert said in error_at(sent(world, "registry.suspension", LEAVE | typed), field)


def test_what_lacks_and_what_is_wrong_is_said_at_once(world: World, pupil: Enrolment) -> None:  # noqa: F811
    page = sent(world, "registry.suspension", LEAVE | {"until": "2026-11-01"}, with_papers=False)
    assert error_at(page, "until")
    assert error_at(page, "material_application")


def test_a_pupil_who_is_away_already_is_said_at_the_pupil(world: World, pupil: Enrolment) -> None:  # noqa: F811
    granted(world, "registry.suspension", **LEAVE)
    assert "已在休学" in error_at(sent(world, "registry.suspension", LEAVE), "pupil")


def test_what_is_under_way_already_is_said_at_the_pupil(world: World, pupil: Enrolment) -> None:  # noqa: F811
    number = applied(world.actor("registrar"), "registry.suspension", **LEAVE).number
    assert number in error_at(sent(world, "registry.suspension", LEAVE), "pupil")


def test_a_class_that_does_not_fit_is_said_at_the_class(world: World, pupil: Enrolment) -> None:  # noqa: F811
    granted(world, "registry.suspension", **LEAVE)
    typed = {"pupil": NUMBER, "to_class": str(class_id(2023, world)), "on": "2026-11-24"}
    assert "不能高于原来所在的年级" in error_at(sent(world, "registry.resumption", typed), "to_class")


def test_a_guardian_without_a_child_at_school_is_told_so_where_a_child_would_be_chosen(wall_open: World) -> None:  # noqa: F811
    page = wall_open.client("guardian").get(reverse("cases:apply", args=("registry.child_transfer",))).content.decode()
    assert "您名下没有在籍的孩子" in page
