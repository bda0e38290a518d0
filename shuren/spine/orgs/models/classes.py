from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.spine.orgs.models.orgs import PATH_LENGTH, Org


class SchoolClass(models.Model):
    """班级: a cohort's group within a school; it keeps its identity as the cohort moves up through the grades."""

    org_path = models.CharField(max_length=PATH_LENGTH, db_collation="C")
    school = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    campus = models.ForeignKey(Org, on_delete=models.PROTECT, null=True, related_name="+")
    county = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    city = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("班号"), max_length=20)
    name = models.CharField(_("班级名称"), max_length=40)
    stage = models.CharField(
        _("学段"), max_length=12, help_text="kindergarten, primary, junior, senior, vocational or special"
    )
    entry_year = models.PositiveSmallIntegerField(_("入学年份"))
    years = models.PositiveSmallIntegerField(_("学制（年）"))
    kind = models.CharField(_("班级类型"), max_length=3)
    homeroom_teacher = models.CharField(_("班主任"), max_length=60, blank=True)
    opened_on = models.DateField(_("建班年月"))
    closed_on = models.DateField(_("撤班日期"), null=True)
    batch_id = models.BigIntegerField(null=True, db_index=True)
    batch_row = models.IntegerField(null=True)
    entered_by = models.CharField(max_length=120, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = "班级"
        constraints = (
            models.UniqueConstraint(fields=("school", "code"), name="orgs_class_code"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="orgs_class_closed_after_opened"
            ),
        )
        indexes = (models.Index(fields=("org_path",), name="orgs_class_path"),)

    def __str__(self) -> str:
        return self.name


class ClassMove(models.Model):
    """A class went to another school by a change; read backwards, it tells where a class was on a day."""

    change = models.ForeignKey("orgs.Change", on_delete=models.PROTECT, related_name="class_moves")
    moved = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="moves")
    source = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    source_campus = models.ForeignKey(Org, on_delete=models.PROTECT, null=True, related_name="+")
    old_code = models.CharField(max_length=20)
    on = models.DateField()

    class Meta:
        verbose_name = "班级随校变动"
        constraints = (models.UniqueConstraint(fields=("change", "moved"), name="orgs_class_moved_once"),)

    def __str__(self) -> str:
        return f"{self.moved_id} {self.on}"
