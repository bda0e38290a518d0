"""`shuren import`, `shuren export`."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import click

from shuren.site.cli.setup import configure, say

if TYPE_CHECKING:
    from shuren.kernel.access import ScopedManager
    from shuren.kernel.actors import Actor
    from shuren.kernel.tabular.declare import Table, Workbook
    from shuren.kernel.tabular.models import Batch
    from shuren.kernel.tabular.scopes import Scope
    from shuren.spine.orgs.models import Org

EXIT_WRONG = 3
TOLD = 50  # wrong cells printed; the rest is counted


@click.command("import")
@click.argument("table")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--org", "code", metavar="CODE", help="Whose rows these are; a template says so itself.")
@click.option("--year", type=click.IntRange(2000, 2100), help="For which year; a template says so itself.")
@click.option("--check-only", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--as", "account", metavar="ACCOUNT", help="Act as this account; otherwise as the command line.")
@click.option("--confirm-as", metavar="ACCOUNT", help="The second person, where many persons change.")
@click.option(
    "--marked",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the file with its wrong cells marked.",
)
def import_(
    *, table: str, file: Path, code: str | None, year: int | None, check_only: bool, account: str | None,
    confirm_as: str | None, marked: Path | None,
) -> None:  # fmt: skip
    """Read FILE into the registers: a filled-in template (.xlsx) or a CSV of one table.

    TABLE is a workbook (conditions, students, ...) or one of its tables (conditions.device). The file is checked whole
    and applied whole, in one transaction, exactly as on the page; `shuren import nothing FILE` lists what there is.

    \b
    Exit code 0: applied, or with --check-only: nothing is wrong.
    Exit code 1: refused as a whole, with the sentence; nothing changed.
    Exit code 3: wrong cells, listed by sheet, row and column; nothing changed.
    """
    configure()
    from shuren.kernel.rowsecurity import scope_of
    from shuren.kernel.tabular import actions

    workbook, single = _workbook(table)
    scope = _scope(file, code, year)
    actor = _actor(account, workbook, scope)
    with scope_of(actor), file.open("rb") as content:
        batch = actions.upload(
            actor=actor, workbook=workbook, scope=scope, name=file.name, content=content, table=single
        )
        batch = actions.check(actor=actor, batch=batch)
        _print(batch)
        if batch.refusal or batch.errors:
            _tell_wrong(batch, actor, marked)
        if check_only:
            actions.discard(actor=actor, batch=batch)
            return
    _apply(batch, actor, confirm_as)


def _apply(batch: "Batch", actor: "Actor", confirm_as: str | None) -> None:
    from shuren.kernel.rowsecurity import scope_of
    from shuren.kernel.tabular import actions
    from shuren.kernel.tabular.workflows import BatchState

    if batch.state == BatchState.WAITING:
        if confirm_as is None:
            raise click.ClickException(
                f"这批数据涉及 {batch.persons} 人，须由第二人复核后应用（批次 {batch.pk}）。"
                f" {batch.persons} persons change: a second person confirms batch {batch.pk}, or use --confirm-as."
            )
        second = _account(confirm_as)
        with scope_of(second):
            batch = actions.confirm(actor=second, batch=batch)
    with scope_of(actor):
        batch = actions.apply(actor=actor, batch=batch)
    say(f"· 已应用，批次 {batch.pk}。 Applied as batch {batch.pk}.")


def _workbook(name: str) -> "tuple[type[Workbook], str]":
    """Return a workbook by its own code or that of one of its tables, and the table's code in the second case."""
    from shuren.kernel.tabular.declare import WORKBOOKS

    for workbook in WORKBOOKS:
        if name == workbook.code:
            return workbook, ""
        if any(name == table.code for table in workbook.tables):
            return workbook, name
    raise click.ClickException(f"没有“{name}”这张表。 No such table. 现有 there are:\n{_known()}")


