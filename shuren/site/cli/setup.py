"""Before Django: the database is found or started, and settings are pointed at it."""

import os
from pathlib import Path

import click


def runtime_folder() -> Path:
    return Path(os.environ.get("SHUREN_VAR", "var")).resolve()


def configure() -> None:
    """Start or find the database, tell Django where it is, and set Django up; doing it twice does nothing more."""
    from django.apps import apps

    if apps.ready:
        return
    from shuren.kernel.embedded import Unavailable, database_url

    var = runtime_folder()
    os.environ["SHUREN_VAR"] = str(var)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuren.site.settings")
    try:
        os.environ["DATABASE_URL"] = database_url(var)
    except Unavailable as error:
        raise click.ClickException(str(error)) from error
    import django

    django.setup()


def migrate() -> None:
    """Bring the database's tables up to date."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def say(sentence: str) -> None:
    """Tell the one at the terminal what is going on."""
    click.echo(sentence, err=True)
