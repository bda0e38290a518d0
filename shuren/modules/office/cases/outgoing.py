"""发文: drafted, checked by the office, countersigned, signed; then numbered and sent.

《党政机关公文处理工作条例》（中办发〔2012〕14号）第十八条至第二十五条; layout and marks: GB/T 9704-2012.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases.declare import Application, CaseType, Seat, Who, applicant
from shuren.kernel.cases.materials import Material
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.route import Route, Sequence, Step, When
from shuren.kernel.cases.state import Outcome
from shuren.kernel.cases.wording import Wording
from shuren.kernel.words import Words
from shuren.modules.office import permissions as can
from shuren.modules.office.actions import issuing
from shuren.modules.office.cases import parts
from shuren.modules.office.cases.drafting import URGENCY, CheckForm, OutgoingForm
from shuren.modules.office.queries import papers, units
from shuren.modules.office.rules import kinds

LINKED = ((_("答复来文"), "answers_title"), (_("更正公文"), "replaces_title"))
STAFF = {units.CLERK: ("办公室文秘", "核稿"), units.LEADER: ("单位负责人", "签发")}
OF_SCHOOL = {"principal": ("校长", "签发")}


def _countersigners(application: Application) -> Iterable[Seat]:
    paths = units.paths_of([pk for pk, _name in application.form["countersigners"]])
    return [Seat(units.LEADER, path) for path in paths]


class Outgoing(CaseType):
    """发文."""

    code, label, prefix = "office.outgoing", gettext_noop("发文"), "FW"
    group, brief = parts.GROUP, gettext_noop("以本单位名义起草公文：向下印发，向上请示、报告，平行致函。")
    begins = gettext_noop("公文拟稿")
    preview = "office:preview"
    form = OutgoingForm
    apply = can.draft
    handled = can.handle
    anew = True
    wording = Wording(
        content=gettext_noop("文稿"),
        author=gettext_noop("拟稿人"),
        begun=gettext_noop("拟稿时间"),
        materials=gettext_noop("附件"),
        cancel=gettext_noop("撤销文稿"),
        yes={"check": gettext_noop("核稿通过"), "countersign": gettext_noop("会签同意"), "sign": gettext_noop("签发")},
        no={
            "check": gettext_noop("退拟稿人修改"),
            "countersign": gettext_noop("有不同意见"),
            "sign": gettext_noop("不予签发"),
        },
        outcomes={
            Outcome.GRANTED: gettext_noop("已签发"),
            Outcome.REJECTED: gettext_noop("未予签发"),
            Outcome.CANCELLED: gettext_noop("已撤稿"),
        },
    )
    route: ClassVar[Route] = Sequence(
        (
            Step("draft", gettext_noop("拟稿"), "drafter", applies=True),
            When("has_office", Step("check", gettext_noop("核稿"), "clerk", apart=True, objection="draft")),
            When("countersigned", Step("countersign", gettext_noop("会签"), "countersigners", objection="draft")),
            Step("sign", gettext_noop("签发"), "leader", apart=True),
        )
    )
    who: ClassVar[Mapping[str, Who]] = {
        "drafter": applicant,
        "clerk": parts.at_unit(units.CLERK),
        "countersigners": _countersigners,
        "leader": parts.leader,
    }
    conditions: ClassVar = {
        "has_office": lambda application: application.form["level"] in units.AUTHORITIES,
        "countersigned": lambda application: bool(application.form["countersigners"]),
    }
    asks: ClassVar = {"check": CheckForm}
    materials: ClassVar = (
        Material(
            "annex",
            gettext_noop("附件"),
            basis="GB/T 9704-2012 7.3.4",
            needed=False,
            kinds=("pdf", "docx", "xlsx", "jpg", "png"),
            megabytes=20,
            most=20,
            hint=gettext_noop("附件名称就是文件名，按上传次序编号，印在正文下的附件说明中；不接收含宏的文件。"),
        ),
    )

    @classmethod
    def title(cls, form: Mapping[str, Any]) -> str:
        return str(form["title"])

    @classmethod
    def subject(cls, form: Mapping[str, Any]) -> str:
        del form
        return ""

    @classmethod
    def shown(cls, form: Mapping[str, Any]) -> list[tuple[Words, Any]]:
        return [
            (_("文种"), form.get("kind", kinds.USUAL)),
            (_("标题"), form["title"]),
            *((label, form[name]) for label, name in LINKED if form.get(name)),
            (_("主送机关"), form["addressed"]),
            (_("抄送机关"), form["copied"]),
            (_("紧急程度"), dict(URGENCY)[form["urgency"]]),
            (_("会签单位"), gettext("、").join(name for _pk, name in form["countersigners"])),
            (_("附注"), form["footnote"]),
            (_("正文"), form["body"] + "\n"),
        ]

    @classmethod
    def links(cls, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        del form
        return [
            (_("查看版式"), reverse("office:layout", args=(case_id,))),
            (_("花脸稿"), reverse("office:versions", args=(case_id,))),
            parts.sheet(case_id),
        ]

    @classmethod
    def links_for(cls, actor: Actor, form: Mapping[str, Any], case_id: int) -> list[tuple[Words, str]]:
        return [*papers.issued_in(actor, case_id), *cls.links(form, case_id)]

    @classmethod
    def check(cls, actor: Actor, application: Application) -> None:
        del actor
        if units.letterhead_of(application.form["org"]) is None:
            raise issuing.NoLetterhead
        has_office = cls.conditions["has_office"](application)
        parts.refuse_without(application, STAFF if has_office else OF_SCHOOL)
        issuing.refuse_stale(application.form)

    @classmethod
    def finish(cls, actor: Actor, application: Application, *, number: str) -> None:
        del application
        issuing.issue(actor=actor, case=Case.objects.within("").get(number=number), at=timezone.now())
