from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.spine.certificates.rules import kinds

PATH: dict[str, Any] = {"max_length": 80, "db_collation": "C"}


class Wording(models.Model):
    """证书文本: what a kind of certificate reads in one authority's part of the tree from a day on."""

    kind = models.CharField(max_length=60)
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    org_path = models.CharField(**PATH)
    version = models.PositiveIntegerField(_("版次"))
    title = models.CharField(_("标题"), max_length=40)
    body = models.TextField(_("正文"), max_length=2000)
    footnote = models.CharField(_("脚注"), max_length=300, blank=True)
    valid_from = models.DateField(_("启用日期"))
    decided_by = models.CharField(max_length=120)
    decided_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        verbose_name = "证书文本"
        constraints = (models.UniqueConstraint(fields=("kind", "org", "version"), name="certificates_wording_version"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"

    @property
    def plain(self) -> kinds.Wording:
        return kinds.Wording(self.title, self.body, self.footnote)


class Serial(models.Model):
    """The last serial number given for a prefix, unit and year; the next is one more, in the same transaction."""

    prefix = models.CharField(max_length=8)
    unit = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "证书编号"
        constraints = (models.UniqueConstraint(fields=("prefix", "unit", "year"), name="certificates_serial_once"),)

    def __str__(self) -> str:
        return f"{self.prefix} {self.unit_id} {self.year} {self.last}"


class Certificate(models.Model):
    """证书: one issued paper. Its file, number and facts never change; it may be revoked or replaced once.

    `facts` are what the wording's braces were filled with, sealed values masked. `once_for` names kind and subject
    where only one may be valid at a time.
    """

    kind = models.CharField(_("种类"), max_length=60)
    number = models.CharField(_("编号"), max_length=40, unique=True, db_collation="C")
    code = models.CharField(_("验证码"), max_length=12)
    unit = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit_name = models.CharField(_("签发单位"), max_length=100)
    org_path = models.CharField(**PATH)
    holder = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=36)
    name_key = models.CharField(max_length=300, db_collation="C", help_text="pinyin, for sorting")
    initials = models.CharField(max_length=40, db_collation="C", help_text="pinyin initials, for searching")
    subject_id = models.BigIntegerField(help_text="what the kind gathers its facts by")
    case_number = models.CharField(_("办件编号"), max_length=30, blank=True, db_index=True)
    once_for = models.CharField(max_length=90, null=True)
    facts = models.JSONField()
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, null=True, related_name="certificates")
    issued_at = models.DateTimeField(_("签发时间"))
    issued_by = models.CharField(_("签发人"), max_length=120)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True)
    sm2 = models.BinaryField(help_text="SM2 signature over the file, DER")
    signer = models.CharField(_("证书序列号"), max_length=40, help_text="serial of the unit's certificate")
    has_timestamp = models.BooleanField(default=False)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    revoked_at = models.DateTimeField(_("撤销时间"), null=True)
    revoked_by = models.CharField(max_length=120, blank=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = "证书"
        constraints = (
            models.UniqueConstraint(fields=("once_for",), condition=Q(revoked_at=None), name="certificates_one_valid"),
        )
        indexes = (
            models.Index(fields=("org_path", "-issued_at", "-id"), name="certificates_issued"),
            models.Index(fields=("org_path", "name_key", "id"), name="certificates_named"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None


class Issuance(models.Model):
    """批量签发: certificates of one kind for a class or a grade of a school, laid out first and issued one by one."""

    kind = models.CharField(_("种类"), max_length=60)
    unit = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+", db_index=False)
    org_path = models.CharField(**PATH)
    group = models.CharField(_("班级、年级"), max_length=60)
    chosen = models.JSONField(help_text="by which fields of the enrolment the pupils are found")
    asked_by_key = models.CharField(max_length=80)
    asked_by = models.CharField(_("经办人"), max_length=120)
    asked_at = models.DateTimeField(_("提出时间"))
    laid_out_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(_("签发时间"), null=True)
    begun_by = models.CharField(_("签发人"), max_length=120, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = "批量签发"
        indexes = (models.Index(fields=("org_path", "-asked_at", "-id"), name="certificates_issuance_asked"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.group}"


class LineState(models.TextChoices):
    READY = "ready", _("可以签发")
    REFUSED = "refused", _("不能签发")
    ISSUED = "issued", _("已签发")


class IssuanceLine(models.Model):
    """One pupil of an issuance: the certificate, or why there is none."""

    issuance = models.ForeignKey(Issuance, on_delete=models.CASCADE, related_name="lines")
    org_path = models.CharField(**PATH)
    holder = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("姓名"), max_length=36)
    name_key = models.CharField(max_length=300, db_collation="C", help_text="pinyin, for sorting")
    school_no = models.CharField(_("学号"), max_length=20)
    subject_id = models.BigIntegerField(null=True, help_text="as of the certificate; nothing where there is none")
    state = models.CharField(_("状态"), max_length=8, choices=LineState.choices)
    why = models.TextField(_("原因"), blank=True)  # a kept message (kernel.messages)
    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, null=True, related_name="line")

    objects = ScopedManager()

    class Meta:
        verbose_name = "批量签发名单"
        constraints = (models.UniqueConstraint(fields=("issuance", "holder"), name="certificates_line_once"),)

    def __str__(self) -> str:
        return f"{self.issuance_id} {self.name}"


class Debt(models.Model):
    """待补签发: a certificate that should have come by itself and did not; `case_number` names what it belongs to."""

    kind = models.CharField(_("种类"), max_length=60)
    subject_id = models.BigIntegerField()
    unit = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+", db_index=False)
    org_path = models.CharField(**PATH)
    holder = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=36)
    why = models.TextField(_("原因"))  # a kept message (kernel.messages)
    since_at = models.DateTimeField(_("应签发时间"))
    tried_at = models.DateTimeField(_("最近一次尝试"))
    tries = models.PositiveIntegerField(default=1)
    paid_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = "待补签发"
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "subject_id"), condition=Q(paid_at=None), name="certificates_debt_once"
            ),
        )
        indexes = (
            models.Index(fields=("org_path", "-since_at", "-id"), condition=Q(paid_at=None), name="certificates_debts"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Inquiries(models.Model):
    """How often one network address has asked the public page within a window of time. Addresses are kept as hashes."""

    address_hash = models.CharField(max_length=64)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "公开验证次数"
        constraints = (
            models.UniqueConstraint(fields=("address_hash", "window"), name="certificates_inquiries_window"),
        )

    def __str__(self) -> str:
        return f"{self.address_hash[:8]} {self.count}"
