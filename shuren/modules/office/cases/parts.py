"""What the case types of office work have in common: whose unit it is, who sits where, texts without secrets."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from shuren.kernel.cases.declare import Application, NotToBeKept, Seat, Who
from shuren.kernel.messages import Message
from shuren.kernel.refusals import Refused
from shuren.kernel.words import Words
from shuren.modules.office.queries import units
from shuren.modules.office.rules import texts
from shuren.spine.identity import api as identity
from shuren.spine.orgs import api as orgs
from shuren.spine.orgs.models import Level, Org

LONG = 10  # rows of a field for a text that is written at length
GROUP = gettext_noop("公文与信息")  # under which papers are offered
SECRET = _("本平台不处理涉密文件：文中有密级标志。涉密文件请在涉密设备上拟制，通过机要渠道传递（《保守国家秘密法》）。")


class Classified(NotToBeKept):
    """文中有密级标志，没有保存，先前自动保存的草稿也已删除：本平台不处理涉密文件。涉密文件请在涉密设备上拟制，通过机要渠道传递。"""


class Unclassified:
    """Mixed into a form: neither what is marked as classified nor anything beside it is kept, not even as a draft.

    《中华人民共和国保守国家秘密法》: state secrets are not stored on a system that is not made for them.
    """

    @classmethod
    def refuse_keeping(cls, entered: Mapping[str, Any]) -> None:
        typed = (value for value in entered.values() if isinstance(value, str))
        if entered.get("secrecy") or any(texts.names_a_secret(text) for text in typed):
            raise Classified


class NobodyToAsk(Refused):
    """本单位没有其他“{role}”可以办理“{step}”。请先由系统管理员为另一名同事授予这一角色，再提交。"""


class NotAnAuthority(Refused):
    """只有教育主管部门可以发布信息。请核对当前角色。"""


class NoSender(Refused):
    """只有教育主管部门和学校可以拟制公文。请核对当前角色。"""


def own_unit(form: forms.Form) -> Org:
    """Return the authority at the node of whoever fills in a form. Raises NotAnAuthority."""
    unit = units.own_unit(form.actor)  # type: ignore[attr-defined]
    if unit is None or not unit.is_authority:
        raise NotAnAuthority
    return unit


def own_sender(form: forms.Form) -> Org:
    """Return the authority or school at the node of whoever drafts a paper. Raises NoSender."""
    unit = units.own_unit(form.actor)  # type: ignore[attr-defined]
    if unit is None or not (unit.is_authority or unit.level == Level.SCHOOL):
        raise NoSender
    return unit


def leader(application: Application) -> Iterable[Seat]:
    """Who leads the unit of the form."""
    node = orgs.node(application.form["org"])
    return [Seat(units.leader_at(node.pk), node.path)]


def at_unit(role: str) -> Who:
    """Who holds a role at the unit of the form."""
    return lambda application: [Seat(role, orgs.node(application.form["org"]).path)]


def officials(application: Application) -> Iterable[Seat]:
    path = orgs.node(application.form["org"]).path
    return [Seat(identity.official_at(application.form["level"]), path)]


def refuse_without(application: Application, wanted: Mapping[str, tuple[str, str]]) -> None:
    """Raise NobodyToAsk unless somebody else holds each role; `wanted` names by role its label and its step."""
    path = orgs.node(application.form["org"]).path
    for role, (label, step) in wanted.items():
        if not identity.others_hold(role, path, application.applicant):
            raise NobodyToAsk(role=Message(label), step=Message(step))


def sheet(case_id: int) -> tuple[Words, str]:
    """Return what leads to the processing sheet of a case."""
    return _("处理单"), reverse("office:sheet", args=(case_id,))


def no_secrets(text: str) -> str:
    """Return the text cleaned. Raises ValidationError where it carries the mark of a classified paper."""
    if texts.names_a_secret(text):
        raise forms.ValidationError(SECRET)
    return texts.clean(text)


def text_field(label: Any, help_text: Any, rows: int = 16, **kwargs: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "data-manuscript": ""} if rows >= LONG else {"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=30_000, widget=area, **kwargs)


def body_field() -> forms.CharField:
    return text_field(_("正文"), _("每段一行，不用空格缩进。层次写作“一、”“（一）”“1.”“（1）”，排版时自动设置字体。"))
