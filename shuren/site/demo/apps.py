"""Apps of the demo region: one that a school uses, one that waits for its review, one that nobody uses.

Everything is done by the ordinary actions; the account `vendor` is the vendor's.
"""

import io
from datetime import timedelta
from typing import Any

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import attachments, commands, queries
from shuren.kernel.cases.declare import newest
from shuren.kernel.cases.materials import Given, from_applicant
from shuren.kernel.cases.models import Case
from shuren.modules.apps.actions import apps as actions
from shuren.modules.apps.actions import switching, vendors
from shuren.modules.apps.cases.description import Description
from shuren.modules.apps.models import App
from shuren.modules.apps.queries import schools
from shuren.site.demo import accounts
from shuren.site.demo.stories import holder, scan
from shuren.spine.identity import api as identity
from shuren.spine.identity import queries as grants

PRIVACY = (
    "本应用处理使用本应用的学生的姓名、年级和班级，用于布置阅读任务、统计完成情况，并向任课教师展示。数据保存在本市政务云上，"
    "不向第三方提供，不用于广告、画像和自动化决策。学校关闭应用后十五日内删除全部数据，毕业的学生于当年八月三十一日前删除。"
    "学生和家长可以在“谁能得到我的信息”查看、同意或撤回同意，也可以按下面的联系方式要求查阅、更正和删除，我们在十五个工作日内答复。"
    "发生个人信息安全事件的，立即补救，并告知学校和受影响的人。"
)
READING: dict[str, Any] = {
    "name": "晨读打卡", "code": "morning-reading", "home": "https://reading.example.org/",
    "purpose": "语文教师布置课外阅读，学生朗读后自动计时，代替纸质阅读卡和家长拍照上传。",
    "audiences": ["pupil", "staff"],
    "stages": ["primary", "junior"], "subjects": [], "filing_no": "教APP备3400123号", "icp_no": "皖ICP备18001234号-2",
    "mlps_no": "34010043012-20001", "privacy": PRIVACY, "contact": "个人信息保护负责人 何青 privacy@example.org",
    "want_name": "on", "why_name": "教师按姓名查看谁读了多少", "basis_name": "duty",
    "want_role": "on", "why_role": "区分布置任务的教师和朗读的学生", "basis_role": "duty",
    "want_grade": "on", "why_grade": "按年级推荐难度合适的书目", "basis_grade": "duty",
    "want_class": "on", "why_class": "按班级布置阅读任务和统计", "basis_class": "duty",
    "want_sex": "on", "why_sex": "分角色朗读时搭配男女声部", "basis_sex": "consent",
    "want_birth_year": "on", "why_birth_year": "生日当月推送祝福和书单", "basis_birth_year": "consent",
}  # fmt: skip
MEETING: dict[str, Any] = {
    **READING, "name": "家校通话", "code": "home-call", "home": "https://call.example.org/",
    "purpose": "学校统一拨打家校电话并留存通话时间，代替教师用个人手机联系家长。", "audiences": ["staff"], "stages": [],
    "want_grade": "", "want_class": "", "want_sex": "", "want_birth_year": "", "basis_name": "contract",
    "want_phone": "on", "why_phone": "教师用登记的电话接听转接", "basis_phone": "consent",
}  # fmt: skip
REFUSED = {"birth_year": "推送祝福不是教学需要，不予提供出生年份"}


def furnish() -> str:
    """Register the vendor, have one app admitted and switched on, leave another to the officers."""
    vendor = _vendor()
    reading, calling = (_described(vendor, told) for told in (READING, MEETING))
    case = _submitted(vendor, reading)
    official = holder("city_official", accounts.place_of("city").path)
    _sign(case, official, **_verdicts(case, official))
    _submitted(vendor, calling)
    _switched_on(App.objects.within("").get(pk=reading.pk))
    return str(App.objects.within("").count())


def _vendor() -> Actor:
    made = vendors.register(
        authority=accounts.place_of("city"), name="安徽青禾教育科技有限公司", credit_code="91340100MA2TEKT02F",
        icp_no="皖ICP备18001234号", contact="何青", phone="19995550123", email="he@example.org",
        username=accounts.VENDOR,
    )  # fmt: skip
    opened = vendors.admit(actor=holder("city_official", accounts.place_of("city").path), vendor=made)
    identity.set_password(actor=accounts.BUILDER, account=opened.account, password=accounts.PASSWORD)
    return grants.actor_of(opened.account)


def _described(vendor: Actor, told: dict[str, Any]) -> App:
    until = (timezone.localdate() + timedelta(days=360)).isoformat()
    form = Description({**told, "until": until})
    if not form.is_valid():
        raise ValueError(form.errors.as_json())
    return actions.describe(
        actor=vendor, app=None, code=told["code"], name=told["name"], typed=form.typed(), open_=False
    )


def _submitted(vendor: Actor, app: App) -> Case:
    kind = newest("apps.review")
    form = kind.form({"app": str(app.pk), "promise": "on"}, actor=vendor)
    if not form.is_valid():
        raise ValueError(form.errors.as_json())
    given = {
        one.code: Given(
            (attachments.keep(actor=vendor, material=one, name=f"{one.label}.pdf", content=io.BytesIO(scan())).pk,)
        )
        for one in from_applicant(kind)
    }
    return cases.apply(actor=vendor, type_code=kind.code, form=form.cleaned_data, materials=given)


def _verdicts(case: Case, official: Actor) -> dict[str, Any]:
    told: dict[str, Any] = {"lasts_until": case.form["until"]}
    for code, _why, _basis in case.form["items"]:
        told[f"verdict_{code}"] = "refuse" if code in REFUSED else "allow"
        told[f"refused_{code}"] = REFUSED.get(code, "")
    form = newest("apps.review").asks["items"](told, actor=official, application=queries.application_of(case))
    if not form.is_valid():
        raise ValueError(form.errors.as_json())
    return dict(form.cleaned_data)


def _sign(case: Case, actor: Actor, **filled: Any) -> None:
    state = queries.state_of(case)
    task = state.tasks_of(state.open_visits[0])[0]
    cases.act(actor=actor, case_id=case.pk, command=commands.Agree(task.number), comment="", form=filled)


def _switched_on(app: App) -> None:
    principal = holder("principal", accounts.place_of("principal").path)
    offered = [group for group, _label in schools.offered_groups(principal, app)]
    switching.switch_on(
        actor=principal, app_id=app.pk, groups=offered, items=["name", "role", "grade", "class", "sex"],
        decision="校务会议纪要（2026 年第 9 号）", until=app.lasts_until or timezone.localdate(),
    )  # fmt: skip