def _known() -> str:
    from shuren.kernel.tabular.declare import WORKBOOKS

    lines = [f"  {workbook.code:<24} {workbook.label}" for workbook in WORKBOOKS]
    tables = [f"  {table.code:<24} {table.label}" for workbook in WORKBOOKS for table in workbook.tables]
    return "\n".join(dict.fromkeys([*lines, *tables]))


def _scope(file: Path, code: str | None, year: int | None) -> "Scope":
    """Return what the file speaks for: as told, else as its template says."""
    from shuren.kernel.tabular.identity import unsealed
    from shuren.kernel.tabular.reading import identity_token
    from shuren.kernel.tabular.sniffing import kind_of
    from shuren.spine.orgs.queries.lookup import scope_in

    if code is None or year is None:
        if kind_of(file, file.name) != "xlsx":
            raise click.UsageError("CSV 文件不说明单位和年度，请加 --org 和 --year。 A CSV needs --org and --year.")
        identity = unsealed(identity_token(file))
        code, year = code or identity.org, year or int(identity.period[:4])
    return scope_in(_org(code), year)


def _org(code: str) -> "Org":
    from shuren.spine.orgs.models import Org

    found: Org | None = Org.objects.within("").filter(code=code).first()
    if found is None:
        raise click.ClickException(f"没有标识码为“{code}”的机构。 No org has the code {code}.")
    return found


def _account(username: str) -> "Actor":
    from shuren.spine.identity import queries
    from shuren.spine.identity.models import Account

    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise click.ClickException(f"没有可用的账号“{username}”。 No such account.")
    return queries.actor_of(account)


def _actor(username: str | None, workbook: "type[Workbook]", scope: "Scope") -> "Actor":
    from shuren.kernel.actors import system_actor
    from shuren.site.actors import COMMAND_LINE

    if username:
        return _account(username)
    return system_actor("command-line", COMMAND_LINE, workbook.permission, path=scope.path)


def _print(batch: "Batch") -> None:
    """Print one line for each table of a checked batch."""
    click.echo(f"{'table':<26} {'rows':>8} {'added':>8} {'changed':>8} {'vanished':>8} {'same':>8}")
    for code, counts in batch.counts.items():
        figures = (counts.get(kind, 0) for kind in ("rows", "added", "changed", "vanished", "unchanged"))
        click.echo(f"{code:<26} " + " ".join(f"{figure:>8,}" for figure in figures))
    click.echo(f"{batch.errors} wrong, {batch.warnings} warnings")


def _tell_wrong(batch: "Batch", actor: "Actor", marked: Path | None) -> None:
    """Say what is wrong, give the batch up and leave with the exit code for it."""
    from shuren.kernel.tabular import actions, queries
    from shuren.kernel.words import told

    if not batch.refusal:
        problems = queries.problems_of(batch)
        for problem in problems.head(TOLD).iter_rows(named=True):
            say(f"{problem['table']} {problem['row']} {problem['column']}: {told(problem['sentence'])}")
        if problems.height > TOLD:
            say(f"… {problems.height - TOLD} more")
        if marked:
            marked.write_bytes(actions.error_workbook(actor=actor, batch=batch))
            say(f"· {marked}")
    actions.discard(actor=actor, batch=batch)
    if batch.refusal:
        raise click.ClickException(told(batch.refusal))
    sys.exit(EXIT_WRONG)


