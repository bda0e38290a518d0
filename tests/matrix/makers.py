"""Things that examples are made of."""

import io
from datetime import date
from itertools import count

from django.utils import timezone

from shuren.kernel import rowsecurity
from shuren.kernel.actors import system_actor
from shuren.kernel.cases.models import Attachment, Case, Party
from shuren.kernel.files.actions import store
from shuren.kernel.tabular import actions
from shuren.kernel.tabular.declare import WORKBOOKS
from shuren.modules.conditions.permissions import fill_conditions
from shuren.modules.planning import api as planning
from shuren.modules.planning.models import Plan, Report, Task
from shuren.modules.planning.permissions import load_plans
from shuren.spine.orgs.models import Level, Org
from shuren.spine.orgs.queries.lookup import scope_in
from shuren.spine.people.models import ExportRequest
from tests.kernel.cases.leave import Leave
from tests.spine.people.factories import enrolment
from tests.world import SCHOOL_FACTS, SINCE, World

_numbers = count(1)


def school_below(org: Org) -> Org:
    """Make a school under an authority."""
    made: Org = Org.objects.create(
        **SCHOOL_FACTS,
        name="示例学校",
        path=f"{org.path}ZZZ{next(_numbers) % 10}",
        level=Level.SCHOOL,
        division_code=org.division_code,
        code=f"21349{next(_numbers):05d}",
        name_key="shi li",
        initials="slxx",
        parent=org,
        authority=org,
        county=org.county or org,
        city=org.city or org,
        opened_on=SINCE,
    )
    return made


def city_plan(world: World) -> str:
    """Record the published plan for the world's city; return its code."""
    planning.load_published(actor=system_actor("tests", "测试", load_plans), code="HF", org=world.city)
    return "HF"


def a_plan_of(org: Org) -> Plan:
    """Open a plan of an org."""
    made: Plan = Plan.objects.create(
        code=f"P{next(_numbers)}", name="示例规划", org=org, org_path=org.path, first_year=2026, last_year=2026
    )
    return made


def a_task_of(org: Org, *, shown: bool = False) -> int:
    """Make a task that an org leads and has set itself, with something to show for it if asked for."""
    number = next(_numbers)
    task = Task.objects.create(
        plan=a_plan_of(org), year=2026, number=number, title="示例任务", org=org, org_path=org.path, set_by=org,
        due_on=date(2026, 12, 31), state="issued", issued_on=date(2026, 9, 1),
    )  # fmt: skip
    if shown:
        file = store(actor=system_actor("tests", "测试"), name="验收单.pdf", content=io.BytesIO(b"%PDF-1.7"))
        Report.objects.create(
            task=task, org_path=org.path, month=date(2026, 10, 1), sentence="已验收。", light="green", by_name="无名",
            by_key="account:0", at=timezone.now(), evidence=file,
        )  # fmt: skip
    return int(task.pk)


def a_letter_of(org: Org) -> int:
    """Make a letter about a task that an org leads, with nothing done to it yet."""
    form = {
        "task": a_task_of(org), "title": "示例任务", "unit": org.name, "due_on": "2026-12-31", "stood": "进展迟缓",
        "demand": "请限期完成。", "reply_by": "2026-12-01", "path": org.path, "role": "county_official",
    }  # fmt: skip
    case = Case.objects.create(
        type="planning.supervision", version=1, number=f"DB{next(_numbers)}", title="示例", form=form,
        org_path=org.path, applicant_key="account:0", applicant_name="无名", opened_at=timezone.now(),
    )  # fmt: skip
    Party.objects.create(case=case, number=1, org_path=org.path)
    return int(case.pk)


def an_uploaded_file(school: Org) -> int:
    """Hand in a file that is no workbook; return its batch."""
    actor = system_actor("tests", "测试", fill_conditions)
    batch = actions.upload(
        actor=actor,
        workbook=WORKBOOKS["conditions"],
        scope=scope_in(school, 2018),
        name="示例.xlsx",
        content=io.BytesIO(b"no workbook"),
    )
    return batch.pk


def a_child_of(school: Org) -> int:
    """Enrol a child in a school; the database's wall is opened for it."""
    with rowsecurity.scope_of(system_actor("tests", "测试")):
        return int(enrolment(school).person_id)


def a_waiting_export(org: Org) -> int:
    """Ask for a list of persons of an org, as somebody who knocks at no door."""
    asked = ExportRequest.objects.create(
        org_path=org.path,
        kind="students",
        format="xlsx",
        persons=6000,
        reason="线下核对",
        requested_by_key="account:0",
        requested_by_name="无名",
        requested_at=timezone.now(),
    )
    return int(asked.pk)


def a_case_at(org: Org) -> int:
    """Lodge a case at an org, with nothing done to it yet."""
    case = Case.objects.create(
        type=Leave.code,
        version=Leave.version,
        number=f"CS{next(_numbers)}",
        title="请假 3 天",
        form={"days": 3},
        org_path=org.path,
        applicant_key="account:0",
        applicant_name="无名",
        opened_at=timezone.now(),
    )
    Party.objects.create(case=case, number=1, org_path=org.path)
    return int(case.pk)


def a_paper_of(world: World, case_id: int) -> int:
    """Hand a file in with a case."""
    file = store(actor=world.actor("registrar"), name="申请书.pdf", content=io.BytesIO(b"%PDF-1.7"))
    return int(Attachment.objects.create(case_id=case_id, material="letter", file=file, since=1).pk)
