"""`shuren verify-audit`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shuren.site.cli.setup import configure, say

if TYPE_CHECKING:
    from shuren.kernel.audit.chain import Verdict

EXIT_BROKEN = 3


@click.command("verify-audit")
@click.option(
    "--file",
    "export",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Verify an exported log; needs no database.",
)
@click.option(
    "--export-to",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Also write the log to a file that --file can verify elsewhere.",
)
def verify_audit(export: Path | None, export_to: Path | None) -> None:
    """Walk the hash chain of the audit log from its first entry.

    The chain in the database is also held to the heads that were kept outside it, hourly and at each verification
    (SHUREN_AUDIT_ANCHORS): the links alone cannot tell that the newest of them are missing. A file is held to itself.

    \b
    Exit code 0: every entry is as it was written and none is missing.
    Exit code 3: the chain is broken; the first position that does not hold is named.
    """
    from shuren.kernel.audit import chain

    if export is not None:
        _report(chain.verify(chain.read_export(export)))
        return
    configure()
    from shuren.kernel.audit import ledger

    if export_to is not None:
        chain.write_export(ledger.stored_links(), export_to)
    _report(ledger.verify_stored())


def _report(verdict: "Verdict") -> None:
    if not verdict.holds:
        say(f"审计链在第 {verdict.broken_at} 条断开：{verdict.reason} The chain breaks at entry {verdict.broken_at}.")
        sys.exit(EXIT_BROKEN)
    click.echo(f"{verdict.checked} {verdict.head}")
    say(f"审计链完整，共 {verdict.checked} 条。 The chain holds: {verdict.checked} entries.")


COMMANDS = (verify_audit,)
