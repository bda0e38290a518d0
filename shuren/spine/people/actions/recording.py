"""What recording a school's list of any kind has in common."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import system_actor
from shuren.kernel.periods import reporting_year
from shuren.kernel.refusals import Refused
from shuren.spine.people import permissions as can

if TYPE_CHECKING:
    from shuren.kernel.tabular.writing import Load

# Matching looks across all schools: a pupil who moves keeps the person they are. Nothing of it is shown to anybody.
MATCHER = system_actor("people.matching", "人员查重", can.record_people)


class LaterOnRecord(Refused):
    """名册已经登记到 {on} 之后的变动，不能再用更早的名单改写。请改用当前年度的模板，按现状填报。"""


def effective_on(load: Load) -> date:
    """Return the day for which a list speaks: today for the present year, the reference date for an earlier one."""
    today = timezone.localdate()
    return today if load.scope.on.year >= reporting_year(today) else load.scope.on


def require_recorder(load: Load) -> None:
    require(load.actor, can.record_people, load.scope.path)


def text(*fields: str, prefix: str = "") -> dict[str, str]:
    """Map text fields to staged ones; what the file leaves blank is empty, not unknown."""
    return {field: f"coalesce(s.{prefix}{field}, '')" for field in fields}


def plain(*fields: str, prefix: str = "") -> dict[str, str]:
    """Map fields to staged ones of the same name."""
    return {field: f"s.{prefix}{field}" for field in fields}


def place(load: Load) -> dict[str, str]:
    """Map the columns of a row's place to the scope's own values."""
    owners = load.scope.stamps()
    quoted = "'" + load.scope.path.replace("'", "''") + "'"
    return {"org_path": quoted, **{name: str(int(owners[name])) for name in ("school_id", "county_id", "city_id")}}
