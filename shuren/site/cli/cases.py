"""`shuren cases migrate`."""

import click

from shuren.site.cli.setup import configure, say

SHOWN = 20  # numbers of cases told for each reason


@click.group()
def cases() -> None:
    """Cases under way: take them over to a newer version of their type."""


@cases.command()
@click.argument("code")
@click.option("--preview", is_flag=True, help="Say what would happen and change nothing.")
def migrate(code: str, preview: bool) -> None:
    """Take the running cases of type CODE (registry.departure, ...) over to its newest version.

    Each case gets an entry in its record. What cannot go over is told with the reason and ends under its own version,
    whose class must stay in the code until then.
    """
    configure()
    from shuren.kernel.actors import system_actor
    from shuren.kernel.cases import migrating
    from shuren.kernel.cases.declare import CASE_TYPES, newest
    from shuren.site.actors import COMMAND_LINE

    if code not in {kind.code for kind in CASE_TYPES}:
        known = ", ".join(sorted({kind.code for kind in CASE_TYPES}))
        raise click.ClickException(f"没有事项“{code}”，现有：{known}。 No such type; there are: {known}.")
    found = migrating.migrate(actor=system_actor("command-line", COMMAND_LINE), code=code, rehearse=preview)
    for version, count in sorted(found.over.items()):
        click.echo(f"v{version} -> v{newest(code).version}\t{count}")
    for reason, numbers in found.refused.items():
        more = "" if len(numbers) <= SHOWN else f" … ({len(numbers)})"
        click.echo(f"{reason}\t{' '.join(numbers[:SHOWN])}{more}")
    left = sum(map(len, found.refused.values()))
    verb = "可以转入 can go over" if preview else "已转入 gone over"
    say(f"· {found.over.total()} 件{verb}, {left} 件按原版本办结 end under their own version")


COMMANDS = (cases,)
