"""What the filing pages show, gathered for their templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shuren.kernel.actors import Actor, name_shown
from shuren.kernel.jobs import queries as jobs
from shuren.kernel.jobs.models import Run
from shuren.kernel.tabular import queries as tabular
from shuren.kernel.tabular.declare import Table, Workbook
from shuren.kernel.tabular.dictionary import Item, dictionary
from shuren.kernel.tabular.models import Batch
from shuren.kernel.tabular.workflows import BatchState, BatchWorkflow
from shuren.kernel.words import told, translated
from shuren.kernel.workflow.declare import Step
from shuren.kernel.workflow.queries import history_of, steps_open_to
from shuren.site.filing import permissions, scopes

KINDS = ("added", "changed", "vanished")
LEVELS = {"wrong": "error", "warned": "warning"}  # a warning stops no file
SHOWN = 50  # rows of a preview; the rest is counted
RECENT = 5  # files on the first page
GIVEN_UP = (BatchState.DISCARDED, BatchState.UNDONE)
STEPS_DONE = {
    BatchState.UPLOADED: 2,
    BatchState.WRONG: 2,
    BatchState.WAITING: 3,
    BatchState.READY: 4,
    BatchState.APPLIED: 5,
}


@dataclass(frozen=True)
class Returned:
    """One year of a workbook at a school: the newest batch that counts, if any."""

    year: int
    batch: Batch | None

    @property
    def is_at_work(self) -> bool:
        """Whether a file was handed in that is not applied yet."""
        return self.batch is not None and self.batch.state != BatchState.APPLIED

    @property
    def light(self) -> str:
        if self.batch is None:
            return "grey"
        return {BatchState.APPLIED: "green", BatchState.WRONG: "red"}.get(BatchState(self.batch.state), "amber")


@dataclass(frozen=True)
class Card:
    """A workbook at a school: the open year and those still at work in front, the earlier ones folded away."""

    workbook: type[Workbook]
    front: list[Returned]
    earlier: list[Returned]


def card(actor: Actor, workbook: type[Workbook]) -> Card:
    """Return the years of a workbook, newest first, each with its newest batch that was not given up."""
    newest: dict[str, Batch] = {}
    for batch in tabular.batches_for(actor, workbook).exclude(state__in=GIVEN_UP):
        newest.setdefault(batch.period, batch)
    returned = [Returned(year, newest.get(str(year))) for year in reversed(scopes.years())]
    front = [one for at, one in enumerate(returned) if not at or one.is_at_work]
    return Card(workbook, front, [one for one in returned if one not in front])


def recent(actor: Actor) -> list[Returned]:
    """Return the newest files handed in by the actor's school, those given up left out; nothing for other roles."""
    if not actor.may(permissions.open_filing):
        return []
    found = [tabular.batches_for(actor, workbook) for workbook in scopes.workbooks_for(actor)]
    if not found:
        return []
    newest = reduce(or_, found).exclude(state__in=GIVEN_UP)[:RECENT]
    return [Returned(int(batch.period), batch) for batch in newest]


@dataclass(frozen=True)
class Sheet:
    """One table of a batch: how many rows of each kind, and where they are listed."""

    table: type[Table]
    counts: Mapping[str, int]

    def count(self, kind: str) -> int:
        return self.counts.get(kind, 0)


@dataclass(frozen=True)
class View:
    """Which rows of a batch are looked at: a table and one of added, changed, vanished, wrong, warned."""

    table: type[Table]
    kind: str
    rows: Sequence[Any]
    total: int

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.rows)

    @property
    def is_spent(self) -> bool:
        """Whether the rows are no longer kept beside the batch: it is applied or given up."""
        return self.is_cut and not self.rows


@dataclass(frozen=True)
class BatchPage:
    """A batch as its page shows it."""

    batch: Batch
    run: Run | None
    sheets: list[Sheet]
    view: View | None
    steps: list[Step]

    @property
    def is_busy(self) -> bool:
        return self.run is not None and not self.run.is_over

    @property
    def current_step(self) -> int:
        return STEPS_DONE.get(BatchState(self.batch.state), 5)

    @property
    def labels(self) -> list[str]:
        return [_("上传"), _("核对"), _("复核"), _("应用")]

    @property
    def totals(self) -> dict[str, int]:
        counted = {kind: self.batch.total(kind) for kind in KINDS}
        stopped = {"wrong": self.batch.errors, "warned": self.batch.warnings}
        return {**counted, **stopped, "same": self.batch.total("unchanged")}

    @property
    def changes_nothing(self) -> bool:
        return self.batch.state == BatchState.READY and not any(self.batch.total(kind) for kind in KINDS)

    @property
    def home(self) -> str:
        """Where files of this kind are handed in."""
        if self.batch.declared.page:
            return reverse(self.batch.declared.page, args=[self.batch.spoken_for.code])
        return reverse("filing:workbook", args=[self.batch.workbook, self.batch.period])

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        what = _("%(what)s %(year)s") % {"what": translated(self.batch.declared.label), "year": self.batch.period}
        return [*([] if self.batch.declared.page else [(_("填报"), reverse("filing:workbooks"))]), (what, self.home)]

    def address(self, table: type[Table], kind: str) -> str:
        return f"{reverse('filing:batch', args=[self.batch.pk])}?table={table.code}&kind={kind}#rows"


