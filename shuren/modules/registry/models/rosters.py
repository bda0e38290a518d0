from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.periods import AcademicYear, Term
from shuren.modules.registry.models.yearends import PATH
from shuren.modules.registry.rules.roster import Absence, Answer, Doubt
from shuren.modules.registry.workflows.rosters import ReturnState

SEASONS = (("1", _("秋季学期")), ("2", _("春季学期")))
ANSWERS = (
    (Answer.PRESENT.value, _("在校")),
    (Answer.ABSENT.value, _("不在校")),
    (Answer.UNKNOWN.value, _("查无此人")),
)
ABSENCES = (
    (Absence.ILL.value, _("病假")),
    (Absence.PRIVATE.value, _("事假")),
    (Absence.LEAVE.value, _("休学、停学")),
    (Absence.ELSEWHERE.value, _("在其他学校就读")),
    (Absence.ABROAD.value, _("出国（境）")),
    (Absence.TRUANT.value, _("无故缺勤")),
    (Absence.LOST.value, _("失去联系")),
    (Absence.OTHER.value, _("其他")),
)
DOUBTS = ((Doubt.SEPARATED.value, _("人籍分离")), (Doubt.EMPTY.value, _("空挂学籍")))


class Verification(models.Model):
    """学籍核准: an authority has the schools below it verify their rosters in a term."""

    org_path = models.CharField(**PATH)
    org_name = models.CharField(_("组织单位"), max_length=100)
    year = models.PositiveSmallIntegerField(_("学年"), help_text="the calendar year in which the school year began")
    season = models.CharField(_("学期"), max_length=1, choices=SEASONS)
    due_on = models.DateField(_("截止日期"))
    opened_by_key = models.CharField(max_length=80)
    opened_by_name = models.CharField(_("发起人"), max_length=120)
    opened_at = models.DateTimeField(_("发起时间"))

    objects = ScopedManager()

    class Meta:
        verbose_name = _("学籍核准")
        constraints = (models.UniqueConstraint(fields=("org_path", "year", "season"), name="registry_verify_once"),)

    def __str__(self) -> str:
        return f"{self.org_name} {self.term}"

    @property
    def term(self) -> Term:
        return Term(AcademicYear(self.year), self.season)

    @property
    def label(self) -> str:
        return f"{AcademicYear(self.year)} {self.get_season_display()}"


class RosterReturn(models.Model):
    """One school's part of a verification, with its figures as far as it has come."""

    verification = models.ForeignKey(Verification, on_delete=models.CASCADE, related_name="returns")
    org_path = models.CharField(**PATH)
    school = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("状态"), max_length=8, choices=ReturnState.choices, default=ReturnState.OPEN)
    pupils = models.PositiveIntegerField(_("在籍"))
    present = models.PositiveIntegerField(_("在校"), default=0)
    absent = models.PositiveIntegerField(_("不在校"), default=0)
    unknown = models.PositiveIntegerField(_("查无此人"), default=0)
    signed_by = models.CharField(_("签字人"), max_length=120, blank=True)
    signed_at = models.DateTimeField(_("报送时间"), null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("学籍核准报送")
        constraints = (models.UniqueConstraint(fields=("verification", "school"), name="registry_return_once"),)
        indexes = (models.Index(fields=("org_path",), name="registry_return_scope"),)

    def __str__(self) -> str:
        return f"{self.school_id} {self.state}"

    @property
    def answered(self) -> int:
        return self.present + self.absent + self.unknown

    @property
    def is_complete(self) -> bool:
        return self.answered >= self.pupils


class RosterAnswer(models.Model):
    """What a school says of one pupil of its roster."""

    roster = models.ForeignKey(RosterReturn, on_delete=models.CASCADE, related_name="answers", db_index=False)
    org_path = models.CharField(**PATH)
    enrolment = models.ForeignKey("people.Enrolment", on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("核对结果"), max_length=8, choices=ANSWERS)
    absence = models.CharField(_("原因"), max_length=10, choices=ABSENCES, blank=True)
    since = models.DateField(_("自何日起"), null=True)
    doubt = models.CharField(_("问题"), max_length=10, choices=DOUBTS, blank=True)
    told_by = models.CharField(_("核对人"), max_length=120)
    told_at = models.DateTimeField(_("核对时间"))

    objects = ScopedManager()

    class Meta:
        verbose_name = _("学籍核对")
        constraints = (
            models.UniqueConstraint(fields=("roster", "enrolment"), name="registry_answer_once"),
            models.CheckConstraint(
                condition=~Q(answer=Answer.ABSENT.value) | ~Q(absence=""), name="registry_answer_absence_told"
            ),
        )
        indexes = (
            models.Index(
                F("org_path"), F("id"), condition=~Q(answer=Answer.PRESENT.value), name="registry_answer_not_there"
            ),
        )

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.answer}"
