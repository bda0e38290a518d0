from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.words import Words
from shuren.modules.registry.models.yearends import PATH, VOUCHED
from shuren.modules.registry.rules.problems import Problem

LABELS: dict[Problem, Words] = {
    Problem.DOUBLE: _("疑似重复学籍"),
    Problem.NUMBER: _("身份证件号有误"),
    Problem.MISSING: _("缺身份证件号"),
    Problem.DIFFERS: _("学籍号与证件号不符"),
    Problem.TEMPORARY: _("学籍号未转正"),
    Problem.AGE: _("年龄与年级不符"),
    Problem.SEPARATED: _("人籍分离"),
    Problem.AWAY: _("在籍不在校"),
    Problem.LEAVE: _("休学逾期未复学"),
}
KINDS = tuple((problem.value, LABELS[problem]) for problem in Problem)
IS_OPEN = Q(gone_at=None, cleared_at=None)


class ProblemFile(models.Model):
    """问题学籍: what the registers say is wrong with one pupil's registration, by one set of facts.

    Computed, never typed in. `facts` is what the finding rests on, hashed: the same facts find the same row again, so a
    decision that nothing is wrong (`cleared_at`) holds until they change. `gone_at`: the registers say so no more.
    `told` names the other enrolments of a double, or the absence; `handler_path` is the lowest node over all of them.
    """

    org_path = models.CharField(**PATH)
    school = models.ForeignKey("orgs.Org", related_name="+", **VOUCHED)
    county = models.ForeignKey("orgs.Org", related_name="+", **VOUCHED)
    city = models.ForeignKey("orgs.Org", related_name="+", **VOUCHED)
    enrolment = models.ForeignKey("people.Enrolment", related_name="+", **VOUCHED)
    person_id = models.BigIntegerField()
    name = models.CharField(_("姓名"), max_length=36)
    name_key = models.CharField(max_length=300, db_collation="C", help_text="pinyin, for sorting")
    kind = models.CharField(_("问题"), max_length=10, choices=KINDS)
    facts = models.CharField(max_length=32)
    told = models.JSONField(default=dict)
    since = models.DateField(_("自何日起"))
    handler_path = models.CharField(**PATH)
    found_on = models.DateField(_("发现日期"))
    due_on = models.DateField(_("应处理完毕"))
    gone_at = models.DateTimeField(_("消除时间"), null=True)
    cleared_at = models.DateTimeField(_("佐证通过时间"), null=True)
    case_number = models.CharField(_("办件编号"), max_length=30, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("问题学籍")
        constraints = (models.UniqueConstraint(fields=("person_id", "kind", "facts"), name="registry_problem_once"),)
        indexes = (
            models.Index(F("org_path"), F("due_on"), F("id"), condition=IS_OPEN, name="registry_problem_open"),
            models.Index(F("enrolment"), condition=IS_OPEN, name="registry_problem_enrolment"),
            models.Index(F("facts"), condition=IS_OPEN, name="registry_problem_facts"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.kind}"

    @property
    def is_open(self) -> bool:
        return self.gone_at is None and self.cleared_at is None


class NumberLook(models.Model):
    """What the last look at an enrolment's sealed numbers found; `digest` is of all that was looked at, still sealed.

    Only what has another digest by now is opened again. It names nobody, and no page shows it.
    """

    enrolment_id = models.BigIntegerField(primary_key=True)
    digest = models.CharField(max_length=32)
    faults = models.JSONField(default=list)

    class Meta:
        verbose_name = _("证件号核查")
        indexes = (models.Index(F("enrolment_id"), condition=~Q(faults=[]), name="registry_look_faults"),)

    def __str__(self) -> str:
        return str(self.enrolment_id)


class ProblemRun(models.Model):
    """When the problem files of the whole region were last computed, and how many there were."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    found = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("问题学籍核查")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"
