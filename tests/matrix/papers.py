"""Examples of papers sent and received, of drafts, and of published information."""

import io
from itertools import count
from typing import Any

from django.utils import timezone

from shuren.kernel.actors import system_actor
from shuren.kernel.cases.models import Case, Party
from shuren.kernel.files.actions import store
from shuren.modules.office.cases.outgoing import Outgoing
from shuren.modules.office.cases.publishing import Publishing
from shuren.modules.office.models import Audience, Delivery, Letterhead, Paper, PublishedNotice
from shuren.spine.orgs.models import Org
from tests.matrix.map import Reach, example
from tests.world import World

_numbers = count(1)
TEXT = {"title": "示例", "body": "正文。"}


def _paper_of(org: Org) -> Paper:
    number = next(_numbers)
    file = store(actor=system_actor("tests", "测试"), name="示例.pdf", content=io.BytesIO(b"%PDF-1.7"))
    made: Paper = Paper.objects.create(
        org=org, org_path=org.path, number=f"示例〔2026〕{number}号", year=2026, serial=number, agency=org.name,
        addressed="各单位", case_id=number, signed_by="无名", signed_at=timezone.now(), file=file, **TEXT,
    )  # fmt: skip
    return made


def _case(code: str, org: Org) -> Case:
    blank = dict.fromkeys(("addressed", "copied", "urgency", "footnote"), "") | {"org": org.pk, "countersigners": []}
    case: Case = Case.objects.create(
        type=code, version=1, number=f"FW{next(_numbers)}", title="示例", form=TEXT | blank,
        org_path=org.path, applicant_key="account:0", applicant_name="无名", opened_at=timezone.now(),
    )  # fmt: skip
    Party.objects.create(case=case, number=1, org_path=org.path)
    return case


def _notice_of(org: Org) -> dict[str, Any]:
    case = _case(Publishing.code, org)
    made = PublishedNotice.objects.create(
        org=org, org_path=org.path, org_name=org.name, audience=Audience.PUBLIC, case_id=case.pk,
        released_by="无名", released_at=(now := timezone.now()), shown_from=now, **TEXT,
    )  # fmt: skip
    return {"notice_id": made.pk}


@example("office:paper", "office:send_on", "office:urge", "office:file_sent", "office:note_above")
def a_paper(_world: World, org: Org) -> dict[str, Any]:
    return {"paper_id": _paper_of(org).pk}


@example("office:file")
def a_file_of_a_paper(_world: World, org: Org) -> dict[str, Any]:
    return {"paper_id": _paper_of(org).pk, "place": 0}


@example("office:export", "office:catalogue_export", reach=Reach.ANYWHERE)
def the_register_as_a_file(_world: World, _org: Org) -> dict[str, Any]:
    return {"form": "csv"}


def _delivery_to(world: World, org: Org) -> int:
    made = Delivery.objects.create(paper=_paper_of(world.province), org=org, org_path=org.path, sent_at=timezone.now())
    return int(made.pk)


@example("office:delivery", "office:confirm", "office:note_end", "office:file_received")
def a_paper_received(world: World, org: Org) -> dict[str, Any]:
    return {"delivery_id": _delivery_to(world, org)}


@example("office:received_file")
def a_file_received(world: World, org: Org) -> dict[str, Any]:
    return {"delivery_id": _delivery_to(world, org), "place": 0}


@example("office:layout", "office:versions", "office:sheet", "office:sheet_pdf")
def a_draft(_world: World, org: Org) -> dict[str, Any]:
    Letterhead.objects.create(org=org, org_path=org.path, agency=org.name, mark=f"例{org.pk}", printer="办公室")
    return {"case_id": _case(Outgoing.code, org).pk}


@example("office:notice", reach=Reach.AROUND)
def a_notice(_world: World, org: Org) -> dict[str, Any]:
    """Information stands before those below who published it, too."""
    return _notice_of(org)


@example("office:withdraw", "office:pin")
def a_notice_to_withdraw(_world: World, org: Org) -> dict[str, Any]:
    return _notice_of(org)


@example("office:public_notice", reach=Reach.ANYWHERE)
def a_public_notice(_world: World, org: Org) -> dict[str, Any]:
    return _notice_of(org)
