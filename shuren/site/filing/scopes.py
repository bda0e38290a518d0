"""For whom and when a workbook is filled in."""

from dataclasses import dataclass

from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.tabular.declare import WORKBOOKS, Workbook
from shuren.kernel.tabular.scopes import Scope
from shuren.spine.orgs.models import Level, Org
from shuren.spine.orgs.queries.lookup import scope_in

FIRST_YEAR = 2016  # the first year of the first plan that is measured


class NotASchool(Refused):
    """填报由学校完成：您现在的角色不在任何一所学校。请切换到学校的角色后再填报。"""


@dataclass(frozen=True)
class Filing:
    """A workbook for one school and one year."""

    workbook: type[Workbook]
    school: Org
    year: int

    @property
    def scope(self) -> Scope:
        return scope_in(self.school, self.year)


def workbook_for(actor: Actor, code: str) -> type[Workbook]:
    """Return a workbook the actor may fill in or confirm. Raises NotFoundHere for any other."""
    workbook = WORKBOOKS.get(code)
    if workbook is None or not _concerns(actor, workbook):
        raise NotFoundHere
    return workbook


def workbooks_for(actor: Actor) -> list[type[Workbook]]:
    """Return the workbooks that concern the actor, in the order of their declaration."""
    return [workbook for workbook in WORKBOOKS if _concerns(actor, workbook)]


def _concerns(actor: Actor, workbook: type[Workbook]) -> bool:
    return not workbook.page and any(actor.may(each) for each in (workbook.permission, workbook.confirmer) if each)


def school_of(actor: Actor) -> Org:
    """Return the school the actor works at."""
    school: Org | None = Org.objects.within(actor.path).filter(path=actor.path, level=Level.SCHOOL).first()
    if school is None:
        raise NotASchool
    return school


def filing_for(actor: Actor, code: str, year: int) -> Filing:
    """Return what the actor fills in. Raises NotFoundHere for a year that cannot be filled in."""
    if year not in years():
        raise NotFoundHere
    return Filing(workbook_for(actor, code), school_of(actor), year)


def years() -> range:
    """Return the years that can be filled in: up to the present one, for corrections of the past are welcome."""
    return range(FIRST_YEAR, timezone.localdate().year + 1)
