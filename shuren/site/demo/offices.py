"""The offices of the demo region: under what name each authority issues papers, a paper sent, a notice published."""

from django.db import transaction

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import commands, queries
from shuren.kernel.cases.models import Case
from shuren.modules.office.actions import letterheads
from shuren.modules.office.cases.drafting import OutgoingForm
from shuren.modules.office.cases.publishing import NoticeForm
from shuren.modules.office.permissions import keep_sent
from shuren.site.actors import DEMO
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Account
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


def furnish() -> str:
    """Set up every authority's office and leave one paper and one notice; return what there is, in figures."""
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
    return f"{len(authorities)} / 1 / 1"


def _actor(username: str) -> Actor:
    account = Account.objects.get(username=username)
    return identity.actor_for(account, identity.grants_of(account)[0])


def _lodged(actor: Actor, code: str, form: OutgoingForm | NoticeForm) -> Case:
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    entered = {name: form[name].data for name in form.fields}
    return cases.apply(actor=actor, type_code=code, form=form.cleaned_data, entered=entered)


def _sign(case: Case, actor: Actor, form: dict[str, object] | None = None) -> Case:
    state = queries.state_of(case)
    task = state.tasks_of(state.open_visits[0])[0].number
    return cases.act(actor=actor, case_id=case.pk, command=commands.Agree(task), form=form, entered=form)
