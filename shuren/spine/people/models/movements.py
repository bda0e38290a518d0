from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.kernel.sensitive.fields import BlindIndex, EncryptedText
from shuren.spine.people import rules
from shuren.spine.people.models.bases import PATH_LENGTH

KINDS = tuple((kind.value, _(label)) for kind, label in rules.MOVEMENT_LABELS.items())


class Movement(models.Model):
    """学籍异动: what happened to a pupil's registration on a day, by which decided case. Rows are only added.

    `until` is the first day after a suspension; `told` says before and after in words, numbers masked. A registry
    number that was replaced is kept in `former_no`, so that papers that carry it still lead to the pupil.
    """

    org_path = models.CharField(max_length=PATH_LENGTH, db_collation="C")
    school = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(_("异动类别"), max_length=10, choices=KINDS)
    on = models.DateField(_("异动日期"))
    until = models.DateField(_("期满日期"), null=True)
    reason = models.CharField(_("异动原因"), max_length=2, blank=True, help_text="JY/T 1001-2012 XJYDYY")
    told = models.CharField(_("异动内容"), max_length=300, blank=True)
    case_number = models.CharField(_("办件编号"), max_length=30, blank=True, db_index=True)
    former_no = EncryptedText(_("原学籍号"), purpose="people.movement.former_no", mask="tail", null=True)
    former_index = BlindIndex(of="former_no")
    entered_by = models.CharField(max_length=120)
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("学籍异动")
        indexes = (
            models.Index(fields=("org_path", "on"), name="people_movement_path"),
            models.Index(
                fields=("until", "org_path"), condition=models.Q(until__isnull=False), name="people_movement_until"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.on}"
