"""转出本地区 in its second version: cases under way go over, or end under the first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.actors import system_actor
from shuren.kernel.audit.models import Entry as Audited
from shuren.kernel.cases import actions, drafts, migrating, queries, route
from shuren.kernel.cases.declare import CASE_TYPES, Move, versions
from shuren.kernel.cases.models import Case, Entry, Stay
from shuren.kernel.notices.queries import open_for
from shuren.modules.registry.cases import departure, leaving
from shuren.site.cli.cases import migrate as command
from shuren.spine.people.models import Enrolment
from tests.modules.registry.walking import ENCLOSED, papers, sign
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

pytestmark = pytest.mark.django_db
CODE = "registry.departure"
CLERK = system_actor("tests.migrating", "测试迁移")


def lodged(world: World, school_no: str, ahead: int = 30) -> Case:
    """Open a case under the first version."""
    on = timezone.localdate() + timedelta(days=ahead)
    typed = {"pupil": school_no, "to_place": "南京市鼓楼区", "to_school": "某小学", "paper": "鼓教转〔2026〕1号"}
    registrar = world.actor("registrar")
    form = leaving.Departure.form({**typed, "on": on.isoformat()}, actor=registrar)
    assert form.is_valid(), form.errors
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(actions, "newest", lambda _code: leaving.Departure)
        return actions.apply(actor=registrar, type_code=CODE, form=form.cleaned_data, materials=papers(registrar, CODE))


@pytest.fixture
def three(wall_open: World) -> list[Case]:  # noqa: F811
    """One at the school, one at the authority, one whose pupil has left already."""
    factories.school_class(wall_open.school)
    for number, name in enumerate(("李一", "李二", "李三"), 1):
        factories.enrolment(wall_open.school, name, school_no=f"2024030{number}")
    found = [lodged(wall_open, f"2024030{number}", ahead) for number, ahead in ((1, 30), (2, 30), (3, -1))]
    sign(found[1], wall_open.actor("principal"), "school")
    return found


def test_both_versions_stand_side_by_side(world: World, three: list[Case]) -> None:
    assert [kind.version for kind in versions(CODE)] == [1, 2]
    assert queries.type_of(three[0]) is leaving.Departure
    case = sign(sign(three[0], world.actor("principal"), "school"), world.actor("county_official"), "authority")
    assert case.outcome == "granted", "the first version ends as it did"


def test_a_rehearsal_tells_and_changes_nothing(world: World, three: list[Case]) -> None:
    found = migrating.migrate(actor=CLERK, code=CODE, rehearse=True)
    assert found.over == {1: 2}
    assert [numbers for reason, numbers in found.refused.items() if "离校日期已过" in reason] == [[three[2].number]]
    assert set(Case.objects.within("").values_list("version", flat=True)) == {1}
    assert not Entry.objects.filter(verb="Migrate").exists()


def test_cases_go_over_with_an_entry_in_each_and_end_under_the_second(world: World, three: list[Case]) -> None:
    migrating.migrate(actor=CLERK, code=CODE)
    assert sorted(Case.objects.within("").values_list("version", flat=True)) == [1, 2, 2]
    case = Case.objects.within("").get(pk=three[1].pk)
    assert queries.type_of(case) is departure.Departure
    assert case.length == Entry.objects.filter(case=case).count()
    assert "转入新版本" in world.client("principal").get(reverse("cases:case", args=(case.pk,))).content.decode()
    case = sign(case, world.actor("county_official"), "authority")
    assert [stay.step for stay in Stay.objects.within("").filter(case=case, left_at=None)] == ["packet"]
    assert "学校移交随转材料" in world.client("registrar").get("/").content.decode()
    case = sign(case, world.actor("registrar"), "packet", **ENCLOSED)
    assert case.outcome == "granted"
    assert Enrolment.objects.within("").get(pk=case.form["enrolment"]).left_on is not None
    assert "2" in Audited.objects.within("").get(label="cases.type.migrated").details
    assert migrating.migrate(actor=CLERK, code=CODE).over == {}, "a second time does nothing"


@pytest.fixture
def no_routes() -> Iterator[None]:
    """No route is remembered from before, and none afterwards."""
    queries._route.cache_clear()
    yield
    queries._route.cache_clear()


def test_to_dos_that_are_open_say_what_the_step_is_called_now(
    world: World, three: list[Case], monkeypatch: pytest.MonkeyPatch, no_routes: None
) -> None:
    first, *others = route.steps(departure.Departure.route)
    rest = route.Sequence(tuple(step for step in others if step.code != "school"))
    school = next(step for step in others if step.code == "school")
    newer = route.Sequence((first, replace(school, code="head", label="校长核准"), rest))
    monkeypatch.setattr(departure.Departure, "route", newer)
    monkeypatch.setattr(
        departure.Departure,
        "take_over",
        classmethod(lambda _kind, form, _state, _today: Move(form, renamed={"school": "head"})),
    )
    migrating.migrate(actor=CLERK, code=CODE)
    (told,) = [todo.params for todo in open_for(world.actor("principal")) if todo.params["title"] == three[0].title]
    assert told["step"] == "校长核准"
    desk = world.client("principal").get(reverse("cases:desk"), {"step": "校长核准"}).content.decode()
    assert three[0].title in desk


def test_the_command_line_previews_it(world: World, three: list[Case]) -> None:
    told = CliRunner().invoke(command, [CODE, "--preview"])
    assert told.exit_code == 0, told.output
    assert "v1 -> v2\t2" in told.output
    assert three[2].number in told.output
    assert CliRunner().invoke(command, ["registry.nothing"]).exit_code == 1


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first version has been taken out of the code."""
    items = {key: item for key, item in vars(CASE_TYPES)["_items"].items() if key != f"{CODE}/1"}
    monkeypatch.setitem(vars(CASE_TYPES), "_items", items)


