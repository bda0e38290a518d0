from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.periods import AcademicYear, Term
from shuren.kernel.sensitive.fields import EncryptedText
from shuren.modules.registry.models.yearends import PATH
from shuren.modules.registry.rules.roster import Absence, Answer, Doubt, Seat
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
SEATS = (
    (Seat.ELSEWHERE.value, _("学籍在外校")),
    (Seat.NOWHERE.value, _("本地区没有学籍")),
    (Seat.UNCLEAR.value, _("号码与姓名不符")),
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
    unlisted = models.PositiveIntegerField(_("人在籍不在"), default=0, help_text="those not yet dealt with")
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


class Unlisted(models.Model):
    """人在籍不在: a child who sits in class and is enrolled at another school, or nowhere.

    Named by whoever checks the class. The number is kept sealed; `id_index` and `national_index` are the digests under
    which the registers would hold it. `subject` is what a case that puts it right would be about. `held_at` names the
    school of the registration, as found last. A row ends when the child is enrolled here, or when it is struck.
    """

    roster = models.ForeignKey(RosterReturn, on_delete=models.CASCADE, related_name="unlisted_children", db_index=False)
    org_path = models.CharField(**PATH)
    school_class = models.ForeignKey(
        "orgs.SchoolClass", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    name = models.CharField(_("姓名"), max_length=36)
    name_key = models.CharField(max_length=300, db_collation="C", help_text="pinyin, for sorting")
    number = EncryptedText(_("证件号或学籍号"), purpose="registry.unlisted.number", mask="id_number", null=True)
    id_index = models.CharField(max_length=31, blank=True)
    national_index = models.CharField(max_length=31, blank=True)
    seat = models.CharField(_("学籍情况"), max_length=10, choices=SEATS)
    held_at = models.CharField(_("学籍所在学校"), max_length=100, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    told_by = models.CharField(_("登记人"), max_length=120)
    told_by_key = models.CharField(max_length=80)
    told_at = models.DateTimeField(_("登记时间"))
    ended_at = models.DateTimeField(null=True)
    struck_by = models.CharField(_("核销人"), max_length=120, blank=True)
    why_struck = models.CharField(_("核销理由"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("人在籍不在")
        constraints = (
            models.CheckConstraint(
                condition=Q(why_struck="") | Q(ended_at__isnull=False), name="registry_unlisted_end"
            ),
        )
        indexes = (
            models.Index(fields=("roster", "school_class"), name="registry_unlisted_roster"),
            models.Index(F("id_index"), condition=Q(ended_at=None), name="registry_unlisted_open"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.seat}"

    @property
    def shown_number(self) -> str:
        """The number masked, as much as its own school sees of it."""
        return str(self.number) if self.number else ""
