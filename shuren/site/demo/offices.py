"""The offices of the demo region: names for papers, a paper sent and lent, a notice, a request with its answer."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import commands, queries
from shuren.kernel.cases.declare import CaseForm
from shuren.kernel.cases.models import Case
from shuren.modules.office.actions import archive, letterheads, receiving
from shuren.modules.office.cases.drafting import OutgoingForm
from shuren.modules.office.cases.lending import LoanForm
from shuren.modules.office.cases.publishing import NoticeForm
from shuren.modules.office.models import Delivery, Paper
from shuren.modules.office.permissions import keep_sent
from shuren.site.actors import DEMO
from shuren.site.demo import accounts
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Account, Grant
from shuren.spine.orgs.models import Org

BUILDER = system_actor("demo", DEMO, keep_sent)
PAPER = {
    "kind": "通知",
    "title": "合肥市教育局关于开展2026年校园网络安全专项检查的通知", "groups": ["counties", "zones", "own"],
    "body": "为切实做好校园网络安全工作，保障师生个人信息安全，现就开展专项检查有关事项通知如下。\n"
    "一、检查内容\n（一）责任落实。网络安全责任制落实和责任书签订情况。\n（二）系统安全。信息系统台账、定级备案和等级保护测评情况。\n"
    "（三）个人信息保护。师生个人信息收集、存储、使用是否合规。\n"
    "二、工作安排\n（一）自查阶段。各单位对照检查内容逐项自查，发现问题立即整改。\n"
    "（二）抽查阶段。市教育局采取“双随机”方式抽取学校实地检查，结果在平台公示。\n"
    "三、有关要求\n不得以检查为名要求学校重复填报数据、提供纸质台账，切实减轻基层负担。",
    "footnote": "此件公开发布", "copied_outside": "市委网信办", "urgency": "",
}  # fmt: skip
NOTICE = {
    "title": "关于规范义务教育阶段学生转学办理的公告", "audience": "public",
    "body": "一、办理时间\n转学申请一般在学期开始前和开学后两周内提出。\n"
    "二、办理方式\n监护人向转入学校提出申请，由学校在平台发起，家长不需要往返两地开具证明。\n"
    "三、办理时限\n转入、转出学校和主管部门各在10个工作日内办结，进展可以在平台查询。",
}  # fmt: skip


REQUEST = (
    "本校七年级报名人数超过现有班额，按每班不超过50人的规定，现申请增设一个教学班，所需教室和教师已落实。\n"
    "妥否，请批复。"
)
ANSWER = (
    "你校请示收悉。经研究，批复如下。\n"
    "同意增设一个教学班，班额不超过50人。请做好教师配备和学籍建立工作，不得组织选拔性考试分班。"
)


def furnish() -> str:
    """Set up every authority's office and leave papers and a notice; return how many units, papers and notices."""
    authorities = list(Org.objects.within("").filter(level__in=("city", "county", "zone"), closed_on=None))
    for org in authorities:
        short = org.name.removesuffix("市").removesuffix("县").removesuffix("区")[:6]
        mark = "合教" if org.level == "city" else f"{short}教"
        agency = f"{org.name}教育局"
        letterheads.keep(actor=BUILDER, org=org, agency=agency, mark=mark, printer=f"{agency}办公室")
    city, clerk, leader = (_actor(name) for name in ("city", "clerk", "leader"))
    with transaction.atomic():
        form = OutgoingForm(PAPER, actor=city)
        paper = _lodged(city, "office.outgoing", form)
        paper = _sign(paper, clerk, {"title": PAPER["title"], "body": PAPER["body"]})
        _sign(paper, leader)
        notice = _lodged(city, "office.publishing", NoticeForm(NOTICE, actor=city))
        for checker in (_actor("city2"), clerk, leader):
            notice = _sign(notice, checker)
        _lend(Paper.objects.within("").get(case_id=paper.pk), clerk, _actor("city2"))
        _ask_and_answer(accounts.place_of("principal"))
    return f"{len(authorities)} / 3 / 1"


def _lend(paper: Paper, clerk: Actor, borrower: Actor) -> None:
    """File a paper and lend it."""
    today = timezone.localdate()
    filed = archive.file(actor=clerk, paper=paper, org_id=paper.org_id, retention="thirty", at=timezone.now())
    days = {"since": today.isoformat(), "until": (today + timedelta(days=14)).isoformat()}
    told = {"filed": str(filed.pk), "way": "original", "why": "迎接上级网络安全检查，核对文件原件。"} | days
    _sign(_lodged(borrower, "office.loan", LoanForm(told, actor=borrower)), clerk)


def _ask_and_answer(school: Org) -> None:
    """Have a school ask the authority above it for one more class, and be answered."""
    above = Org.objects.within("").get(pk=school.parent_id)
    agency = f"{above.name}教育局"
    own_name = school.name.removeprefix(above.name)
    mark = own_name[:2] + ("中" if "中学" in own_name else "校")
    printer = f"{school.name}办公室"
    letterheads.keep(actor=BUILDER, org=school, agency=school.name, mark=mark, printer=printer)
    asked = {"kind": "请示", "title": f"{school.name}关于增设一个教学班的请示", "groups": ["superior"], "body": REQUEST}
    registrar, principal = _actor("registrar"), _actor("principal")
    case = _sign(_lodged(registrar, "office.outgoing", OutgoingForm(asked, actor=registrar)), principal)
    here = Delivery.objects.within("").get(paper__case_id=case.pk, org=above)
    official, clerk, leader = (
        _holder(role, above) for role in (identity.official_at(above.level), "office_clerk", "unit_leader")
    )
    receiving.confirm(actor=clerk, delivery=here, at=timezone.now())
    title = f"{agency}关于{school.name}增设一个教学班的批复"
    told = {"kind": "批复", "title": title, "answers": str(here.pk), "units": school.name, "body": ANSWER}
    case = _lodged(official, "office.outgoing", OutgoingForm(told, actor=official))
    case = _sign(_sign(case, clerk, {"title": title, "body": ANSWER}), leader)
    back = Delivery.objects.within("").get(paper__case_id=case.pk, org=school)
    receiving.confirm(actor=principal, delivery=back, at=timezone.now())


def _holder(role: str, org: Org) -> Actor:
    grant = (
        Grant.objects.within("").select_related("account").filter(role=role, org=org, valid_to=None).order_by("pk")[0]
    )
    return identity.actor_for(grant.account, grant)


def _actor(username: str) -> Actor:
    account = Account.objects.get(username=username)
    return identity.actor_for(account, identity.grants_of(account)[0])


def _lodged(actor: Actor, code: str, form: CaseForm) -> Case:
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    entered = {name: form[name].data for name in form.fields}
    return cases.apply(actor=actor, type_code=code, form=form.cleaned_data, entered=entered)


def _sign(case: Case, actor: Actor, form: dict[str, object] | None = None) -> Case:
    state = queries.state_of(case)
    task = state.tasks_of(state.open_visits[0])[0].number
    return cases.act(actor=actor, case_id=case.pk, command=commands.Agree(task), form=form, entered=form)
