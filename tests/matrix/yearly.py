"""Examples of yearly reports and returns."""

from itertools import count
from typing import Any

from django.utils import timezone

from shuren.kernel.measures.models import Computation
from shuren.modules.statistics.models import Report, Section
from shuren.spine.orgs.models import Level, Org
from tests.matrix.makers import school_below
from tests.matrix.map import example
from tests.world import World

_years = count(2030)
YEAR = 2020


def _report(org: Org) -> Report:
    report: Report = Report.objects.create(
        org=org, org_path=org.path, org_name=org.name, year=next(_years), title="示例年报", begun_by_key="account:0",
        begun_by_name="无名", compiled_at=timezone.now(), revision=1,
        figures={"学校数": {"text": "3", "source": "schools", "place": 0}}, sources={"schools": "学校数：机构库。"},
    )  # fmt: skip
    Section.objects.create(
        report=report, code="scale", position=0, chapter="基本情况", heading="办学规模", text="共【学校数】所。"
    )
    return report


@example("statistics:report", "statistics:progress", "statistics:compile", "statistics:submit")
def a_report(_world: World, org: Org) -> dict[str, Any]:
    return {"report_id": _report(org).pk}


@example("statistics:section")
def a_section(_world: World, org: Org) -> dict[str, Any]:
    return {"report_id": _report(org).pk, "code": "scale"}


@example("statistics:figure")
def a_figure(_world: World, org: Org) -> dict[str, Any]:
    return {"report_id": _report(org).pk, "key": "schools"}


@example("statistics:take")
def a_report_as_a_file(_world: World, org: Org) -> dict[str, Any]:
    return {"report_id": _report(org).pk, "kind": "docx"}


@example("statistics:return", "statistics:type_in", "statistics:hand_in", "statistics:send_back", "statistics:workbook")
def a_return(_world: World, org: Org) -> dict[str, Any]:
    Computation.objects.get_or_create(
        year=YEAR, defaults={"revision": 1, "computed_at": timezone.now(), "snapshots": {}}
    )
    school = org if org.level == Level.SCHOOL else school_below(org)
    return {"school_id": school.pk, "year": YEAR}
