from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.words import Words
from shuren.modules.registry.models.yearends import PATH, VOUCHED
from shuren.modules.registry.rules.watch import Category, Course, Deed, Duty, Office, Outcome, Source

SOURCE_LABELS: dict[Source, Words] = {
    Source.TOLD: _("学校登记"),
    Source.ROSTER: _("学籍核准"),
    Source.LEAVE: _("休学逾期"),
    Source.LEAVER: _("离校无去向"),
}
CATEGORY_LABELS: dict[Category, Words] = {
    Category.UNKNOWN: _("待核实"),
    Category.WEARY: _("厌学"),
    Category.WORK: _("务工"),
    Category.MARRIED: _("早婚早育"),
    Category.ILL: _("因病"),
    Category.DISABLED: _("残疾"),
    Category.POOR: _("家庭经济困难"),
    Category.FAMILY: _("家庭变故、无人监护"),
    Category.MIGRANT: _("随迁去向不明"),
    Category.ELSEWHERE: _("外地就读未转学籍"),
    Category.OTHER: _("其他"),
}
DEED_LABELS: dict[Deed, Words] = {
    Deed.ENTERED: _("列入台账"),
    Deed.CONTACT: _("联系监护人"),
    Deed.VISIT: _("家访"),
    Deed.REPORT: _("书面报告乡镇（街道）和县级教育部门"),
    Deed.PLAN: _("制定一生一案"),
    Deed.PERSUADE: _("劝返"),
    Deed.NOTE: _("其他记录"),
    Deed.RAISED: _("逾期提请督办"),
    Deed.CLOSED: _("销号"),
}
OUTCOME_LABELS: dict[Outcome, Words] = {
    Outcome.RETURNED: _("返校复学"),
    Outcome.ELSEWHERE: _("在其他学校就读"),
    Outcome.HOME: _("送教上门"),
    Outcome.SUSPENDED: _("已办理休学"),
    Outcome.ABROAD: _("出国（境）"),
    Outcome.DIED: _("死亡"),
    Outcome.FINISHED: _("义务教育年限届满"),
    Outcome.MISTAKEN: _("经核实未辍学"),
}
CATEGORIES = tuple((one.value, CATEGORY_LABELS[one]) for one in Category)
OUTCOMES = tuple((one.value, OUTCOME_LABELS[one]) for one in Outcome)
DEEDS = tuple((one.value, DEED_LABELS[one]) for one in Deed)
SOURCES = tuple((one.value, SOURCE_LABELS[one]) for one in Source)
OFFICES = ((Office.SCHOOL.value, _("学校")), (Office.AUTHORITY.value, _("主管部门")))
DAYS = {
    Deed.CONTACT: "contacted_on",
    Deed.VISIT: "visited_on",
    Deed.REPORT: "reported_on",
    Deed.PLAN: "planned_on",
    Deed.PERSUADE: "persuaded_on",
}
IS_OPEN = Q(closed_on=None)


