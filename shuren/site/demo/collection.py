"""The clearing house of the demo region: a ceiling, a request that was sent, one being cleared, two being drafted.

The draft of forty questions is the one to try: most of them nobody needs to be asked. A colleague's draft asks what the
county's request asks already.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.modules.collection.actions import ceilings, clearing, requests
from shuren.modules.collection.models import Request
from shuren.modules.collection.queries import candidates
from shuren.modules.collection.queries.clearing import to_rule
from shuren.modules.collection.queries.requests import is_undecided, questions_of
from shuren.modules.collection.rules.kinds import Finding, Ruling
from shuren.modules.collection.rules.lines import cells_of, read
from shuren.modules.collection.rules.requests import Head
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Account
from shuren.spine.orgs.models import Org

MINUTES = 120  # what a school may be asked for in a year
CEILING = "关于建立涉校数据采集统筹制度的通知（演示文件）"
SAFETY = "《中小学幼儿园安全管理办法》（教育部令第23号）"
SURVEYED = "《教育信息化2.0行动计划》（教技〔2018〕6号）"
PLAYED = "《关于加快发展青少年校园足球的实施意见》（教体艺〔2015〕6号）"
SURVEY = """\
学校名称
学校（机构）标识码
学校地址
办学类型
城乡类型
在校学生数（人）
在校女生数（人）
教学班数（个）
住校生人数（人）
留守儿童人数（人）
随迁子女人数（人）
专任教师数（人）
女专任教师数（人）
专任教师中本科以上学历人数（人）
具有高级职称的专任教师数（人）
普通教室数（间）
普通教室总面积（平方米）
多媒体教室数（间）
录播教室数（间）
实验室数（间）
绿化用地面积（平方米）
体育运动场地面积（平方米）
计算机台数（台）
学生用计算机台数（台）
平板电脑台数（台）
笔记本电脑台数（台）
是否接入互联网
互联网出口带宽（Mbps）
无线网络覆盖情况
信息化经费支出（元）
生机比
每百名学生拥有计算机台数
校园网络安全责任人姓名
网络安全等级保护备案系统数（个）
最近一次网络安全应急演练日期
是否使用人工智能教学应用
人工智能教学应用名称
每周编程课课时数（课时）
本年度教师数字素养培训人次（人次）
师生个人信息泄露事件数（起）"""
FOOTBALL = """\
校园足球特色队数（个）
足球教练员人数（人）
是否开设足球课
足球课开课年级\t\t单选\t全部年级；部分年级；未开设
在校学生数（人）
教学班数（个）"""
PATROLS = """\
校门口交通疏导岗位数（个）
是否安排家长志愿者护学
校园周边安全隐患点数（处）
最近一次联合巡查日期
学校地址"""

PREVENTION = """\
校门口交通疏导岗位数（个）
校园周边隐患点数量（处）
专职保安人数（人）
学校地址"""


def furnish() -> str:
    """Set a ceiling and leave requests at every stage; return how many, and how much of the draft nobody is asked."""
    city, officer = _actor("city"), _actor("clearing")
    place = Org.objects.within("").get(path=city.path)
    today = timezone.localdate()
    with transaction.atomic():
        ceilings.set_ceiling(actor=officer, minutes=MINUTES, basis=CEILING, from_on=today)
        football = _drafted(city, _head(place, "校园足球开展情况调查", today, PLAYED, days=12), FOOTBALL)
        _send(city, officer, football)
        county = _actor("county")
        own = Org.objects.within("").get(path=county.path)
        if Org.objects.within(own.path).filter(level="school").exists():  # not in the smallest regions
            patrols = _drafted(county, _head(own, "校园周边安全护学情况", today, SAFETY, days=10), PATROLS)
            clearing.submit(actor=county, request_id=patrols.pk)
        _drafted(
            _actor("city2"), _head(place, "校园安全防范情况排查", today, SAFETY, days=10), PREVENTION, decide=False
        )
        survey = _drafted(
            city, _head(place, "中小学信息化与网络安全专项摸底", today, SURVEYED, days=14), SURVEY, decide=False
        )
    questions = questions_of(survey)
    known = sum(one.finding != Finding.NEW for one in questions)
    return f"{Request.objects.within('').count()} / {known} of {len(questions)}"


def _head(below: Org, title: str, today: date, basis: str, *, days: int) -> Head:
    return Head(
        title=title, purpose="掌握各校现状，安排下一年度工作和经费。",
        basis=basis, below=below.path, level="school",
        stages=("primary", "junior"), frequency="once", as_of=today, opens_on=today,
        due_on=today + timedelta(days=days), ends_on=today + timedelta(days=days + 30),
    )  # fmt: skip


def _drafted(actor: Actor, head: Head, text: str, *, decide: bool = True) -> Request:
    """Draft a request; where only something likely was found, it is taken if `decide`."""
    row = requests.draft(actor=actor, head=head)
    lines = read(cells_of(text)).lines
    requests.add(actor=actor, request_id=row.pk, lines=lines)
    for one in questions_of(row):
        if decide and is_undecided(one):
            best = candidates.candidates(one, row)[0]
            requests.take_known(actor=actor, request_id=row.pk, question_id=one.pk, source=best.source)
    return row


def _send(drafter: Actor, officer: Actor, row: Request) -> None:
    """Clear a request and send it: one question is cut, the rest is asked."""
    case = clearing.submit(actor=drafter, request_id=row.pk)
    new = [one for one in questions_of(row) if one.finding == Finding.NEW]
    ruled = [clearing.Ruled(one.pk, Ruling.ASKED) for one in to_rule(row, questions_of(row)) if one.pk != new[-1].pk]
    ruled.append(clearing.Ruled(new[-1].pk, Ruling.CUT, "与“是否开设足球课”重复，予以合并。"))
    clearing.rule(actor=officer, case_id=case.pk, ruled=ruled)
    clearing.decide(actor=officer, case_id=case.pk, verb=clearing.Decision.GRANT)


def _actor(username: str) -> Actor:
    account = Account.objects.get(username=username)
    return identity.actor_for(account, identity.grants_of(account)[0])
