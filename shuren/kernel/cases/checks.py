"""System check with the database: no case runs under a version of its type that nothing declares any more."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import OperationalError, connection

from shuren.kernel.cases.migrating import stranded
from shuren.kernel.cases.models import Case


@register(Tags.database)
def running_cases_have_their_version(**_: Any) -> list[CheckMessage]:
    """shuren.C001: cases run under a version that has been taken out of the code."""
    try:
        if Case._meta.db_table not in connection.introspection.table_names():
            return []
    except OperationalError:  # Django asks before there is a database, too
        return []
    return [
        Error(
            f"{count} cases run under {code}, version {version}, which nothing declares.",
            hint=f"Put the class of version {version} back, run `shuren cases migrate {code} --preview`, then without.",
            id="shuren.C001",
        )
        for code, version, count in stranded()
    ]