def batch_page(actor: Actor, batch_id: int, *, table: str = "", kind: str = "") -> BatchPage:
    """Gather a batch's page; `table` and `kind` choose the rows to list, else the first that need a look.

    The run is read before the batch: a page that finds the run at its end then shows what came of it.
    """
    run = jobs.latest_about("tabular.batch", batch_id)
    batch = tabular.batch_for(actor, batch_id)
    problems = tabular.problems_of(batch)
    sheets = _sheets(batch, problems)
    return BatchPage(
        batch=batch,
        run=run,
        sheets=sheets,
        view=_view(actor, batch, sheets, problems, table, kind),
        steps=steps_open_to(BatchWorkflow, actor, batch),
    )


def _sheets(batch: Batch, problems: Any) -> list[Sheet]:
    found = {(code, level): number for code, level, number in problems.group_by("table", "level").len().iter_rows()}
    concerned = {*batch.counts, *(code for code, _level in found)}
    return [
        Sheet(
            each,
            {**batch.counts.get(each.code, {}), **{k: found.get((each.code, level), 0) for k, level in LEVELS.items()}},
        )
        for each in batch.declared.tables
        if each.code in concerned
    ]


def _view(actor: Actor, batch: Batch, sheets: list[Sheet], problems: Any, code: str, kind: str) -> View | None:
    sheet = next((each for each in sheets if each.table.code == code), None)
    if sheet is None or kind not in (*KINDS, *LEVELS):
        sheet, kind = _worth_a_look(sheets)
    if sheet is None:
        return None
    if kind in LEVELS:
        mine = (problems["table"] == sheet.table.code) & (problems["level"] == LEVELS[kind])
        rows = problems.filter(mine).head(SHOWN).to_dicts()
        return View(sheet.table, kind, [_labelled(sheet.table, row) for row in rows], sheet.count(kind))
    found = tabular.preview(actor=actor, batch=batch, table=sheet.table, kind=kind, limit=SHOWN)
    return View(sheet.table, kind, found, sheet.count(kind))


def _worth_a_look(sheets: list[Sheet]) -> tuple[Sheet | None, str]:
    """Return the first sheet with something wrong, else to be looked at, changed, vanished or added."""
    kinds = (*LEVELS, "changed", "vanished", "added")
    return next(((sheet, kind) for kind in kinds for sheet in sheets if sheet.count(kind)), (None, ""))


def _labelled(table: type[Table], problem: dict[str, Any]) -> dict[str, Any]:
    labels = {column.name: column.label for column in table.columns}
    field = translated(labels.get(problem["column"], problem["column"] or ""))
    return {**problem, "field": field, "sentence": told(problem["sentence"])}


def items_of(workbook: type[Workbook]) -> list[Item]:
    """Return what each column of a workbook asks for, in the reader's language."""
    return [
        replace(
            item,
            label=translated(item.label),
            table_label=translated(item.table_label),
            kind=translated(item.kind),
            unit=translated(item.unit),
            standard=translated(item.standard),
            note=translated(item.note),
        )
        for item in dictionary(workbook.tables)
    ]


def history(batch: Batch) -> list[dict[str, str]]:
    """Return what was done with a batch, newest first, as a timeline shows it."""
    from shuren.site.ui.formats import moment

    labels = {step.name: str(step.label) for step in BatchWorkflow.steps()}
    taken = [
        {
            "when": moment(step.at),
            "what": labels.get(step.step, step.step),
            "who": name_shown(step.actor_name),
            "note": step.reason,
        }
        for step in history_of(batch)
    ]
    began = {
        "when": moment(batch.created_at),
        "what": _("上传文件"),
        "who": name_shown(batch.actor_name),
        "note": batch.file.name,
    }
    return [*reversed(taken), began]
