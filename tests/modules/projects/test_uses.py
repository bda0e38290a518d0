"""What was bought is used, or it shows up; after a year somebody says what it was good for."""

import io
from datetime import date

import pytest
from django.utils import timezone

from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import Refused
from shuren.kernel.tabular import actions as tabular
from shuren.modules.projects.actions import records, todos, uses
from shuren.modules.projects.models import Acceptance, Project, Review, Stage, Use
from shuren.modules.projects.queries.uses import idle_for, years_of
from shuren.modules.projects.rules.use import idle_from, months_between
from shuren.modules.projects.tables import UseTable, UseWorkbook, speaks_for
from tests.modules.projects import buying
from tests.modules.projects.buying import days_ago
from tests.world import World


@pytest.mark.pure
@pytest.mark.parametrize(
    ("today", "first"), [(date(2026, 11, 22), date(2026, 8, 1)), (date(2026, 2, 1), date(2025, 11, 1))]
)
def test_three_full_months_before_this_one_count(today: date, first: date) -> None:
    assert idle_from(today) == first


@pytest.mark.pure
def test_a_years_months_are_shown_newest_first() -> None:
    assert months_between(date(2025, 11, 30), date(2026, 1, 1)) == [(2026, 1), (2025, 12), (2025, 11)]
    assert len(months_between(date(2020, 1, 1), date(2026, 1, 1))) == 13


def accepted(world: World, ago: int) -> Project:
    project = buying.under_contract(world, ago=ago)
    buying.accepted(world, project, days_ago(ago))
    project.refresh_from_db()
    return project


def used(world: World, project: Project, day: date, times: int) -> Use:
    return uses.note(
        actor=world.actor("registrar"), project_id=project.pk, month=f"{day:%Y-%m}", times=times, users=30, what="上课"
    )


@pytest.mark.django_db
def test_use_is_written_down_for_the_years_since_something_was_accepted(world: World) -> None:
    today = timezone.localdate()
    assert list(years_of(world.school.path, today)) == [today.year]
    accepted(world, 400)
    since = list(range(days_ago(400).year, today.year + 1))
    assert list(years_of(world.school.path, today)) == since
    page = world.client("registrar").get("/projects/use/", follow=True).content.decode()
    shown = [year for year in range(since[0] - 3, today.year + 1) if f'-{year}/"' in page]
    assert shown == since


@pytest.mark.django_db
def test_what_nobody_has_used_for_three_months_shows_up_and_goes_when_it_is_used(world: World) -> None:
    project, leader, today = accepted(world, 200), world.actor("unit_leader"), timezone.localdate()
    assert [row.pk for row in idle_for(leader, today)] == [project.pk]
    used(world, project, days_ago(190), 12)
    used(world, project, today, 0)
    assert idle_for(leader, today).count() == 1
    assert "平板教室" in world.client("unit_leader").get("/projects/idle/").content.decode()
    assert "闲置" in world.client("unit_leader").get("/").content.decode()
    used(world, project, today, 5)
    assert idle_for(leader, today).count() == 0
    assert Use.objects.within("").count() == 2


@pytest.mark.django_db
def test_what_was_accepted_lately_is_not_idle_and_months_before_are_not_taken(world: World) -> None:
    project = accepted(world, 20)
    assert not idle_for(world.actor("unit_leader"), timezone.localdate()).exists()
    for month in (days_ago(60), days_ago(-40)):
        with pytest.raises(Refused, match="还没有验收，或尚未到来"):
            used(world, project, month, 1)


@pytest.mark.django_db
def test_use_comes_in_by_workbook(world: World) -> None:
    project, actor, today = accepted(world, 1), world.actor("registrar"), timezone.localdate()
    rows = f"{project.number},{today.month},30,45,上课\n{project.number},13,1,1,\n"
    sheet = "*项目,*月份,*使用次数（次）,*使用人数（人）,用途\n"

    def checked(text: str):  # type: ignore[no-untyped-def]
        scope = speaks_for(world.school, today.year)
        content = io.BytesIO((sheet + text).encode())
        batch = tabular.upload(
            actor=actor, workbook=UseWorkbook, scope=scope, name="使用.csv", content=content, table=UseTable.code
        )
        return tabular.check(actor=actor, batch=batch)

    assert checked(rows).errors == 1
    tabular.apply(actor=actor, batch=checked(rows.splitlines()[0] + "\n"))
    use = Use.objects.within("").get()
    assert (use.project_id, use.year, use.month, use.times, use.users) == (project.pk, today.year, today.month, 30, 45)
    assert world.client("registrar").get("/projects/use/", follow=True).status_code == 200


@pytest.mark.django_db
def test_after_a_year_the_school_is_asked_what_it_was_good_for(world: World) -> None:
    project, actor, today = accepted(world, 370), world.actor("registrar"), timezone.localdate()
    used(world, project, days_ago(300), 7)
    todos.ask(days_ago(30))
    assert not Notice.objects.filter(kind="projects.review").exists()
    todos.ask(today)
    todo = Notice.objects.get(kind="projects.review", settled_at=None)
    assert (todo.role, todo.org_path) == ("registrar", world.school.path)
    typed = {"reviewed_on": today.isoformat(), "met": "partly", "satisfied_percent": "", "result": "使用较少。"}
    assert world.client("registrar").post(todo.link, typed).status_code == 302
    review = Review.objects.within("").get()
    assert (review.times, review.met, review.satisfied_percent) == (7, "partly", None)
    project.refresh_from_db()
    assert project.stage == Stage.REVIEWED
    assert not Notice.objects.filter(kind="projects.review", settled_at=None).exists()
    todos.ask(today)
    assert not Notice.objects.filter(kind="projects.review", settled_at=None).exists()
    row = Acceptance.objects.within("").get()
    with pytest.raises(Refused, match="已经绩效自评"):
        records.reverse(actor=actor, project_id=project.pk, kind=Acceptance, record_id=row.pk, why="误")
    page = world.client("principal").get(f"/projects/{project.pk}/").content.decode()
    assert "部分达到，一年使用 7 次" in page


@pytest.mark.django_db
def test_no_review_before_the_year_is_over(world: World) -> None:
    project = accepted(world, 300)
    with pytest.raises(Refused, match="验收满一年"):
        uses.review(
            actor=world.actor("registrar"), project_id=project.pk, reviewed_on=timezone.localdate(), met="yes",
            satisfied_percent=90, result="好",
        )  # fmt: skip
