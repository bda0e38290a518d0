"""The plan of the demo region at work: plans of other regions, this year's tasks, reports on them, letters.

Days are counted from the day of the build, so that something is overdue, due soon and reported whenever somebody looks.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import commands, queries
from shuren.kernel.cases.models import Case
from shuren.kernel.tabular import actions as tabular
from shuren.modules.planning.actions import dates, monthly, plans, tasks
from shuren.modules.planning.cases.supervision import ReplyForm, SupervisionForm
from shuren.modules.planning.models import Plan, Task
from shuren.modules.planning.queries.tasks import Standing, below, stand
from shuren.modules.planning.rules import published
from shuren.modules.planning.rules import tasks as rules
from shuren.modules.planning.tables import PlanWorkbook, speaks_for
from shuren.site.demo import clock, planpast
from shuren.site.demo.figures import PLAN, PLANNER
from shuren.site.demo.stories import holder, scan
from shuren.spine.orgs.models import Org

TARGETS = "序号,指标代码,类别,指标名称,英文名称,范围,年度,完成期限,比较,目标值,单位,种类,备注"
SOURCES = (
    "指标代码,平台指标,缺少的数据,数据的英文名,应登记于,登记册的英文名,应由谁提供,提供单位的英文名,口径,口径的英文"
)
# What the made-up city wants this year: code, category, label, English, scope, days until due, comparison, value, unit,
# kind, what measures it, who leads it within the bureau.
LINES: tuple[tuple[str, str, str, str, str, int, str, str, str, str, str, str], ...] = (
    ("WIFI", "基础设施", "校园无线网络全覆盖学校比例", "schools with full campus Wi-Fi", "全市", -12, "不低于", "60",
     "%", "目标", "ICT.WIFI_FULL", "电教馆"),
    ("REC", "基础设施", "建有录播教室的学校比例", "schools with a recording room", "全市", 24, "不低于", "95",
     "%", "目标", "ICT.REC_ROOM", "电教馆"),
    ("BBT", "基础设施", "主要教学场所班班通配备率", "main teaching places with multimedia", "全市", 40, "不低于", "95",
     "%", "目标", "ICT.BBT", "电教馆"),
    ("SMART", "智慧校园", "智慧课堂覆盖学校比例", "schools with smart classrooms", "全市", 70, "不低于", "60",
     "%", "目标", "ICT.SMARTCLS", "基教处"),
    ("AI", "智慧校园", "使用人工智能教学应用的学校比例", "schools that use AI in teaching", "全市", 30, "不低于", "50",
     "%", "目标", "", "基教处"),
    ("OPS", "网络安全", "建成市级统一运维平台并完成验收", "city operations platform accepted", "全市", -45, "达到", "1",
     "项", "任务节点", "", "电教馆"),
    ("DRILL", "网络安全", "完成全市教育系统网络安全攻防演练", "attack-and-defence drill held", "全市", -80, "达到", "1",
     "次", "任务节点", "", "安全处"),
    ("CLOUD", "数字资源", "市级资源平台与省平台完成对接", "city resource platform linked to the province", "全市", -6,
     "达到", "1", "项", "任务节点", "", "教科院"),
    ("TRAIN", "能力建设", "完成县区局长和校长信息化领导力轮训", "leadership training of heads completed", "全市", 33,
     "达到", "1", "期", "任务节点", "", "人事处"),
    ("PLEDGE", "网络安全", "签订网络安全责任书并完成自查整改", "pledges on network security signed", "全市", -15,
     "达到", "1", "项", "任务节点", "", "安全处"),
    ("BURDEN", "教育治理", "印发数据采集统筹管理办法", "rules on clearing data requests published", "全市", 12, "达到",
     "1", "件", "任务节点", "", "办公室"),
)  # fmt: skip
CLOSED = "DRILL"  # the milestone that has been reached
SHARED, BY_HAND = (
    ("WIFI", "REC"),
    "PLEDGE",
)  # lines of which units below lead a part: by their figures, and each of them
MOVED, MORE = "TRAIN", timedelta(days=45)  # the task whose day was moved, and by how much
WHY_MOVED = "省厅调整培训批次，第二期改在下月举办。"
SILENT = 3  # every so many units has not reported the month before
SENTENCES = (
    "已完成摸底，缺口学校清单报市局。",
    "设备采购合同已签订，正在分批安装。",
    "安装调试过半，剩余学校排定进场时间。",
    "已组织初验，整改问题逐校销号。",
)
DEMAND = "请说明逾期原因，逐校列出整改时间表，于反馈期限前在本单中反馈。"
REPLY = "逾期主要因两所学校校舍改造，已协调施工方进场，其余学校已全部完成。"
ISSUED = timedelta(days=130)  # before the day of the build
MONTHS = 3  # that have been reported before


def furnish() -> str:
    """Let the plan be at work; return how many reference plans, tasks of earlier years and of this, and reports."""
    city = Org.objects.within("").get(code="340100")
    references = [code for code in published.PLANS if code != PLAN]
    for code in references:
        plans.load_published(actor=PLANNER, code=code, org=city, is_reference=True)
    today = timezone.localdate()
    past = planpast.furnish(city)
    made = _issued(holder("city_official", city.path), city, today)
    months = _months(today)
    reports = sum(_report(made, month, is_last=month == months[-1]) for month in months)
    _close(made)
    _move(made, holder("city_official", city.path))
    _supervise(holder("city_official", city.path), today)
    monthly.ask_all(today)
    return f"{len(references)} / {past} / {Task.objects.within('').count() - past} / {reports}"


def _issued(city: Actor, org: Org, today: date) -> Plan:
    """Bring this year's plan in by its workbook and issue its tasks, some of them shared out."""
    last = max(today + timedelta(days=line[5]) for line in LINES).year
    first = min(today + timedelta(days=line[5]) for line in LINES).year
    with clock.at(_moment(today - ISSUED)):
        plan = plans.open_plan(
            actor=city, org=org, code=f"HF{today:%Y}", name=f"合肥市教育数字化工作要点（{today:%Y}年，演示）",
            region="安徽省合肥市", first_year=first, last_year=last, is_reference=False,
        )  # fmt: skip
        _upload(city, plan, "planning.target", TARGETS, _targets(today))
        _upload(city, plan, "planning.measure", SOURCES, _sources())
        drafts = [task for year in plan.years for task in _drafted(city, plan, year)]
        offices = {f"HF.{line[0]}": line[11] for line in LINES}
        for task in drafts:
            what = tasks.Told(task.title, task.due_on, offices[task.indicator], is_key=task.indicator == "HF.WIFI")
            tasks.change(actor=city, task=task, what=what)
            _share(city, task)
        for year in plan.years:
            tasks.issue_all(actor=city, year=year)
    return plan


