from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.sensitive.fields import BlindIndex, EncryptedText
from shuren.spine.people import rules
from shuren.spine.people.models.bases import AtSchool, list_indexes

STAGES = tuple((stage.value, _(label)) for stage, label in rules.STAGE_LABELS.items())
_IS_OPEN = Q(left_on=None)


class Enrolment(AtSchool):
    """学籍: a pupil's time at one school, [entered_on, left_on). Yes-or-no items are null where nobody has told."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="enrolments")
    school_class = models.ForeignKey("orgs.SchoolClass", on_delete=models.PROTECT, null=True, related_name="+")
    sex = models.CharField(_("性别"), max_length=1)
    born_on = models.DateField(_("出生日期"))
    national_no = EncryptedText(_("学籍号"), purpose="people.enrolment.national_no", mask="tail", null=True)
    national_index = BlindIndex(of="national_no", db_index=False)
    school_no = models.CharField(_("学号"), max_length=20, db_collation="C")
    stage = models.CharField(_("学段"), max_length=12, choices=STAGES)
    entry_year = models.PositiveSmallIntegerField(_("入学年份"))
    entered_on = models.DateField(_("入校日期"))
    left_on = models.DateField(_("离校日期"), null=True)
    status = models.CharField(_("学生当前状态"), max_length=2)
    left_reason = models.CharField(_("离校说明"), max_length=120, blank=True)
    study_mode = models.CharField(_("就读方式"), max_length=1)
    enrol_way = models.CharField(_("入学方式"), max_length=2, blank=True)
    source = models.CharField(_("学生来源"), max_length=1, blank=True)
    left_behind = models.CharField(_("是否留守儿童"), max_length=1, blank=True)
    is_migrant = models.BooleanField(_("是否进城务工人员随迁子女"), null=True)
    is_only_child = models.BooleanField(_("是否独生子女"), null=True)
    had_preschool = models.BooleanField(_("是否受过学前教育"), null=True)
    is_orphan = models.BooleanField(_("是否孤儿"), null=True)
    is_martyrs_child = models.BooleanField(_("是否烈士或优抚子女"), null=True)
    needs_aid = models.BooleanField(_("是否需要申请资助"), null=True)
    has_aid = models.BooleanField(_("是否享受一补"), null=True)
    disability = models.CharField(_("残疾类型"), max_length=1, blank=True)
    commute = models.CharField(_("上下学交通方式"), max_length=1, blank=True)

    opened_by = models.ForeignKey("orgs.Change", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    closed_by = models.ForeignKey("orgs.Change", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("学籍")
        constraints = (
            models.UniqueConstraint(fields=("person",), condition=_IS_OPEN, name="people_enrolment_one_open"),
            models.UniqueConstraint(
                fields=("national_index",),
                condition=_IS_OPEN & Q(national_index__isnull=False),
                name="people_enrolment_national_no",
            ),
            models.UniqueConstraint(
                fields=("school_no", "school"), condition=_IS_OPEN, name="people_enrolment_school_no"
            ),
            models.CheckConstraint(
                condition=_IS_OPEN | Q(left_on__gte=F("entered_on")), name="people_enrolment_left_after_entered"
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=False) | ~Q(status__in=sorted(rules.ENDING_STATUSES)),
                name="people_enrolment_open_by_status",
            ),
        )
        indexes = (
            models.Index(
                fields=("closed_by",), condition=Q(closed_by__isnull=False), name="people_enrolment_closed_by"
            ),
            models.Index(
                fields=("opened_by",), condition=Q(opened_by__isnull=False), name="people_enrolment_opened_by"
            ),
            *list_indexes("enrolment"),
            models.Index(
                fields=("stage", "entry_year", "org_path", "entered_on"),
                condition=_IS_OPEN,
                name="people_enrolment_stage",
            ),
            models.Index(fields=("org_path",), condition=Q(left_on__isnull=False), name="people_enrolment_left"),
            models.Index(fields=("left_on",), condition=Q(left_on__isnull=False), name="people_enrolment_left_on"),
            models.Index(fields=("status", "org_path"), condition=~Q(status="01"), name="people_enrolment_unusual"),
        )
