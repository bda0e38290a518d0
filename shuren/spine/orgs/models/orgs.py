from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.spine.orgs.rules.places import AUTHORITIES

PATH_LENGTH = 80


class Level(models.TextChoices):
    """Where in the tree an org stands."""

    PROVINCE = "province", _("省")
    CITY = "city", _("市")
    COUNTY = "county", _("县（市、区）")
    ZONE = "zone", _("开发区")
    SCHOOL = "school", _("学校")
    CAMPUS = "campus", _("校区")


class OrgFacts(models.Model):
    """What is true of an org for a time; the same columns in the present and in each version."""

    name = models.CharField(_("名称"), max_length=100)
    name_key = models.CharField(max_length=300, db_collation="C", db_default="", help_text="pinyin, for sorting")
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
    initials = models.CharField(max_length=100, db_collation="C", help_text="pinyin initials, for searching")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    authority = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    county = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    city = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    address = models.CharField(_("地址"), max_length=180, blank=True)
    opened_on = models.DateField(_("成立日期"))
    closed_on = models.DateField(_("撤销日期"), null=True, help_text="the first day on which it no longer exists")
    steps_taken = models.PositiveIntegerField(
        db_default=0, help_text="the highest path step ever given to a child; a step is never given twice"
    )

    objects = ScopedManager()

    class Meta:
        verbose_name = "机构"
        constraints = (
            models.UniqueConstraint(fields=("path",), name="orgs_org_path"),
            models.UniqueConstraint(fields=("credit_code",), condition=~Q(credit_code=""), name="orgs_org_credit_code"),
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
        return self.level in AUTHORITIES

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None


class OrgVersion(OrgFacts):
    """What an org was in [valid_from, valid_to); the open version is the present one.

    Versions of an org follow each other without gap or overlap; an org without an open version has ended.
    """

    scope_column = "path"

    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="versions")
    parent = models.ForeignKey(Org, on_delete=models.PROTECT, null=True, related_name="+")
    authority = models.ForeignKey(Org, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    began_by = models.ForeignKey("orgs.Change", on_delete=models.PROTECT, related_name="began")
    ended_by = models.ForeignKey("orgs.Change", on_delete=models.PROTECT, null=True, related_name="ended")

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
        indexes = (
            models.Index(fields=("path", "valid_from"), name="orgs_version_path"),
            models.Index(fields=("name_key", "id"), name="orgs_version_name"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}–{self.valid_to or ''}"