def _share(city: Actor, task: Task) -> None:
    """Share a task out: by figures where there are any, else to every authority below."""
    if task.rule and task.indicator in {f"HF.{code}" for code in SHARED}:
        tasks.share_out(actor=city, task=task)
    elif task.indicator == f"HF.{BY_HAND}":
        tasks.share_out(actor=city, task=task, units=[org.pk for org in below(task)])


def _drafted(city: Actor, plan: Plan, year: int) -> list[Task]:
    return tasks.break_down(actor=city, plan=plan, year=year)


def _targets(today: date) -> Iterable[str]:
    for number, (code, category, label, english, scope, days, how, value, unit, kind, _by, _who) in enumerate(LINES, 1):
        due = today + timedelta(days=days)
        yield f"{number},HF.{code},{category},{label},{english},{scope},{due.year},{due},{how},{value},{unit},{kind},"


def _sources() -> Iterable[str]:
    for code, _category, label, english, *_rule, kind, measured, office in LINES:
        kept = "上报数据,data requests" if kind == "目标" else "规划任务台账,register of plan tasks"
        missing = ",,," if measured else f"{label},{english},{kept}"
        yield f"HF.{code},{measured},{missing},市教育局{office},city education bureau,,"


def _upload(city: Actor, plan: Plan, table: str, head: str, lines: Iterable[str]) -> None:
    content = io.BytesIO("\n".join([head, *lines, ""]).encode())
    scope = speaks_for(plan, timezone.localdate())
    batch = tabular.upload(
        actor=city, workbook=PlanWorkbook, scope=scope, name=f"{plan.name}.csv", content=content, table=table
    )
    batch = tabular.check(actor=city, batch=batch)
    tabular.apply(actor=city, batch=batch)


