"""办学条件 that nobody handed in: rows straight into the registers, each school and year under a batch that says so.

So come all years of large regions and the newest of small ones. A city's six thousand workbooks would take an hour to
fill in and hand in; their rows are the same either way.
"""

import io
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import polars as pl
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.files.actions import store as store_file
from shuren.kernel.tabular.models import Batch
from shuren.kernel.tabular.workflows import BatchState
from shuren.modules.conditions.tables import ConditionsWorkbook
from shuren.site.demo import load, reports, workbooks
from shuren.site.demo.conditions import School
from shuren.spine.orgs.models import Org
from shuren.spine.orgs.queries.lookup import scope_in

NOTE = "本批数据由演示区域的生成程序直接写入，没有上传文件。Generated for the demo region; no file was handed in.\n"
AT_ONCE = 2_000  # schools' years that are shaped and written together
TABLES = tuple(table for table in ConditionsWorkbook.tables)


def write(schools: Iterable[School], *, actor: Actor, expected: int) -> tuple[int, int]:
    """Write the rows of all schools and years; return how many batches and rows."""
    file = store_file(actor=actor, name="演示数据说明.txt", content=io.BytesIO(NOTE.encode()))
    orgs = {org.pk: org for org in Org.objects.within("").filter(level="school").order_by("pk")}
    batches = rows = 0
    models = [table.model for table in TABLES if table.model]
    with load.open_for_loading((Batch, *models), 60 * expected):
        for piece in _pieces(schools):
            told = [
                (batches + at, orgs[school.node.id], school, reports.rows_of(school))
                for at, school in enumerate(piece, 1)
            ]
            load.copy(Batch, pl.DataFrame([_batch(*each, actor, file.pk) for each in told], infer_schema_length=None))
            rows += sum(_copy(table, told, actor) for table in TABLES)
            batches += len(piece)
        load.set_serials(Batch, *models)
    load.analyze(Batch, *models)
    return batches, rows


def _pieces(schools: Iterable[School]) -> Iterator[list[School]]:
    source = iter(schools)
    while piece := list(islice(source, AT_ONCE)):
        yield piece


Told = tuple[int, Org, School, dict[str, list[dict[str, Any]]]]


def _batch(
    number: int, org: Org, school: School, rows: dict[str, list[dict[str, Any]]], actor: Actor, file: int
) -> dict[str, Any]:
    scope = scope_in(org, school.year)
    counts = {
        code: {"rows": len(found), "added": len(found), "changed": 0, "vanished": 0, "unchanged": 0}
        for code, found in rows.items()
    }
    written = [[table.model._meta.label, len(rows[table.code]), 0, 0] for table in TABLES if table.model]
    return {
        "id": number, "workbook": ConditionsWorkbook.code, "file_id": file,
        "scope": json.dumps(scope.as_json(), ensure_ascii=False),
        "org_id": org.pk, "org_path": org.path, "org_label": org.name, "period": scope.period,
        "state": BatchState.APPLIED.value, "actor_key": actor.id, "actor_name": actor.name,
        "counts": json.dumps(counts), "fingerprints": "{}",
        "written": json.dumps(written), "applied_at": timezone.now().isoformat(),
    }  # fmt: skip


def _copy(table: Any, told: list[Told], actor: Actor) -> int:
    """Write one table's rows of some schools."""
    rows = [row for _, _, _, found in told for row in found[table.code]]
    if not rows:
        return 0
    lengths = [len(found[table.code]) for _, _, _, found in told]
    owners = pl.DataFrame(
        [(batch, org.pk, org.path, org.county_id, org.city_id, school.year) for batch, org, school, _ in told],
        schema=["batch_id", "school_id", "org_path", "county_id", "city_id", "year"],
        orient="row",
    )
    spread = owners.with_columns(count=pl.Series(lengths, dtype=pl.Int64)).filter(pl.col("count") > 0)
    spread = spread.with_columns(batch_row=pl.int_ranges(2, pl.col("count") + 2)).explode("batch_row").drop("count")
    stamped = workbooks.frame_of(table, rows).hstack(spread).with_columns(
        entered_by=pl.lit(actor.name), entered_at=pl.lit(timezone.now().isoformat())
    )  # fmt: skip
    return load.copy(table.model, stamped)
