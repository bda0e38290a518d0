from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.modules.inspection.models.rounds import Item, Visit
from shuren.modules.inspection.rules import notes


class Written(models.Model):
    """What a phone has sent, under the id it gave it. `is_aside`: it came when the check was no longer open."""

    key = models.UUIDField(unique=True)
    phone = models.CharField(max_length=36, help_text="an id that a browser gives itself")
    by_key = models.CharField(max_length=80)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(help_text="by the phone's clock, never later than received")
    received_at = models.DateTimeField()
    is_aside = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Note(Written):
    """What somebody wrote of an item; `after` are the keys of the notes its writer had seen. Never changed."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="notes")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=notes.LONGEST, blank=True)
    remark = models.CharField(max_length=notes.LONGEST, blank=True)
    is_problem = models.BooleanField(default=False)
    after = models.JSONField(default=list)

    class Meta:
        verbose_name = _("核查记录")

    def __str__(self) -> str:
        return self.answer

    @property
    def rule(self) -> notes.Note:
        return notes.Note(str(self.key), self.item_id, self.answer, self.remark, self.is_problem, tuple(self.after))


class Photo(Written):
    """A picture of an item, shrunk by the phone and without what cameras hide in it.

    Where and when it was taken is kept only where the round declares so.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="photos")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_at = models.DateTimeField(_("拍摄时间"), null=True)
    latitude = models.FloatField(_("纬度"), null=True)
    longitude = models.FloatField(_("经度"), null=True)
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("核查照片")

    def __str__(self) -> str:
        return str(self.key)


class Statement(models.Model):
    """What the unit says to what was found; blank where it has read it and has nothing to say."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="statements")
    text = models.CharField(_("说明"), max_length=1_000, blank=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("单位说明")

    def __str__(self) -> str:
        return self.text
