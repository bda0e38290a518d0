"""Whom a request asks: the units of one level at and below a node, schools by their stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from shuren.spine.orgs.models import Level, Org, SchoolClass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shuren.kernel.words import Words
    from shuren.modules.collection.models import Request

LEVELS: dict[str, tuple[str, ...]] = {
    "school": (Level.SCHOOL,),
    "county": (Level.COUNTY, Level.ZONE),
    "city": (Level.CITY,),
}
LEVEL_LABELS: tuple[tuple[str, Words], ...] = (
    ("school", _("学校")),
    ("county", _("县（市、区）和开发区主管部门")),
    ("city", _("市级主管部门")),
)
STAGE_LABELS: tuple[tuple[str, Words], ...] = (
    ("kindergarten", _("学前教育")),
    ("primary", _("小学")),
    ("junior", _("初中")),
    ("senior", _("普通高中")),
    ("vocational", _("中等职业教育")),
    ("special", _("特殊教育")),
)


def units(below: str, level: str, stages: Sequence[str]) -> QuerySet[Org]:
    """Return the open units of a level at and below a node, in tree order; schools with a class in one of the stages.

    No unit at all where no node is named.
    """
    rows: QuerySet[Org] = Org.objects.within(below).filter(level__in=LEVELS.get(level, ()), closed_on=None)
    if not below:
        return rows.none()
    if stages and level == "school":
        classes = SchoolClass.objects.within("").filter(school=OuterRef("pk"), stage__in=stages, closed_on=None)
        rows = rows.filter(Exists(classes))
    return rows.order_by("path")


def units_of(request: Request) -> QuerySet[Org]:
    """Return the units that a request asks, as they are today."""
    return units(request.below, request.level, request.stages)
