from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.spine.people.models.bases import AtSchool, list_indexes
from shuren.spine.people.models.enrolments import STAGES

_IS_OPEN = Q(to_on=None)


class BackboneLevel(models.TextChoices):
    """The highest level at which a teacher was named 骨干教师."""

    NONE = "none", _("无")
    SCHOOL = "school", _("校级骨干")
    COUNTY = "county", _("县级骨干")
    CITY = "city", _("市级骨干")
    PROVINCE = "province", _("省级骨干")
    NATION = "nation", _("国家级骨干")


class Post(AtSchool):
    """任职: a member of staff's time at one school, [from_on, to_on); one open post of a person is the main one."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="posts")
    sex = models.CharField(_("性别"), max_length=1)
    staff_no = models.CharField(_("工号"), max_length=20, db_collation="C")
    teacher_no = models.CharField(_("教师编号"), max_length=8, blank=True, help_text="全国教师管理信息系统，终身不变")
    staff_kind = models.CharField(_("教职工类别"), max_length=1)
    post_kind = models.CharField(_("岗位职业"), max_length=2, blank=True)
    status = models.CharField(_("教职工当前状态"), max_length=2)
    is_established = models.BooleanField(_("是否在编"), null=True)
    education = models.CharField(_("学历"), max_length=2)
    title = models.CharField(_("专业技术职务"), max_length=3, blank=True)
    subject = models.CharField(_("任教学科"), max_length=2, blank=True)
    stage = models.CharField(_("任教学段"), max_length=12, choices=STAGES, blank=True)
    certificate_no = models.CharField(_("教师资格证书号"), max_length=17, blank=True)
    backbone_level = models.CharField(
        _("骨干教师级别"), max_length=8, choices=BackboneLevel.choices, default=BackboneLevel.NONE
    )
    ict_level = models.CharField(_("信息技术应用能力等级"), max_length=1, blank=True, help_text="empty: not assessed")
    ict_assessed_on = models.DateField(_("测评日期"), null=True)
    from_on = models.DateField(_("任职起始日期"))
    to_on = models.DateField(_("任职终止日期"), null=True)
    left_reason = models.CharField(_("离任说明"), max_length=120, blank=True)
    is_main = models.BooleanField(_("是否主要任职"), default=True)

    opened_by = models.ForeignKey("orgs.Change", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    closed_by = models.ForeignKey("orgs.Change", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("任职")
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=_IS_OPEN & Q(is_main=True), name="people_post_one_main"
            ),
            models.UniqueConstraint(fields=("staff_no", "school"), condition=_IS_OPEN, name="people_post_staff_no"),
            models.CheckConstraint(
                condition=_IS_OPEN | Q(to_on__gte=F("from_on")), name="people_post_ended_after_begun"
            ),
        )
        indexes = (
            models.Index(fields=("closed_by",), condition=Q(closed_by__isnull=False), name="people_post_closed_by"),
            models.Index(fields=("opened_by",), condition=Q(opened_by__isnull=False), name="people_post_opened_by"),
            *list_indexes("post"),
            models.Index(fields=("teacher_no",), condition=~Q(teacher_no=""), name="people_post_teacher_no"),
        )
