from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager

PATH_LENGTH = 80


class Level(models.TextChoices):
    """Where in the tree an org stands."""

    PROVINCE = "province", _("省")
    CITY = "city", _("市")
    COUNTY = "county", _("县（市、区）")
    ZONE = "zone", _("开发区")
    SCHOOL = "school", _("学校")
    CAMPUS = "campus", _("校区")


class ChangeKind(models.TextChoices):
    """Changes of orgs; JY/T 1001-2012 机构变动 1-6, and the splitting and moving that it leaves out."""

    OPEN = "1", _("新设")
    RENAME = "2", _("更名")
    MERGE = "3", _("合并")
    CLOSE = "4", _("撤销")
    REPARENT = "5", _("划转")
    UPGRADE = "6", _("升格")
    SPLIT = "7", _("分立")


class OrgFacts(models.Model):
    """What is true of an org for a time; the same columns in the present and in each version."""

    name = models.CharField(_("名称"), max_length=100)
    path = models.CharField(max_length=PATH_LENGTH, db_collation="C")
    level = models.CharField(_("层级"), max_length=10, choices=Level.choices)
    division_code = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    school_type = models.CharField(_("办学类型"), max_length=3, blank=True)
    urban_rural = models.CharField(_("城乡类型"), max_length=3, blank=True)
    area = models.CharField(_("区域类别"), max_length=12, blank=True, help_text="rules.Area of a school")
    organizer = models.CharField(_("举办者"), max_length=3, blank=True)

    class Meta:
        abstract = True


class Org(OrgFacts):
    """An org as it is today."""

    scope_column = "path"

    code = models.CharField(_("学校（机构）标识码"), max_length=20, unique=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    name_key = models.CharField(max_length=300, db_collation="C", help_text="pinyin, for sorting")
    initials = models.CharField(max_length=100, db_collation="C", help_text="pinyin initials, for searching")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    authority = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    county = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    city = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    address = models.CharField(_("地址"), max_length=180, blank=True)
    opened_on = models.DateField(_("成立日期"))
    closed_on = models.DateField(_("撤销日期"), null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = "机构"
        constraints = (
            models.UniqueConstraint(fields=("path",), name="orgs_org_path"),
            models.UniqueConstraint(
                fields=("credit_code",), condition=~Q(credit_code=""), name="orgs_org_credit_code"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="orgs_org_closed_after_opened"
            ),
        )
        indexes = (
            models.Index(fields=("level", "name_key", "id"), name="orgs_org_level_name"),
            models.Index(fields=("county", "name_key", "id"), name="orgs_org_county_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_authority(self) -> bool:
        return self.level in {Level.PROVINCE, Level.CITY, Level.COUNTY, Level.ZONE}


class Change(models.Model):
    """An event that made, altered or ended orgs on a day, and the paper that ordered it."""

    kind = models.CharField(_("变动类型"), max_length=1, choices=ChangeKind.choices)
    effective_on = models.DateField(_("生效日期"))
    document = models.CharField(_("批准文号"), max_length=120, blank=True)
    reason = models.CharField(_("说明"), max_length=500, blank=True)
    actor_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "机构变动"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on}"


class OrgVersion(OrgFacts):
    """What an org was in [valid_from, valid_to); the open version is the present one or one that is yet to begin."""

    scope_column = "path"

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="versions")
    parent = models.ForeignKey(Org, on_delete=models.PROTECT, null=True, related_name="+")
    authority = models.ForeignKey(Org, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    began_by = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="began")
    ended_by = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="ended")

    objects = ScopedManager()

    class Meta:
        verbose_name = "机构沿革"
        constraints = (
            models.UniqueConstraint(fields=("org", "valid_from"), name="orgs_version_start"),
            models.UniqueConstraint(fields=("org",), condition=Q(valid_to=None), name="orgs_version_one_open"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="orgs_version_not_empty"
            ),
        )
        indexes = (models.Index(fields=("path", "valid_from"), name="orgs_version_path"),)

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}–{self.valid_to or ''}"


class SchoolClass(models.Model):
    """班级: a cohort's group within a school; it keeps its identity as the cohort moves up through the grades."""

    org_path = models.CharField(max_length=PATH_LENGTH, db_collation="C")
    school = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    campus = models.ForeignKey(Org, on_delete=models.PROTECT, null=True, related_name="+")
    county = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    city = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("班号"), max_length=20)
    name = models.CharField(_("班级名称"), max_length=40)
    stage = models.CharField(_("学段"), max_length=12, help_text="kindergarten, primary, junior, senior, vocational or special")
    entry_year = models.PositiveSmallIntegerField(_("入学年份"))
    years = models.PositiveSmallIntegerField(_("学制（年）"))
    kind = models.CharField(_("班级类型"), max_length=3)
    homeroom_teacher = models.CharField(_("班主任"), max_length=60, blank=True)
    opened_on = models.DateField(_("建班年月"))
    closed_on = models.DateField(_("撤班日期"), null=True)
    batch_id = models.BigIntegerField(null=True)
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
