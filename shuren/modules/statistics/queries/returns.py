"""Returns: whose they are, what stands in them, how far they are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case as Choose
from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.cases import queries as cases
from shuren.kernel.cases.models import Case
from shuren.kernel.measures.models import Computation
from shuren.kernel.periods import reference_date, reporting_year
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.statistics.models import Return
from shuren.modules.statistics.permissions import view_returns
from shuren.modules.statistics.queries.filling import counted, filled, unreported
from shuren.modules.statistics.rules.forms import Fault, Form, faults, unread_faults
from shuren.modules.statistics.rules.layouts import FORMS
from shuren.spine.orgs import api as orgs
from shuren.spine.orgs.models import Level, Org
from shuren.spine.orgs.queries import lookup

SUBJECT = "statistics.return"
OWN_STEP = "fill"
OPEN, ASKED, CONFIRMED = "open", "asked", "confirmed"


@dataclass(frozen=True)
class Sheet:
    """A school's return: its forms with their numbers, and what does not agree in them."""

    school: Org
    year: int
    row: Return | None
    case: Case | None
    forms: tuple[Form, ...]
    numbers: Mapping[str, Mapping[str, float]]
    typed: Mapping[str, frozenset[str]]  # the cells of each form that no register answers
    faults: tuple[Fault, ...]
    unreported: tuple[str, ...]  # the registers that have nothing for the year

    @property
    def unread(self) -> Mapping[str, Mapping[str, str]]:
        """What was typed into cells and is no number."""
        found: Mapping[str, Mapping[str, str]] = self.row.unread if self.row else {}
        return found

    def told(self, form: str) -> Mapping[str, str]:
        """Return what is said at cells of a form, by cell."""
        return {
            fault.cell: sentence_of(fault)
            for fault in self.faults
            if fault.form == form and fault.cell in self.unread.get(form, {})
        }

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """The form and the sentence of each number that cannot be."""
        return [(fault.form, sentence_of(fault)) for fault in self.faults]

    @property
    def recorded(self) -> int:
        """How many cells the school has typed itself; confirmed, they are known to the dictionary."""
        return sum(len(cells) for cells in self.row.typed.values()) if self.row else 0

    @property
    def state(self) -> str:
        if self.row is not None and self.row.confirmed_at:
            return CONFIRMED
        return OPEN if is_open(self.row, self.case) else ASKED

    @property
    def on(self) -> date:
        return reference_date(self.year)

    @property
    def spared(self) -> int:
        """How many cells nobody has to fill in."""
        return sum(len(set(counted(form)) & set(self.numbers[form.code])) for form in self.forms)

    @property
    def asked(self) -> int:
        return sum(len(cells) for cells in self.typed.values())


def sentence_of(fault: Fault) -> str:
    """Return what is said of a number that cannot be, in the reader's language."""
    return gettext(fault.sentence).format(**fault.params)


def years() -> list[int]:
    """Return the years that can be returned, newest first: those computed, and the latest reference date passed."""
    found = set(Computation.objects.values_list("year", flat=True)) | {reporting_year(timezone.localdate())}
    return sorted(found, reverse=True)


def school_for(actor: Actor, school_id: int) -> Org:
    """Return a school whose return the actor may see. Raises NotFoundHere for any other."""
    found: Org | None = Org.objects.visible_to(actor, view_returns).filter(pk=school_id, level=Level.SCHOOL).first()
    if found is None:
        raise NotFoundHere
    return found


def own_school(actor: Actor) -> Org | None:
    unit = lookup.own_org(actor)
    return unit if unit is not None and unit.level == Level.SCHOOL else None


def own_unit(actor: Actor) -> Org | None:
    return lookup.own_org(actor)


def row_of(school: Org, year: int) -> Return | None:
    found: Return | None = Return.objects.within(school.path).filter(org=school, year=year).first()
    return found


def case_of(row: Return | None) -> Case | None:
    if row is None or row.case_id is None:
        return None
    found: Case | None = Case.objects.within("").filter(pk=row.case_id).first()
    return found