class WatchChild(models.Model):
    """控辍保学台账: a child of compulsory age who is away, from the day it is noticed until 销号.

    What was done stands in the log; the days here are those of the latest deed of each kind, `duty` and `due_on` what
    follows from them. `raised` is who was told last that the duty is late. `ends_on`: compulsory education ends then.
    """

    org_path = models.CharField(**PATH)
    school = models.ForeignKey("orgs.Org", related_name="+", **VOUCHED)
    county = models.ForeignKey("orgs.Org", related_name="+", **VOUCHED)
    city = models.ForeignKey("orgs.Org", related_name="+", **VOUCHED)
    enrolment = models.ForeignKey("people.Enrolment", related_name="+", **VOUCHED)
    person_id = models.BigIntegerField()
    name = models.CharField(_("姓名"), max_length=36)
    name_key = models.CharField(max_length=300, db_collation="C", help_text="pinyin, for sorting")
    source = models.CharField(_("来源"), max_length=8, choices=SOURCES)
    category = models.CharField(_("原因"), max_length=10, choices=CATEGORIES, default=Category.UNKNOWN.value)
    since = models.DateField(_("离校日期"))
    noted_on = models.DateField(_("列入日期"))
    ends_on = models.DateField(_("义务教育年限至"))
    contacted_on = models.DateField(_("联系监护人"), null=True)
    visited_on = models.DateField(_("家访"), null=True)
    reported_on = models.DateField(_("书面报告"), null=True)
    planned_on = models.DateField(_("一生一案"), null=True)
    persuaded_on = models.DateField(_("最近劝返"), null=True)
    measures = models.CharField(_("帮扶措施"), max_length=500, blank=True)
    in_charge = models.CharField(_("责任人"), max_length=60, blank=True)
    aim_on = models.DateField(_("计划返校日期"), null=True)
    duty = models.CharField(_("下一步"), max_length=10, choices=DEEDS)
    office = models.CharField(_("责任方"), max_length=10, choices=OFFICES)
    due_on = models.DateField(_("期限"))
    raised = models.CharField(max_length=10, blank=True)
    closed_on = models.DateField(_("销号日期"), null=True)
    outcome = models.CharField(_("销号原因"), max_length=10, choices=OUTCOMES, blank=True)
    case_number = models.CharField(_("办件编号"), max_length=30, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("控辍保学台账")
        constraints = (
            models.UniqueConstraint(fields=("person_id",), condition=IS_OPEN, name="registry_watch_one_open"),
            models.CheckConstraint(condition=IS_OPEN | ~Q(outcome=""), name="registry_watch_closed_why"),
        )
        indexes = (
            models.Index(F("org_path"), F("due_on"), F("id"), condition=IS_OPEN, name="registry_watch_open"),
            models.Index(F("org_path"), F("noted_on"), name="registry_watch_path"),
            models.Index(F("person_id"), name="registry_watch_person"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def course(self) -> Course:
        days = {deed: getattr(self, column) for deed, column in DAYS.items()}
        return Course(self.since, self.noted_on, {deed: day for deed, day in days.items() if day})

    @property
    def next(self) -> Duty:
        return Duty(Deed(self.duty), Office(self.office), self.due_on)


class WatchStep(models.Model):
    """What was done about a child, by whom, on which day. Rows are only added; the database sees to it."""

    org_path = models.CharField(**PATH)
    child = models.ForeignKey(WatchChild, on_delete=models.PROTECT, related_name="steps")
    deed = models.CharField(_("事项"), max_length=10, choices=DEEDS)
    on = models.DateField(_("日期"))
    who = models.CharField(_("经办人"), max_length=60, blank=True)
    told = models.CharField(_("情况"), max_length=500, blank=True)
    entered_by = models.CharField(_("登记人"), max_length=120)
    entered_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("控辍保学记录")

    def __str__(self) -> str:
        return f"{self.child_id} {self.deed} {self.on}"


class WatchPaper(models.Model):
    """A photo or a paper that goes with a step."""

    org_path = models.CharField(**PATH)
    step = models.ForeignKey(WatchStep, on_delete=models.PROTECT, related_name="papers")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        verbose_name = _("控辍保学附件")

    def __str__(self) -> str:
        return f"{self.step_id} {self.file_id}"


class WatchMonth(models.Model):
    """A school's monthly report, also of nobody (零报告): the figures as they were when the principal signed."""

    org_path = models.CharField(**PATH)
    school = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("月份"))
    listed = models.PositiveIntegerField(_("月末在册"))
    dropouts = models.PositiveIntegerField(_("其中辍学"))
    entered = models.PositiveIntegerField(_("本月新增"))
    closed = models.PositiveIntegerField(_("本月销号"))
    signed_by = models.CharField(_("签字人"), max_length=120)
    signed_at = models.DateTimeField(_("报告时间"))

    objects = ScopedManager()

    class Meta:
        verbose_name = _("控辍保学月报")
        constraints = (models.UniqueConstraint(fields=("school", "month"), name="registry_watch_month_once"),)
        indexes = (models.Index(fields=("org_path", "month"), name="registry_watch_month"),)

    def __str__(self) -> str:
        return f"{self.school_id} {self.month:%Y-%m}"
