"""A list of key data to be corrected in the demo region: handed in by the told school as its template, a case a row."""

import io
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import polars as pl

from shuren.kernel.jobs import actions as jobs
from shuren.kernel.jobs import queries as runs
from shuren.kernel.tabular.template import write_template
from shuren.modules.registry.actions import corrections as actions
from shuren.modules.registry.queries import corrections as queries
from shuren.modules.registry.tables import KeyDataTable, KeyDataWorkbook
from shuren.site.demo import clock
from shuren.site.demo.stories import Telling, holder, scan
from shuren.spine.people.models import Enrolment

AGO, PUPILS = 2, 3  # working days, rows
GIVEN_NAMES = ("书瑶", "景行", "沐阳")
PROOF, FILE = "派出所变更证明.pdf", "关键信息变更名单.xlsx"


def telling(path: str, pupils: Iterator[Enrolment], today: date) -> Telling:
    """Return the handing in of a list about a few pupils of a school, one proof for all of them."""
    chosen = list(islice(pupils, PUPILS))
    return _handed_in(path, chosen, today)


def _handed_in(path: str, pupils: list[Enrolment], today: date) -> Iterator[datetime]:
    yield clock.moment(clock.back(today, AGO), 210)
    registrar = holder("registrar", path)
    proofs = actions.keep_proofs(registrar, [(PROOF, io.BytesIO(scan()))])
    blank = dict.fromkeys((column.name for column in KeyDataTable.columns), "")
    told = [
        blank | {"pupil": row.school_no, "name": row.name[0] + given}
        for row, given in zip(pupils, GIVEN_NAMES, strict=False)
    ]
    with tempfile.TemporaryDirectory(prefix="shuren-demo-") as folder:
        target = Path(folder) / FILE
        frames = {KeyDataTable.code: pl.DataFrame(told, schema=dict.fromkeys(blank, pl.String))}
        write_template(KeyDataWorkbook, queries.scope_of(registrar), target, filled=frames)
        file = actions.keep_list(actor=registrar, name=FILE, content=io.BytesIO(target.read_bytes()))
    found = actions.read(actor=registrar, workbook=KeyDataWorkbook, file=file, proofs=proofs)
    if found.rows and not found.faults:
        made = actions.hand_in(actor=registrar, name=FILE, rows=found.rows)
        run = runs.latest_about(actions.SUBJECT, made.pk)
        if run is not None:
            jobs.work(run.pk)
