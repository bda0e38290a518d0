"""The group of all commands, and how a refusal reads at the terminal."""

from typing import Any

import click

from shuren.site.cli import audit, authority, cases, figures, founding, safekeeping, serving, tables


class Sentences(click.Group):
    """A group whose commands answer a refusal with its sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        from shuren.kernel.refusals import Refused

        try:
            return super().invoke(ctx)
        except Refused as refusal:
            raise click.ClickException(refusal.sentence) from refusal


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="shuren")
def main() -> None:
    """Shuren 树人, the open platform on which a region runs education.

    \b
    First look        shuren demo
    A server          shuren found,  then  shuren serve  and  shuren work
    Registers         shuren import TABLE FILE,  shuren export TABLE
    Figures           shuren measure,  shuren explain
    Cases             shuren cases migrate CODE --preview
    Safekeeping       shuren verify-audit,  shuren backup,  shuren restore
    Signatures        shuren authority status

    Data lives below ./var, or where SHUREN_VAR says; DATABASE_URL points to a PostgreSQL 15 or newer instead of the
    embedded one.
    """


GROUPS = (serving, founding, tables, figures, audit, cases, authority, safekeeping)

for group in GROUPS:
    for command in group.COMMANDS:
        main.add_command(command)
