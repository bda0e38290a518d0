from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager
from shuren.modules.collection.models.requests import KINDS, PATH


class Item(models.Model):
    """数据项: an entry of the dictionary that a request brought about. It has one meaning for good: a question that
    means something else is another item. Where `derivation` says so (rules.derivations: plus, minus), it is computed
    out of others and nobody is asked it. Where `stands_for` names a source of the dictionary (rules.gaps.name_of), it
    is what units said because that source knows nothing of them.
    """

    code = models.CharField(_("数据项编号"), max_length=20, unique=True)
    label = models.CharField(_("数据项"), max_length=120)
    kind = models.CharField(_("填写方式"), max_length=8, choices=KINDS)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    places = models.PositiveSmallIntegerField(_("小数位数"), default=0)
    options = models.JSONField(_("选项"), default=list)
    note = models.CharField(_("填报说明"), max_length=300, blank=True)
    synonyms = models.JSONField(_("别名"), default=list)
    derivation = models.JSONField(_("计算方法"), default=dict)
    stands_for = models.CharField(max_length=100, blank=True, db_index=True)
    level = models.CharField(_("填报单位"), max_length=10)
    owner = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+", help_text="who asked first")
    registered_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("数据项")

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class Fact(models.Model):
    """已报数据: what a unit said of an item as of a day, when and by whom. A correction is a revision beside it."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", db_index=False)
    org = models.ForeignKey("orgs.Org", on_delete=models.PROTECT, related_name="+", db_index=False)
    org_path = models.CharField(**PATH)
    as_of = models.DateField(_("数据时点"))
    revision = models.PositiveSmallIntegerField(_("版次"), default=1)
    value = models.CharField(max_length=500, blank=True)
    number = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    sheet = models.ForeignKey("collection.Return", on_delete=models.PROTECT, null=True, related_name="+")
    told_by = models.CharField(_("填报人"), max_length=120)
    recorded_at = models.DateTimeField(_("入库时间"))
    superseded_at = models.DateTimeField(_("更正时间"), null=True)
    why = models.CharField(_("更正理由"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("已报数据")
        constraints = (
            models.UniqueConstraint(fields=("item", "org", "as_of", "revision"), name="collection_fact_revision"),
            models.UniqueConstraint(
                fields=("item", "org", "as_of"),
                condition=Q(superseded_at=None),
                include=("number",),  # what is added up is read from the index alone
                name="collection_fact_now",
            ),
        )
        indexes = (models.Index(fields=("org", "item", "-as_of"), name="collection_fact_last"),)

    def __str__(self) -> str:
        return f"{self.item_id} {self.org_id} {self.as_of}"
