from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.spine.orgs.models.orgs import PATH_LENGTH, Org
from shuren.spine.orgs.workflows import ChangeState


class ChangeKind(models.TextChoices):
    """Changes of orgs; 1-6 are JY/T 1001-2012 机构变动, which knows neither splitting nor a change of other facts."""

    OPEN = "1", _("新设")
    RENAME = "2", _("更名")
    MERGE = "3", _("合并")
    CLOSE = "4", _("撤销")
    REPARENT = "5", _("划转")
    UPGRADE = "6", _("升格")
    SPLIT = "7", _("分立")
    ALTER = "8", _("变更")
    CORRECT = "9", _("更正")


TITLES = {
    ChangeKind.OPEN: _("新设{what}"),
    ChangeKind.RENAME: _("{what}更名为{into}"),
    ChangeKind.MERGE: _("{what}并入{into}"),
    ChangeKind.CLOSE: _("撤销{what}"),
    ChangeKind.REPARENT: _("{what}划归{into}"),
    ChangeKind.UPGRADE: _("{what}升格"),
    ChangeKind.SPLIT: _("从{what}分立出{into}"),
    ChangeKind.ALTER: _("变更{what}的信息"),
    ChangeKind.CORRECT: _("更正{what}的信息"),
}


class Change(models.Model):
    """An event that makes, alters or ends orgs from a day on, and the paper that ordered it.

    `order` is what was ordered (rules.orders); `concerns` are the ids of the orgs it names. `org_path` is the node
    whose officials decide on it. The default state is that of history that was loaded in bulk.
    """

    kind = models.CharField(_("变动类型"), max_length=1, choices=ChangeKind.choices)
    state = models.CharField(_("状态"), max_length=10, choices=ChangeState.choices, default=ChangeState.EFFECTIVE)
    effective_on = models.DateField(_("生效日期"))
    document = models.CharField(_("批准文号"), max_length=120, blank=True)
    reason = models.CharField(_("说明"), max_length=500, blank=True)
    names = models.JSONField(default=dict, help_text="what it is about and what that comes into, for its title")
    org_path = models.CharField(max_length=PATH_LENGTH, db_collation="C", blank=True)
    order = models.JSONField(default=dict)
    concerns = models.JSONField(default=list)
    outcome = models.JSONField(default=dict, help_text="what it moves: counts by kind, as reckoned when it was decided")
    note = models.CharField(max_length=500, blank=True, help_text="why it could not take effect")
    actor_id = models.CharField(max_length=80, blank=True)
    actor_name = models.CharField(max_length=120)
    recorded_at = models.DateTimeField(auto_now_add=True)
    carried_out_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = "机构变动"
        indexes = (
            models.Index(fields=("org_path", "-effective_on", "-id"), name="orgs_change_scope"),
            models.Index(fields=("effective_on",), condition=models.Q(state="scheduled"), name="orgs_change_due"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on}"

    @property
    def title(self) -> str:
        """What the change does, in a clause; history loaded in bulk has only its kind."""
        told = {"what": "", "into": "", **self.names}
        return str(TITLES[ChangeKind(self.kind)]).format(**told) if self.names else self.get_kind_display()


class Effect(models.Model):
    """What a change did to one org: the values before, for undoing it, and the names for telling it."""

    class Did(models.TextChoices):
        BEGAN = "began", _("新设")
        TURNED = "turned", _("变更")
        MENDED = "mended", _("更正")
        MOVED = "moved", _("随上级划转")
        ENDED = "ended", _("撤销")
        TOOK = "took", _("并入")
        GAVE = "gave", _("分出")

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="effects")
    org = models.ForeignKey(Org, on_delete=models.PROTECT, related_name="effects")
    did = models.CharField(max_length=8, choices=Did.choices)
    path_before = models.CharField(max_length=PATH_LENGTH, db_collation="C", blank=True)
    path_after = models.CharField(max_length=PATH_LENGTH, db_collation="C", blank=True)
    org_was = models.JSONField(default=dict, help_text="columns of the org before")
    version_was = models.JSONField(default=dict, help_text="columns of the version that was changed in place")
    made_version = models.BooleanField(default=False)

    class Meta:
        verbose_name = "变动结果"
        indexes = (models.Index(fields=("path_after",), name="orgs_effect_path"),)

    def __str__(self) -> str:
        return f"{self.change_id} {self.org_id} {self.did}"
