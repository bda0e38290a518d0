"""Projects of the demo region: some at every stage, one that nobody uses, one that its line cannot pay.

Everything is done by the ordinary actions at its own moment, counted back from the day of the build.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import attachments, commands, queries
from shuren.kernel.cases.declare import newest
from shuren.kernel.cases.materials import Given, from_applicant
from shuren.kernel.cases.models import Case
from shuren.kernel.refusals import Refused
from shuren.kernel.tabular import actions as tabular
from shuren.modules.projects.actions import budgets, records, todos, uses
from shuren.modules.projects.models import BudgetLine, Project
from shuren.modules.projects.queries.records import milestones
from shuren.modules.projects.tables import BudgetLineTable, BudgetWorkbook, speaks_for
from shuren.site.demo import accounts, clock
from shuren.site.demo.stories import holder, play, scan
from shuren.spine.orgs.models import Org

BASIS = "合肥市教育局关于规范教育信息化项目管理的通知（合教〔2026〕21号）"
LIMIT = Decimal(500_000)
PLAN, PLAN_FROM, LEVEL = (
    "合肥市教育信息化规划（2016—2020年）",
    2016,
    Decimal(10),
)  # at least 10 % of public funds a year
HEADINGS = "*指标编号,*指标名称,*经费来源,*批复金额（元）\n"
LINES = "XX-01,义务教育学校信息化提升专项,县级财政,1500000\nXX-02,智慧课堂试点补助,县级财政,180000\n"
SUPPLIERS = (("安徽皖教云科技有限公司", "91340100MA2TEKT02F"),)
PAID = "首付款", "验收款"
SHARE = Decimal("0.3")


@dataclass(frozen=True)
class Plan:
    """One project: what is asked for, how many days ago, how far it goes, and how often it is used a month."""

    title: str
    category: str
    lines: str
    need: str
    users: str
    ago: int
    until: str = "review"
    line: str = "XX-01"
    used: int = 0


PLANS = (
    Plan("计算机教室更新", "13", "台式计算机 48 3800\n交换机 2 4200",
         "现有计算机使用已满八年，不能运行教学软件。", "三至六年级全部班级，信息科技教师 3 人", 560, used=64),
    Plan("录播教室建设", "15", "录播主机 1 68000\n摄像机 3 8600\n拾音系统 1 15000",
         "开展专递课堂和校本教研需要常态化录播。", "全体学科教师", 460, until="accepted"),
    Plan("无线校园网全覆盖", "11", "无线接入点 60 1150\n核心交换机 1 26000",
         "教学楼仍有 21 间教室没有无线网络。", "全校师生", 250, until="accepted", used=180),
    Plan("校园网络安全设备", "33", "下一代防火墙 1 86000\n日志审计 1 42000",
         "等级保护测评整改要求。", "网络管理员 2 人", 120, until="contract"),
    Plan("数字实验室", "16", "传感器套装 24 1680\n实验终端 24 1900",
         "科学课程标准要求开展数字化实验。", "四至六年级科学课", 70, until="award"),
    Plan("智慧课堂教学软件", "22", "教学软件授权 40 980",
         "平板教学缺少配套软件。", "五年级 4 个班", 45, until="announcement"),
    Plan("教师信息素养培训", "41", "专题培训 4 6000",
         "教师数字素养提升年度计划。", "专任教师", 20, until="granted"),
    Plan("人工智能实践室", "16", "智能机器人套件 30 3600\n实训桌椅 30 900\n实践课程 1 68000",
         "开设人工智能课程。", "五、六年级", 12, until="refused", line="XX-02"),
    Plan("多媒体教室更新", "14", "交互式智能平板 12 16800",
         "十二间教室的投影设备故障率高。", "一、二年级 12 个班", 3, until="leader"),
)  # fmt: skip


class Place:
    """The school that applies, the authority that pays, and who acts there."""

    def __init__(self) -> None:
        self.school: Org = accounts.place_of("registrar")
        self.authority = Org.objects.within("").get(pk=self.school.parent_id)
        self.registrar = holder("registrar", self.school.path)
        self.principal = holder("principal", self.school.path)
        role = "city_official" if self.authority.level == "city" else "county_official"
        self.official = holder(role, self.authority.path)


def furnish() -> str:
    """Set the limit, load the lines and let every project come about; return how many there are, and how many asked."""
    place, today = Place(), timezone.localdate()
    city = holder("city_official", Org.objects.within("").get(level="city").path)
    with clock.at(clock.moment(today - timedelta(days=600), 0)):
        budgets.set_threshold(actor=city, yuan=LIMIT, basis=BASIS, from_on=timezone.localdate())
        budgets.set_level(actor=city, percent=LEVEL, basis=PLAN, from_year=PLAN_FROM)
    for year in sorted({(today - timedelta(days=plan.ago)).year for plan in PLANS}):
        _load(place, year)
    told = play(_told(plan, place, today) for plan in PLANS)
    todos.ask(today)
    return f"{Project.objects.within(place.school.path).count()} / {told}"


def _load(place: Place, year: int) -> None:
    """Bring the lines of a year in by workbook."""
    content, scope = io.BytesIO((HEADINGS + LINES).encode()), speaks_for(place.authority, year)
    name = f"预算指标_{year}.csv"
    batch = tabular.upload(
        actor=place.official, workbook=BudgetWorkbook, scope=scope, name=name, content=content,
        table=BudgetLineTable.code,
    )  # fmt: skip
    tabular.apply(actor=place.official, batch=tabular.check(actor=place.official, batch=batch))


def _told(plan: Plan, place: Place, today: date) -> Iterator[datetime]:
    """Let one project come about, as far as it goes."""
    begun = today - timedelta(days=plan.ago)

    def after(days: int) -> datetime:
        return clock.moment(begun + timedelta(days=days), 30 + len(plan.title) * 7)

    yield after(0)
    case = _lodged(place.registrar, "projects.approval", _need(plan))
    yield after(1)
    if plan.until == "leader":
        return
    case = _signed(case, place.principal)
    yield after(4)
    line = BudgetLine.objects.within("").get(org=place.authority, year=timezone.localdate().year, code=plan.line)
    try:
        case = _signed(case, place.official, {"line": str(line.pk)})
    except Refused:  # the line cannot pay it: the application waits for less or for another line
        return
    project = Project.objects.within(place.school.path).get(case_id=case.pk)
    for name, days, deed in _deeds(plan, place.registrar, project):
        yield after(days)
        deed()
        if name == plan.until:
            return
    yield after(80)
    case = _lodged(place.registrar, "projects.acceptance", _finding(project))
    for signer in (place.principal, place.official):
        yield after(82)
        case = _signed(case, signer)
    yield after(90)
    _pay(place.registrar, project, _budget(plan) * Decimal("0.6"), PAID[1], 2)
    yield from _used(plan, place.registrar, project, after, today)
    if plan.until == "review":
        yield after(450)
        uses.review(
            actor=place.registrar, project_id=project.pk, reviewed_on=timezone.localdate(), met="yes",
            satisfied_percent=93, result="信息科技课开足开齐，社团和延时服务全部使用；个别键盘损坏，已由质保更换。",
        )  # fmt: skip


def _deeds(plan: Plan, actor: Actor, project: Project) -> list[tuple[str, int, Callable[[], Any]]]:
    """Return what is recorded up to the contract and its first payment: stage, days after the beginning, deed."""
    supplier, code = SUPPLIERS[0]
    price = _budget(plan) * Decimal("0.97")

    def sign() -> None:
        day = timezone.localdate()
        records.sign_contract(
            actor=actor, project_id=project.pk, number=f"HT-{project.number}", signed_on=day,
            deliver_by=day + timedelta(days=45), amount_yuan=price, before_percent=30, retained_percent=5,
            retained_months=12,
            milestones=[("设备到货", day + timedelta(days=20)), ("安装调试", day + timedelta(days=40))],
        )  # fmt: skip
        _pay(actor, project, price * SHARE, PAID[0], 1)

    return [
        ("granted", 5, lambda: None),
        ("announcement", 15, lambda: records.announce(
            actor=actor, project_id=project.pk, method="framework", reference=f"KJ-{project.number}",
            announced_on=timezone.localdate(),
        )),
        ("award", 25, lambda: records.award(
            actor=actor, project_id=project.pk, awarded_on=timezone.localdate(), supplier=supplier, credit_code=code,
            amount_yuan=price,
        )),
        ("contract", 32, sign),
        ("reached", 70, lambda: _reach(actor, project)),
    ]  # fmt: skip


def _reach(actor: Actor, project: Project) -> None:
    for milestone in milestones(project):
        records.reach(actor=actor, project_id=project.pk, milestone_id=milestone.pk)


def _used(
    plan: Plan, actor: Actor, project: Project, after: Callable[[int], datetime], today: date
) -> Iterator[datetime]:  # fmt: skip
    """Write use down at the end of every month; nobody writes of what nobody uses."""
    for month in range(4, 20):
        moment = after(30 * month)
        if not plan.used or timezone.localdate(moment) >= today:
            return
        yield moment
        day = timezone.localdate()
        uses.note(
            actor=actor, project_id=project.pk, month=f"{day:%Y-%m}", times=plan.used + day.month * 3 % 17,
            users=plan.used * 8, what="课堂教学",
        )  # fmt: skip


def _pay(actor: Actor, project: Project, yuan: Decimal, purpose: str, number: int) -> None:
    cents = yuan.quantize(Decimal("0.01"))
    records.pay(
        actor=actor, project_id=project.pk, paid_on=timezone.localdate(), amount_yuan=cents,
        voucher=f"PZ-{project.pk:04d}-{number}", purpose=purpose,
    )  # fmt: skip


def _budget(plan: Plan) -> Decimal:
    lines = (line.rsplit(" ", 2) for line in plan.lines.splitlines())
    return sum((Decimal(pieces) * Decimal(price) for _name, pieces, price in lines), Decimal(0))


def _need(plan: Plan) -> dict[str, str]:
    return {
        "title": plan.title, "need": plan.need, "category": plan.category, "source": "4",
        "year": str(timezone.localdate().year), "lines": plan.lines, "users": plan.users, "serves": "",
        "purpose": "纳入课表使用，每月填写使用情况，一年后自评。",
    }  # fmt: skip


def _finding(project: Project) -> dict[str, str]:
    return {
        "project": str(project.pk), "accepted_on": timezone.localdate().isoformat(),
        "checked_by": "本校总务处、信息中心各一人，区电教馆专家一人",
        "found": "数量、型号、性能与合同一致，运行正常，资料齐全。",
    }  # fmt: skip


def _lodged(actor: Actor, code: str, typed: dict[str, str]) -> Case:
    form = newest(code).form(typed, actor=actor)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    entered = {name: form[name].data for name in form.fields}
    needed = [one for one in from_applicant(newest(code)) if one.needed is True]
    given = {
        one.code: Given((attachments.keep(
            actor=actor, material=one, name=f"{one.label}.pdf", content=io.BytesIO(scan())).pk,))
        for one in needed
    }  # fmt: skip
    return cases.apply(actor=actor, type_code=code, form=form.cleaned_data, entered=entered, materials=given)


def _signed(case: Case, actor: Actor, form: dict[str, object] | None = None) -> Case:
    state = queries.state_of(case)
    task = state.tasks_of(state.open_visits[0])[0].number
    return cases.act(actor=actor, case_id=case.pk, command=commands.Agree(task), form=form, entered=form)
