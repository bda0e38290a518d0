"""Reading what a page of projects is sent."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuren.kernel.identifiers.text import tidy
from shuren.modules.projects.models import Met, Method
from shuren.spine.standards import api as standards

LONGEST_ID = 18  # digits
LABEL = 100  # characters of a milestone
WHOLE = 100  # percent


def day_field(label: object, help_text: object = "") -> forms.DateField:
    """Return a day as browsers' own date fields write it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)  # type: ignore[arg-type]


def yuan_field(label: object, help_text: object = "") -> forms.DecimalField:
    return forms.DecimalField(label=label, help_text=help_text, max_digits=16, decimal_places=2, min_value=0)  # type: ignore[arg-type]


def id_of(query: Mapping[str, str], name: str) -> int | None:
    """Return the id a query string names, None where it names none."""
    asked = query.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < LONGEST_ID else None


def year_of(query: Mapping[str, str], years: Sequence[int], default: int, name: str = "year") -> int:
    """Return the year a query string asks for, the default where it names none of `years`."""
    asked = query.get(name, "")
    return int(asked) if asked.isdigit() and int(asked) in years else default


class SetThreshold(forms.Form):
    """From which cost on, since when, and who said so."""

    yuan = yuan_field(_("限额（元）"), _("预算达到这个金额的项目，主管部门审批后还须报市级审批。"))
    basis = forms.CharField(label=_("依据"), max_length=200)
    from_on = day_field(_("自何日起"))


class SetLevel(forms.Form):
    """Which share of public funds is asked for, from which year on, and who said so."""

    percent = forms.DecimalField(
        label=_("不低于"), max_digits=5, decimal_places=2, min_value=Decimal("0.01"), max_value=100,
        help_text=_("信息化支出占公用经费的比例，经费监测据此对照。"),
    )  # fmt: skip
    basis = forms.CharField(label=_("依据"), max_length=200)
    from_year = forms.IntegerField(label=_("自哪一年度起"), min_value=2000, max_value=2100)


