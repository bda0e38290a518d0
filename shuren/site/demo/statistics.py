"""Reports and statistical returns of the demo region: one report released, one being edited, returns at every stage."""

from collections.abc import Mapping

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import commands, queries
from shuren.kernel.cases.models import Case
from shuren.modules.statistics.actions import reports, returns
from shuren.modules.statistics.cases.reports import told
from shuren.modules.statistics.models import Report
from shuren.modules.statistics.queries.returns import sheet, years
from shuren.site.demo import accounts
from shuren.site.demo.sizes import LAST_YEAR
from shuren.site.demo.stories import holder
from shuren.spine.orgs.models import Org

NEXT = (
    "一是补齐短板，把未达到年度目标的项目列入下一年度任务清单，逐月调度。\n"
    "二是提高使用率，学校按月填报设备使用情况，连续三个月没有使用的由县区督促整改。\n"
    "三是减少重复填报，各科室上报任务一律先与数据字典比对，已有的数据不再向学校征集。"
)
TYPED: Mapping[str, Mapping[str, str]] = {
    "教基3112": {
        "06.7": "4", "06.8": "2", "06.9": "1", "06.10": "1", "06.12": "2", "07.7": "1", "07.12": "1", "08.7": "3",
        "08.9": "1", "08.10": "1", "08.12": "1",
    },
    "教基5170": {"01.1": "9860.5", "03.1": "0", "12.1": "180", "13.1": "640", "14.1": "1200"},
    "教基5176": {"01.1": "23400", "04.1": "31500"},
}  # fmt: skip
UNREAD = {"教基5176": {"01.1": "约三十五亩", "04.1": "31500"}}  # what a school writes where it has no number at hand
OTHERS = 2  # schools that have handed in and wait for their principal


def furnish() -> str:
    """Compile both reports and let schools hand in; return how many figures the released one names."""
    city = accounts.place_of("city")
    released = _compiled(holder("city_official", city.path))
    _released(released, holder("unit_leader", city.path))
    school = accounts.place_of("registrar")
    authority = Org.objects.within("").get(pk=school.parent_id)
    _compiled(holder("city_official" if authority.level == "city" else "county_official", authority.path))
    _handed_in(school, LAST_YEAR, TYPED, sign=True)
    _typed(school, years()[0], UNREAD)
    for other in (
        Org.objects.within(authority.path).filter(level="school", closed_on=None).exclude(pk=school.pk)[:OTHERS]
    ):
        _handed_in(other, LAST_YEAR, {}, sign=False)
    return str(len(released.figures))


def _compiled(actor: Actor) -> Report:
    report = reports.open_report(actor=actor, year=LAST_YEAR)
    reports.compile_sections(actor=actor, report=report, tell=lambda _done, _of, _what: None)
    reports.edit(actor=actor, report=report, code="next", text=NEXT, is_left_out=False)
    report.refresh_from_db()
    return report


def _released(report: Report, leader: Actor) -> None:
    author = holder("city_official", report.org_path)
    case = reports.submit(actor=author, report=report, form=told(author, report.pk))
    _sign(case, leader)


def _typed(school: Org, year: int, texts: Mapping[str, Mapping[str, str]]) -> None:
    registrar = holder("registrar", school.path)
    asked = sheet(registrar, school, year).typed
    for form, cells in texts.items():
        if form in asked:
            returns.type_in(actor=registrar, school=school, year=year, form=form, texts=cells)


def _handed_in(school: Org, year: int, texts: Mapping[str, Mapping[str, str]], *, sign: bool) -> None:
    _typed(school, year, texts)
    registrar = holder("registrar", school.path)
    if sheet(registrar, school, year).faults:
        return
    case = returns.hand_in(actor=registrar, school=school, year=year)
    if sign:
        _sign(case, holder("principal", school.path))


def _sign(case: Case, actor: Actor) -> None:
    state = queries.state_of(case)
    task = state.tasks_of(state.open_visits[0])[0].number
    cases.act(actor=actor, case_id=case.pk, command=commands.Agree(task))
