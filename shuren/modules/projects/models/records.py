from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.projects.models.budgets import PATH, YUAN
from shuren.modules.projects.models.projects import Project
from shuren.modules.projects.rules import terms


class Method(models.TextChoices):
    """How is bought.

    《中华人民共和国政府采购法》第二十六条 names the first five; the next two are recognised by the Ministry of Finance
    (财库〔2014〕214号; 财政部令第110号). What costs less than the limits of procurement is bought by the unit itself.
    """

    OPEN = "open", _("公开招标")
    INVITED = "invited", _("邀请招标")
    NEGOTIATED = "negotiated", _("竞争性谈判")
    SINGLE = "single", _("单一来源采购")
    QUOTED = "quoted", _("询价")
    CONSULTED = "consulted", _("竞争性磋商")
    FRAMEWORK = "framework", _("框架协议采购")
    OWN = "own", _("限额标准以下自行采购")


class Record(models.Model):
    """登记: one step of a project as it was recorded. The database lets nobody edit it: it is reversed, or stands."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="%(class)ss")
    org_path = models.CharField(**PATH)
    at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    by_key = models.CharField(max_length=80)
    by_name = models.CharField(_("登记人"), max_length=120)
    reversed_at = models.DateTimeField(_("冲销时间"), null=True)
    reversed_by = models.CharField(_("冲销人"), max_length=120, blank=True)
    why_reversed = models.CharField(_("冲销事由"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        abstract = True


def _standing(name: str) -> tuple[models.UniqueConstraint, ...]:
    """One that stands for each project; reversed ones stay beside it."""
    return (
        models.UniqueConstraint(fields=("project",), condition=Q(reversed_at=None), name=f"projects_{name}_stands"),
    )


class Announcement(Record):
    """采购公告."""

    method = models.CharField(_("采购方式"), max_length=12, choices=Method.choices)
    reference = models.CharField(_("公告或采购编号"), max_length=60)
    announced_on = models.DateField(_("公告日期"))

    class Meta:
        verbose_name = _("采购公告")
        constraints = _standing("announcement")

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.reference}"


class Award(Record):
    """成交: who won, and at which price."""

    awarded_on = models.DateField(_("成交日期"))
    supplier = models.CharField(_("供应商"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18)
    amount_yuan = models.DecimalField(_("成交金额（元）"), **YUAN)

    class Meta:
        verbose_name = _("成交结果")
        constraints = _standing("award")

    def __str__(self) -> str:
        return f"{self.supplier} {self.amount_yuan:,.2f}"


class Contract(Record):
    """合同: what is owed, by when, and which share of it may be paid before acceptance and is kept back after it."""

    number = models.CharField(_("合同编号"), max_length=60)
    signed_on = models.DateField(_("签订日期"))
    deliver_by = models.DateField(_("履约期限"))
    amount_yuan = models.DecimalField(_("合同金额（元）"), **YUAN)
    before_percent = models.PositiveSmallIntegerField(_("验收前最多支付"))
    retained_percent = models.PositiveSmallIntegerField(_("质保金"))
    retained_months = models.PositiveSmallIntegerField(_("质保期"))

    class Meta:
        verbose_name = _("合同")
        constraints = (
            *_standing("contract"),
            models.CheckConstraint(
                condition=Q(before_percent__lte=100 - models.F("retained_percent")), name="projects_contract_shares"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.amount_yuan:,.2f}"

    def terms(self, accepted_on: date | None) -> terms.Terms:
        """Return what may be paid when, as the rules take it."""
        return terms.Terms(
            self.amount_yuan, self.before_percent, self.retained_percent, self.retained_months, accepted_on
        )


class Milestone(Record):
    """节点: a step on the way to what a contract owes, with its day."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="milestones")
    label = models.CharField(_("节点"), max_length=100)
    due_on = models.DateField(_("应完成"))
    done_on = models.DateField(_("完成日期"), null=True)

    class Meta:
        verbose_name = _("履约节点")
        constraints = (models.UniqueConstraint(fields=("contract", "label"), name="projects_milestone_once"),)

    def __str__(self) -> str:
        return self.label


class Acceptance(Record):
    """验收: that what was bought is there and does what it should, as the case has found."""

    accepted_on = models.DateField(_("验收日期"))
    found = models.CharField(_("验收意见"), max_length=500)
    case_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("验收")
        constraints = _standing("acceptance")

    def __str__(self) -> str:
        return self.found


class Payment(Record):
    """支付: money that has left, with its voucher; a reversed one bears that of its reversal, too."""

    paid_on = models.DateField(_("支付日期"))
    amount_yuan = models.DecimalField(_("支付金额（元）"), **YUAN)
    voucher = models.CharField(_("支付凭证号"), max_length=40)
    purpose = models.CharField(_("款项"), max_length=60)
    red_voucher = models.CharField(_("冲销凭证号"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("支付")
        constraints = (
            models.UniqueConstraint(fields=("project", "voucher"), name="projects_voucher_once"),
            models.CheckConstraint(condition=Q(amount_yuan__gt=0), name="projects_payment_is_money"),
        )
        indexes = (models.Index(fields=("org_path", "paid_on"), name="projects_payment_path"),)

    def __str__(self) -> str:
        return f"{self.voucher} {self.amount_yuan:,.2f}"

    @property
    def counted_yuan(self) -> Decimal:
        return Decimal(0) if self.reversed_at else self.amount_yuan


class Ending(Record):
    """终止或结清: nothing more is bought or paid; what was not paid goes back to the lines."""

    ended_on = models.DateField(_("终止日期"))
    why = models.CharField(_("终止事由"), max_length=300)

    class Meta:
        verbose_name = _("终止")
        constraints = _standing("ending")

    def __str__(self) -> str:
        return self.why