class Explain(forms.Form):
    """Why what was paid is not what was reported."""

    text = forms.CharField(
        label=_("差异说明"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("例如：年末支付下年初入账；网络流量费、耗材不经立项，没有项目支付。"),
    )  # fmt: skip


class Announce(forms.Form):
    """How is bought, and under which number."""

    method = forms.ChoiceField(label=_("采购方式"), choices=Method.choices)
    reference = forms.CharField(
        label=_("公告或采购编号"), max_length=60, help_text=_("框架协议采购填订单编号，自行采购填内部审批编号。")
    )
    announced_on = day_field(_("公告日期"))


class SetAward(forms.Form):
    """Who won, at which price."""

    awarded_on = day_field(_("成交日期"))
    supplier = forms.CharField(label=_("供应商"), max_length=120)
    credit_code = forms.CharField(label=_("统一社会信用代码"), max_length=30)
    amount_yuan = yuan_field(_("成交金额（元）"))

    def clean_credit_code(self) -> str:
        typed = tidy(self.cleaned_data["credit_code"])
        if problem := standards.check_credit_code(typed):
            raise forms.ValidationError(problem.sentence)
        return typed


class SignContract(forms.Form):
    """What is owed, by when, and what may be paid before acceptance and is kept back after it."""

    number = forms.CharField(label=_("合同编号"), max_length=60)
    signed_on = day_field(_("签订日期"))
    deliver_by = day_field(_("履约期限"))
    amount_yuan = yuan_field(_("合同金额（元）"))
    before_percent = forms.IntegerField(label=_("验收前最多支付（%）"), min_value=0, max_value=100, initial=30)
    retained_percent = forms.IntegerField(label=_("质保金（%）"), min_value=0, max_value=30, initial=5)
    retained_months = forms.IntegerField(label=_("质保期（月）"), min_value=0, max_value=120, initial=12)
    milestones = forms.CharField(
        label=_("履约节点"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("每行一个，先写日期，例如：2026-06-30 设备到货。"),
    )  # fmt: skip

    def clean_milestones(self) -> list[tuple[str, date]]:
        lines = [line.strip() for line in self.cleaned_data["milestones"].splitlines() if line.strip()]
        found = [_milestone(line) for line in lines]
        if len(dict(found)) < len(found):
            raise forms.ValidationError(_("两个节点的内容相同，请合并或改写。"))
        return found

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("before_percent", 0) + typed.get("retained_percent", 0) > WHOLE:
            self.add_error("before_percent", _("验收前支付的比例与质保金比例之和不能超过 100%。"))
        if "signed_on" in typed and "deliver_by" in typed and typed["deliver_by"] < typed["signed_on"]:
            self.add_error("deliver_by", _("履约期限不能早于签订日期。"))
        return typed


def _milestone(line: str) -> tuple[str, date]:
    day, _blank, label = line.partition(" ")
    try:
        on = date.fromisoformat(day.replace("/", "-").replace(".", "-"))
    except ValueError as wrong:
        sentence = _("“%(line)s”应以日期开头，例如：2026-06-30 设备到货。")
        raise forms.ValidationError(sentence, params={"line": line}) from wrong
    if not label.strip() or len(label.strip()) > LABEL:
        raise forms.ValidationError(_("“%(line)s”要写明做什么，不超过 100 字。"), params={"line": line})
    return label.strip(), on


class End(forms.Form):
    """Why nothing more is bought or paid."""

    ended_on = day_field(_("终止日期"))
    why = forms.CharField(
        label=_("终止事由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("终止后不再采购和支付，没有支付的资金退回预算指标；已验收的项目用于结清余款。"),
    )  # fmt: skip


class Move(forms.Form):
    """From which line to which, how much, and why."""

    from_line = forms.TypedChoiceField(label=_("调出指标"), coerce=int)
    to_line = forms.TypedChoiceField(label=_("调入指标"), coerce=int)
    yuan = forms.DecimalField(label=_("金额（元）"), max_digits=16, decimal_places=2, min_value=Decimal("0.01"))
    why = forms.CharField(label=_("事由"), max_length=200, help_text=_("例如：跨年度项目，余款由下一年度指标列支。"))

    def __init__(
        self, *args: Any, borne: Sequence[tuple[str, str]], lines: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("from_line", borne), ("to_line", lines)):
            self.fields[name].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]


class Pay(forms.Form):
    """What was paid, by which voucher."""

    paid_on = day_field(_("支付日期"))
    purpose = forms.CharField(label=_("款项"), max_length=60, help_text=_("例如：首付款、验收款、质保金。"))
    amount_yuan = forms.DecimalField(
        label=_("支付金额（元）"), max_digits=16, decimal_places=2, min_value=Decimal("0.01")
    )
    voucher = forms.CharField(label=_("支付凭证号"), max_length=40)


class Reverse(forms.Form):
    """Why a record is reversed."""

    why = forms.CharField(label=_("冲销事由"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class ReversePayment(Reverse):
    """A payment is reversed by a voucher of its own."""

    voucher = forms.CharField(label=_("冲销凭证号"), max_length=40)


class SetReview(forms.Form):
    """Whether what was expected has come about."""

    reviewed_on = day_field(_("自评日期"))
    met = forms.ChoiceField(label=_("预期成效"), choices=Met.choices)
    satisfied_percent = forms.IntegerField(
        label=_("使用人满意度（%）"), min_value=0, max_value=100, required=False, help_text=_("没有调查的不填。")
    )
    result = forms.CharField(label=_("成效和不足"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class NoteUse(forms.Form):
    """How often and by how many in a month, written as in 2026-11."""

    month = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", label=_("月份"))
    times = forms.IntegerField(label=_("使用次数"), min_value=0, max_value=1_000_000)
    users = forms.IntegerField(label=_("使用人数"), min_value=0, max_value=1_000_000)
    what = forms.CharField(label=_("用途"), max_length=100, required=False)
