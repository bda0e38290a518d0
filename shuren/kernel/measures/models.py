from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ScopedManager


class Node(models.Model):
    """A node of the tree as it stood for a year; a unit carries its quantities, null where it did not report."""

    pk = models.CompositePrimaryKey("year", "org_path")
    year = models.SmallIntegerField()
    org_path = models.CharField(max_length=80, db_collation="C")
    node_id = models.BigIntegerField()
    depth = models.SmallIntegerField()
    name = models.CharField(max_length=200)
    is_unit = models.BooleanField()
    area = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    facts = models.JSONField(null=True, help_text="quantity code -> number or null")

    objects = ScopedManager()

    class Meta:
        verbose_name = _("统计节点")
        indexes: ClassVar = [models.Index(fields=["node_id", "year"], name="measures_node_id")]

    def __str__(self) -> str:
        return f"{self.year} {self.name}"


class Cell(models.Model):
    """Additive sums of one indicator for one node, area class and kind in one year."""

    pk = models.CompositePrimaryKey("year", "indicator", "depth", "org_path", "area", "kind")
    year = models.SmallIntegerField()
    indicator = models.CharField(max_length=40, db_collation="C")
    depth = models.SmallIntegerField(help_text="steps of the path; the children of a node are one deeper")
    org_path = models.CharField(max_length=80, db_collation="C")
    area = models.CharField(max_length=20, db_collation="C")
    kind = models.CharField(max_length=20, db_collation="C")
    num = models.FloatField()
    den = models.FloatField()
    sq = models.FloatField()
    ratio = models.FloatField()
    ratio_sq = models.FloatField()
    n = models.IntegerField()
    n_ratio = models.IntegerField()
    missing = models.IntegerField()

    objects = ScopedManager()

    class Meta:
        verbose_name = _("指标单元")
        indexes: ClassVar = [models.Index(fields=["year", "depth", "org_path"], name="measures_cell_node")]

    def __str__(self) -> str:
        return f"{self.year} {self.indicator} {self.org_path}"


class Computation(models.Model):
    """When a year was computed, and from which revision of which snapshots."""

    year = models.SmallIntegerField(primary_key=True)
    revision = models.IntegerField(help_text="rises with every computation of the year, corrections included")
    computed_at = models.DateTimeField()
    declared = models.CharField(max_length=64, blank=True, help_text="fingerprint of the declarations it followed")
    snapshots = models.JSONField(help_text="table -> revision, rows, sha256, taken_at, patches")

    class Meta:
        verbose_name = _("指标计算")

    def __str__(self) -> str:
        return f"{self.year} r{self.revision}"


class Mark(models.Model):
    """Facts at and below a node changed for a year; the figures above are due to be put right."""

    year = models.SmallIntegerField()
    org_path = models.CharField(max_length=80, db_collation="C", blank=True)
    marked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("待更正")
        constraints: ClassVar = [models.UniqueConstraint(fields=["year", "org_path"], name="measures_mark_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.org_path}"