def is_open(row: Return | None, case: Case | None) -> bool:
    """Say whether a return may still be filled in: not confirmed, and nobody is asked to sign it just now."""
    if row is not None and row.confirmed_at:
        return False
    if case is None or case.outcome:
        return True
    return any(visit.step == OWN_STEP for visit in cases.state_of(case).open_visits)


def forms_of(school: Org) -> tuple[Form, ...]:
    """Return the forms that a school fills by the stages it teaches."""
    stages = orgs.stages_at(school.pk)
    return tuple(form for form in FORMS if not form.stages or form.stages & stages)


def sheet(actor: Actor, school: Org, year: int) -> Sheet:
    """Return a school's return as it was handed in, or as the registers answer it now."""
    require(actor, view_returns, school.path)
    row = row_of(school, year)
    case = case_of(row)
    if row is None or is_open(row, case):
        return live_sheet(actor, school, year, row)
    forms = tuple(form for form in FORMS if form.code in row.values)
    return _sheet(school, year, row, case, forms, row.values, row.unreported)


def live_sheet(actor: Actor, school: Org, year: int, row: Return | None) -> Sheet:
    """Return a school's return as the registers answer it now, whatever was handed in."""
    forms = forms_of(school)
    typed = row.typed if row else {}
    with scope_of(actor):
        missing = unreported(school.pk, year, forms)
        found = filled(school.pk, year, forms, {table.name for table in missing})
    numbers = {code: {**typed.get(code, {}), **values} for code, values in found.items()}
    return _sheet(school, year, row, case_of(row), forms, numbers, [table.label for table in missing])


def _sheet(
    school: Org, year: int, row: Return | None, case: Case | None, forms: tuple[Form, ...],
    numbers: Mapping[str, Mapping[str, float]], missing: Iterable[str],
) -> Sheet:  # fmt: skip
    typed = {form.code: frozenset({cell for cell, _, _ in form.cells()} - set(counted(form))) for form in forms}
    unread = row.unread if row else {}
    wrong = tuple(
        fault
        for form in forms
        for fault in (
            *unread_faults(form, unread.get(form.code, {})),
            *faults(form, dict.fromkeys(typed[form.code], 0) | dict(numbers[form.code])),  # a blank is returned as 0
        )
    )
    return Sheet(school, year, row, case, forms, numbers, typed, wrong, tuple(missing))


def board(actor: Actor, year: int) -> "QuerySet[Org]":
    """Return the schools at and below the actor's node with how far their returns are."""
    rows = Return.objects.within(actor.path).filter(org=OuterRef("pk"), year=year)
    state = Choose(
        When(confirmed_at__isnull=False, then=Value(CONFIRMED)),
        When(handed_in_at__isnull=False, then=Value(ASKED)),
        default=Value(OPEN),
        output_field=CharField(),
    )
    found: QuerySet[Org] = lookup.schools_of(actor, view_returns).select_related("county")
    return found.annotate(
        return_state=Coalesce(Subquery(rows.annotate(state=state).values("state")[:1]), Value(OPEN)),
        confirmed_at=Subquery(rows.values("confirmed_at")[:1]),
        handed_in_by=Subquery(rows.values("handed_in_by_name")[:1]),
        county_name=F("county__name"),
    )


def counts(actor: Actor, year: int) -> dict[str, int]:
    """Return how many schools' returns are how far."""
    rows = Return.objects.visible_to(actor, view_returns).filter(year=year, handed_in_at__isnull=False)
    signed = list(rows.values_list("confirmed_at", flat=True))
    asked, schools = signed.count(None), lookup.schools_of(actor, view_returns).count()
    return {CONFIRMED: len(signed) - asked, ASKED: asked, OPEN: schools - len(signed)}


def summary(actor: Actor, year: int) -> tuple[dict[str, dict[str, float]], int]:
    """Add up the confirmed returns at and below the actor's node; say how many there are."""
    require(actor, view_returns)
    total: dict[str, Any] = {}
    number = 0
    rows = Return.objects.visible_to(actor, view_returns).filter(year=year, confirmed_at__isnull=False)
    for values in rows.values_list("values", flat=True).iterator(chunk_size=200):
        number += 1
        for code, cells in values.items():
            total.setdefault(code, Counter()).update(cells)
    return {code: {cell: round(value, 2) for cell, value in cells.items()} for code, cells in total.items()}, number
