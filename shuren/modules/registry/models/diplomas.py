from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.registry.models.yearends import LABELS, PATH, VOUCHED
from shuren.modules.registry.rules.yearend import ENDED

KINDS = tuple((outcome.value, LABELS[outcome]) for outcome in ENDED)


class Diploma(models.Model):
    """毕业、结业、肄业证书: a number given to a leaver. Rows are never deleted, so no number comes twice."""

    org_path = models.CharField(**PATH)
    school = models.ForeignKey("orgs.Org", related_name="+", **VOUCHED)
    enrolment = models.ForeignKey("people.Enrolment", related_name="+", **VOUCHED)
    person_id = models.BigIntegerField()
    name = models.CharField(_("姓名"), max_length=36)
    name_key = models.CharField(max_length=300, db_collation="C", help_text="pinyin, for sorting")
    kind = models.CharField(_("证书种类"), max_length=10, choices=KINDS)
    stage = models.CharField(_("学段"), max_length=12)
    year = models.PositiveSmallIntegerField(_("毕业年份"))
    division = models.CharField(max_length=6)
    serial = models.PositiveIntegerField()
    number = models.CharField(_("证书编号"), max_length=30, unique=True, db_collation="C")
    issued_on = models.DateField(_("发证日期"))
    numbered_by = models.CharField(_("编号人"), max_length=120)
    numbered_at = models.DateTimeField()
    voided_at = models.DateTimeField(_("作废时间"), null=True)
    void_reason = models.CharField(_("作废原因"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("证书编号")
        constraints = (
            models.UniqueConstraint(fields=("division", "year", "stage", "serial"), name="registry_diploma_serial"),
            models.UniqueConstraint(
                fields=("enrolment",), condition=models.Q(voided_at=None), name="registry_diploma_one_valid"
            ),
        )
        indexes = (
            models.Index(fields=("org_path", "number"), name="registry_diploma_scope"),
            models.Index(fields=("name_key", "id"), name="registry_diploma_name"),
        )

    def __str__(self) -> str:
        return self.number
