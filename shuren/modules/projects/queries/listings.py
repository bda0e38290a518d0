"""The list of projects, and that of budget lines."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.http.listing import Choices, Column, Filter, Listing
from shuren.modules.projects.models import Project, Stage
from shuren.modules.projects.permissions import view_projects
from shuren.modules.projects.queries import codes
from shuren.spine.orgs.models import Level
from shuren.spine.orgs.queries import lookup


def _page(row: Project) -> str:
    return reverse("projects:project", args=(row.pk,))


def _years(actor: Actor) -> Choices:
    found = Project.objects.visible_to(actor, view_projects).order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in found]


def _counties(actor: Actor) -> Choices:
    found = lookup.authorities_of(actor, view_projects).filter(level__in=(Level.COUNTY, Level.ZONE))
    return [(str(pk), name) for pk, name in found.values_list("pk", "name")]


def _units(actor: Actor) -> Choices:
    found = Project.objects.visible_to(actor, view_projects).order_by("org__name_key", "org_id").distinct()
    return [(str(pk), name) for pk, name, _key in found.values_list("org_id", "org__name", "org__name_key")]


def _sources(actor: Actor) -> Choices:
    del actor
    return codes.source_choices()


def _found(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(Q(title__icontains=text) | Q(number__startswith=text) | Q(org__name__icontains=text))


PROJECTS = Listing(
    (
        Column("title", _("项目名称"), lambda row: row.title, link=_page),
        Column("number", _("项目编号"), lambda row: row.number, "number"),
        Column("unit", _("单位"), lambda row: row.org.name),
        Column("county", _("所属"), lambda row: row.county.name if row.county else ""),
        Column("category", _("支出类别"), lambda row: codes.category_name(row.category)),
        Column("source", _("经费来源"), lambda row: codes.source_name(row.source)),
        Column("budget", _("预算（元）"), lambda row: row.budget_yuan, "budget_yuan", align="end"),
        Column("granted", _("立项日期"), lambda row: row.granted_on, "granted_on"),
        Column("stage", _("阶段"), lambda row: row.get_stage_display()),
    ),
    "-granted",
    (
        Filter("year", _("年度"), _years),
        Filter("stage", _("阶段"), Stage.choices),
        Filter("county", _("所属"), _counties),
        Filter("unit", _("单位"), _units, lambda rows, value: rows.filter(org_id=int(value))),
        Filter("source", _("经费来源"), _sources),
    ),
    _found,
    _("项目、编号或单位"),
)
LINES = (
    Column("code", _("指标编号"), lambda row: row.code),
    Column("name", _("名称"), lambda row: row.name),
    Column("source", _("经费来源"), lambda row: codes.source_name(row.source)),
    Column("amount", _("批复金额（元）"), lambda row: row.amount_yuan, align="end"),
    Column("drawn", _("已列支（元）"), lambda row: row.drawn_yuan, align="end"),
    Column("left", _("余额（元）"), lambda row: row.left_yuan, align="end"),
)
