"""The end of the school year before, closed by one senior high school of the demo region; its certificates numbered.

The registers come with pupils who have left. Of this school the leavers of that summer are kept as they were in June,
so that they leave by the ordinary act.
"""

from datetime import date

import polars as pl

from shuren.kernel.jobs import actions as jobs
from shuren.kernel.jobs import queries as runs
from shuren.kernel.jobs.models import RunState
from shuren.modules.registry.actions import diplomas, finishers, yearends
from shuren.modules.registry.models import YearEnd
from shuren.modules.registry.queries import finishers as leavers
from shuren.modules.registry.rules.yearend import Outcome
from shuren.site.demo import clock
from shuren.site.demo.region import Node
from shuren.site.demo.sizes import TODAY
from shuren.site.demo.stories import holder
from shuren.spine.orgs import api as orgs
from shuren.spine.orgs.models import Org
from shuren.spine.people.models import Enrolment

YEAR = TODAY.year - 1
LEFT_ON = date(TODAY.year, 7, 1)
NAMED = ((Outcome.COMPLETE, "数学、物理学业水平合格性考试不合格"), (Outcome.INCOMPLETE, "在校不满规定年限，自愿肄业"))
STAGE = "senior"


def keep_here(enrolled: pl.DataFrame, nodes: list[Node]) -> pl.DataFrame:
    """Take back the leaving of those whom the school's act will let leave."""
    kept = next((node.id for node in nodes if _is_chosen(node)), 0)
    stays = (pl.col("school_id") == kept) & (pl.col("stage") == STAGE) & (pl.col("left_on") == LEFT_ON)
    return enrolled.with_columns(left_on=pl.when(stays).then(None).otherwise("left_on"))


def _is_chosen(node: Node) -> bool:
    return node.kind is not None and node.kind.stages == (STAGE,) and not node.closes


def close() -> int:
    """Name finishers, sign, preview, carry out, number the certificates; return how many pupils the act was about."""
    waiting = Enrolment.objects.within("").filter(left_on=None, stage=STAGE, entry_year=YEAR - 2).order_by("school_no")
    first = waiting.first()
    if first is None:
        return 0
    school = Org.objects.within("").get(pk=first.school_id)
    registrar, principal = holder("registrar", school.path), holder("principal", school.path)
    with clock.at(clock.moment(date(TODAY.year, 6, 15), 90)):
        rows = list(leavers.last_grade(registrar, YEAR).order_by("school_no")[:40])
        for row, (outcome, why) in zip(rows[7::20], NAMED, strict=False):
            finishers.name(actor=registrar, year=YEAR, enrolment_id=row.pk, outcome=outcome, reason=why)
    with clock.at(clock.moment(date(TODAY.year, 6, 18), 75)):
        finishers.sign(actor=principal, year=YEAR)
    with clock.at(clock.moment(date(TODAY.year, 6, 26), 40)):
        act = yearends.prepare(actor=registrar, year=YEAR)
        _work(act)
    with clock.at(clock.moment(date(TODAY.year, 6, 29), 120)):
        act.refresh_from_db()
        yearends.queue(actor=principal, act=act, job="apply")
        _work(act)
    with clock.at(clock.moment(LEFT_ON, 60)):
        act.refresh_from_db()
        node = orgs.node(school.pk)
        role = "city_official" if node.authority_level in {"city", "province"} else "county_official"
        official = holder(role, node.authority_path)
        diplomas.queue(actor=official, act=act)
        _work(act)
    return act.pupils


def _work(act: YearEnd) -> None:
    """Do what has been queued about an act; the worker, when it comes, finds it done."""
    run = runs.latest_about(yearends.SUBJECT, act.pk)
    if run is not None:
        jobs.work(run.pk)
        run.refresh_from_db()
        if run.state != RunState.DONE:
            raise ValueError(run.note)