def test_a_version_that_is_missing_while_cases_run_under_it_is_found(three: list[Case], gone: None) -> None:
    (found,) = [one for one in run_checks(databases=["default"], tags=["database"]) if one.id == "shuren.C001"]
    assert "3 cases run under registry.departure, version 1" in found.msg
    assert "shuren cases migrate registry.departure --preview" in str(found.hint)


def test_what_has_ended_is_shown_by_the_version_after(world: World, three: list[Case], gone: None) -> None:
    Case.objects.within("").update(outcome="cancelled")
    for case in three:
        answer = world.client("registrar").get(reverse("cases:case", args=(case.pk,)))
        assert answer.status_code == 200
    assert not [one for one in run_checks(databases=["default"], tags=["database"]) if one.id == "shuren.C001"]


def test_a_draft_begun_under_the_first_version_is_sent_under_the_second(
    wall_open: World,  # noqa: F811
) -> None:
    factories.school_class(wall_open.school)
    factories.enrolment(wall_open.school, "李一", school_no="20240301")
    registrar = wall_open.actor("registrar")
    typed = {
        "pupil": "20240301", "to_place": "南京市", "to_school": "某小学", "paper": "1号",
        "on": timezone.localdate().isoformat(), "gone": "旧栏目",
    }  # fmt: skip
    draft = drafts.save(
        actor=registrar, type_code=CODE, draft_id=None, entered=typed, labels={name: name for name in typed}, given={}
    )
    shown = wall_open.client("registrar").get(f"{reverse('cases:apply', args=(CODE,))}?draft={draft.pk}")
    assert "不再适用，没有带入：gone 旧栏目" in shown.content.decode()
    form = {name: value for name, value in typed.items() if name != "gone"}
    from django.core.files.uploadedfile import SimpleUploadedFile

    paper = {"material_acceptance": SimpleUploadedFile("函.pdf", b"%PDF-1.4\n%%EOF")}
    answer = wall_open.client("registrar").post(
        reverse("cases:apply", args=(CODE,)), {**form, **paper, "draft": draft.pk}
    )
    assert answer.status_code == 302, answer.content.decode()
    assert Case.objects.within("").get().version == 2