@click.command("export")
@click.argument("table")
@click.option("--org", "code", metavar="CODE", help="A school, county, zone or city; otherwise everything.")
@click.option("--year", type=click.IntRange(2000, 2100), help="For tables that are kept by the year.")
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Otherwise to the standard output.")
@click.option("--as", "account", metavar="ACCOUNT", help="Act as this account; otherwise as the command line.")
@click.option("--reveal", metavar="REASON", help="Leave sensitive columns readable; the reason is recorded.")
def export(
    *, table: str, code: str | None, year: int | None, kind: Literal["csv", "xlsx"], output: Path | None,
    account: str | None, reveal: str | None,
) -> None:  # fmt: skip
    """Write the rows of TABLE as they stand in the registers.

    Those of one school and year come in the form in which they can be imported again; those of several begin with
    the school's code and name and the year.

    Numbers of persons are masked unless --reveal gives a reason. Each export is recorded in the audit log; lists of
    more than 5,000 persons are refused, they need two people and are asked for on the page.
    """
    configure()
    from shuren.kernel.rowsecurity import scope_of
    from shuren.kernel.tabular import outgoing

    declared, workbook = _table(table)
    scope = _export_scope(code, year)
    actor = _actor(account, workbook, scope)
    if reveal is not None:
        _record_reveal(actor, declared, scope, reveal)
    with tempfile.TemporaryDirectory(prefix="shuren-export-") as folder, scope_of(actor):
        target = output or Path(folder) / f"export.{kind}"
        rows = outgoing.export(
            actor=actor, table=declared, scope=scope, target=target, kind=kind,
            needed=workbook.permission, unmasked=reveal is not None, parts=_parts(declared, scope),
        )  # fmt: skip
        if output is None:
            sys.stdout.buffer.write(target.read_bytes())
    say(f"· {rows:,} 行 rows")


def _table(name: str) -> "tuple[type[Table], type[Workbook]]":
    workbook, single = _workbook(name)
    if not single and len(workbook.tables) > 1:
        raise click.ClickException(f"“{name}”有多张表，请选一张。 Name one of its tables:\n{_known()}")
    return workbook.table(single) if single else workbook.tables[0], workbook


def _export_scope(code: str | None, year: int | None) -> "Scope":
    """Return the rows asked for: at and below an org, of one year or of all."""
    from dataclasses import replace

    from django.utils import timezone

    from shuren.spine.orgs.models import Org
    from shuren.spine.orgs.queries.lookup import scope_in

    org = _org(code) if code else Org.objects.within("").order_by("path").first()
    if org is None:
        raise click.ClickException("数据库中还没有机构。 There is no org yet.")
    scope = scope_in(org, year or timezone.localdate().year)
    return replace(scope, where={"year": year} if year else {})


def _parts(table: "type[Table]", scope: "Scope") -> "list[Scope]":
    """Divide a scope by school and, where the table is kept by the year, by year; a single one is not divided."""
    from shuren.kernel.tabular.staging import fields_of
    from shuren.spine.orgs.models import Level, Org
    from shuren.spine.orgs.queries.lookup import scope_in

    schools = Org.objects.within(scope.path).filter(level=Level.SCHOOL).order_by("path").in_bulk()
    if table.model is not None and "year" in fields_of(table.model):
        rows = cast("ScopedManager", table.model._default_manager).within(scope.path).filter(**scope.where)
        pairs = list(rows.order_by("org_path", "year").values_list("school_id", "year").distinct())
    else:
        pairs = [(school, int(scope.period)) for school in schools]
    if len(schools) == 1 and len(pairs) <= 1:
        return []
    return [scope_in(schools[school], year) for school, year in pairs]


def _record_reveal(actor: "Actor", table: "type[Table]", scope: "Scope", reason: str) -> None:
    """Record why numbers leave the platform readable. Raises ClickException for a reason that says nothing."""
    from django.db import transaction

    from shuren.kernel.audit.actions import record
    from shuren.site import events
    from shuren.spine.people.rules import sounds_like_reason

    if not sounds_like_reason(reason):
        raise click.ClickException("请写明理由。 Give a reason that says something.")
    details: dict[str, Any] = {"table": table.label, "reason": reason}
    with transaction.atomic():
        record(
            actor=actor,
            label=events.REVEALED,
            org_path=scope.path,
            subject=("tabular.table", table.code),
            details=details,
        )


COMMANDS = (import_, export)