def _months(today: date) -> Sequence[date]:
    """Return the last months that are closed, oldest first."""
    found, month = list[date](), rules.before(rules.open_month(today))
    for _ in range(MONTHS):
        found.append(month)
        month = rules.before(month)
    return found[::-1]


def _report(plan: Plan, month: date, *, is_last: bool) -> int:
    """Report a month as the units that lead tasks did on its twenty-fifth day; return how many reports."""
    with clock.at(_moment(month.replace(day=25))):
        today = timezone.localdate()
        open_tasks = Task.objects.within("").filter(plan=plan, state="issued").select_related("org").order_by("id")
        owing = [one for one in stand(list(open_tasks), today) if one.asked != rules.Asked.NOTHING]
        told = [one for one in owing if not (is_last and one.task.org_id % SILENT == 0 and one.task.parent_id)]
        for number, one in enumerate(told):
            _say(one, month, number)
    return len(told)


def _say(one: Standing, month: date, number: int) -> None:
    role = "city_official" if one.task.org.level == "city" else "county_official"
    is_shown = one.asked == rules.Asked.EVIDENCE and one.task.indicator == f"HF.{CLOSED}"
    monthly.report(
        actor=holder(role, one.task.org_path), task=one.task, month=month,
        sentence=SENTENCES[(number + month.month) % len(SENTENCES)],
        evidence=("验收单.pdf", io.BytesIO(scan())) if is_shown else None,
    )  # fmt: skip


def _close(plan: Plan) -> None:
    """Accept that a milestone has been reached."""
    for task in Task.objects.within("").filter(plan=plan, indicator=f"HF.{CLOSED}", state="issued"):
        _accept(task)


def _accept(task: Task) -> None:
    """Let the city's official say that a task is done, and the head of the bureau agree."""
    tasks.step(actor=holder("city_official", task.org_path), task=task, name="claim")
    tasks.step(actor=holder("unit_leader", task.org_path), task=task, name="accept")


def _move(plan: Plan, city: Actor) -> None:
    """Give one task another day, for a reason."""
    for task in Task.objects.within("").filter(plan=plan, indicator=f"HF.{MOVED}", state="issued"):
        dates.move(actor=city, task=task, due_on=task.due_on + MORE, reason=WHY_MOVED)


def _supervise(city: Actor, today: date) -> None:
    """Send a letter to each of the first two counties that are late; one has answered, one is late again."""
    parts = Task.objects.within("").filter(parent__isnull=False, state="issued").select_related("org")
    found = parts.order_by("org_path")
    late = [one for one in stand(list(found), today) if one.is_late][:2]
    for number, one in enumerate(late):
        with clock.at(_moment(clock.back(today, 7))):
            reply_by = clock.back(today, 2)
            told = {"task": str(one.task.pk), "demand": DEMAND, "reply_by": reply_by.isoformat()}
            case = _lodged(city, SupervisionForm(told, actor=city))
        if number == 0:
            with clock.at(_moment(clock.back(today, 4))):
                promised = {"reply": REPLY, "promised": (today + timedelta(days=20)).isoformat()}
                _answer(case, holder("county_official", one.task.org_path), promised)


def _lodged(actor: Actor, form: SupervisionForm) -> Case:
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    entered = {name: form[name].data for name in form.fields}
    return cases.apply(actor=actor, type_code="planning.supervision", form=form.cleaned_data, entered=entered)


def _answer(case: Case, actor: Actor, told: dict[str, str]) -> None:
    form = ReplyForm(told, actor=actor, application=queries.application_of(case))
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    state = queries.state_of(case)
    command = commands.Agree(state.tasks_of(state.open_visits[0])[0].number)
    cases.act(actor=actor, case_id=case.pk, command=command, form=form.cleaned_data, entered=told)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))
