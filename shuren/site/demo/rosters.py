"""A verification of the term in the demo region: opened by the city, schools at every stage of answering it."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from shuren.kernel.periods import Term
from shuren.modules.registry.actions import rosters as actions
from shuren.modules.registry.actions import unlisted
from shuren.modules.registry.models import RosterReturn, Verification
from shuren.modules.registry.queries import rosters as queries
from shuren.modules.registry.rules.roster import LONG, Absence, Answer, Given
from shuren.site.demo import accounts, clock
from shuren.site.demo.stories import Telling, holder
from shuren.spine.identity.models import Grant
from shuren.spine.orgs.models import Org
from shuren.spine.people.models import Enrolment

OPENED, LEFT = 10, 12  # working days ago, and working days that were left then
SIGNED, BEGUN = 4, 2  # schools that have signed, and that are at it beside the told one
STAGES = {"211": {"primary"}, "311": {"junior"}, "312": {"primary", "junior"}, "341": {"junior"}}  # by type of school
BACK = "初二（3）班两名学生的缺勤原因与控辍保学台账不一致，请核对后重新报送。"
WITHOUT = "陆安然"  # has just come from a village far away, without any paper
ABSENT = (Absence.ILL, Absence.ELSEWHERE, Absence.PRIVATE, Absence.TRUANT)


def tellings(today: date) -> list[Telling]:
    """Return the opening of the verification, and what some schools and the city then do."""
    city, own = accounts.place_of("city"), accounts.place_of("registrar")
    others = [school for school in schools_below(city) if school != own][: SIGNED + BEGUN]
    cut = max(1, len(others) * SIGNED // (SIGNED + BEGUN))
    return [
        _opened(city, today),
        _half(own, today, 3),
        _unlisted(own, today, others[-1:]),
        *(_half(school, today, number % 4 + 1) for number, school in enumerate(others[cut:])),
        *(_handed_in(school, today, number, city) for number, school in enumerate(others[:cut])),
    ]


def schools_below(city: Org) -> list[Org]:
    """Return the primary and junior schools of the city that have a registrar; a school just split off has none."""
    kept = Grant.objects.within(city.path).filter(role="registrar", valid_to=None).values("org")
    rows = Org.objects.within(city.path).filter(closed_on=None, school_type__in=STAGES, pk__in=kept)
    return list(rows.order_by("path"))


def _opened(city: Org, today: date) -> Iterator[datetime]:
    day = clock.back(today, OPENED)
    yield clock.moment(day, 5)
    due = clock.WORKDAYS.after(day, LEFT)
    actions.open_verification(actor=holder("city_official", city.path), term=Term.of(today), due_on=due)


def _half(school: Org, today: date, ago: int) -> Iterator[datetime]:
    """Half of the classes are checked."""
    yield clock.moment(clock.back(today, ago), 95)
    row = _return_of(school)
    _check(row, every=2)


def _handed_in(school: Org, today: date, number: int, city: Org) -> Iterator[datetime]:
    """All is checked and signed; one school's is sent back."""
    day = clock.back(today, OPENED - 2 - number % 5)
    yield clock.moment(day, 60 + 20 * number)
    row = _return_of(school)
    _check(row, every=1)
    yield clock.moment(day, 300 + 9 * number)
    actions.sign(actor=holder("principal", school.path), return_id=row.pk)
    if number == 1:
        yield clock.moment(clock.WORKDAYS.after(day, 1), 200)
        verification = Verification.objects.within(city.path).get(pk=row.verification_id)
        official = holder("city_official", city.path)
        actions.send_back(actor=official, verification=verification, return_id=row.pk, reason=BACK)


def _unlisted(school: Org, today: date, others: list[Org]) -> Iterator[datetime]:
    """Two children sit in class and are not on the roster: one of another school, one whom nobody has registered."""
    yield clock.moment(clock.back(today, 2), 130)
    row = _return_of(school)
    registrar = holder("registrar", school.path)
    groups = [group.pk for group in queries.groups_of(row) if group.pk]
    for other in others[: len(groups)]:
        pupil = Enrolment.objects.within(other.path).filter(left_on=None, status="01").latest("id")
        unlisted.tell(
            actor=registrar, return_id=row.pk, class_id=groups[0], name=pupil.name, number=pupil.national_no.reveal()
        )
    yield clock.moment(clock.back(today, 2), 140)
    for group in groups[1:2]:
        unlisted.tell(actor=registrar, return_id=row.pk, class_id=group, name=WITHOUT, number="")


def _return_of(school: Org) -> RosterReturn:
    row: RosterReturn = RosterReturn.objects.within(school.path).filter(school=school).latest("id")
    return row


def _check(row: RosterReturn, *, every: int) -> None:
    """Answer for every so-manieth class: a few pupils are away, whoever is on leave is not there, the rest is."""
    registrar, today = holder("registrar", row.org_path), timezone.localdate()
    for number, group in enumerate(queries.groups_of(row)[::every]):
        lines = queries.lines_of(row, group.pk)
        away = {lines[7].enrolment_id: ABSENT[number % len(ABSENT)]} if number % 3 == 0 and len(lines) > 7 else {}
        away |= {line.enrolment_id: Absence.LEAVE for line in lines if line.status == "02"}
        for pupil, why in away.items():
            given = Given(Answer.ABSENT, why, today - LONG if why == Absence.TRUANT else today)
            actions.answer(actor=registrar, return_id=row.pk, enrolment_id=pupil, given=given)
        actions.rest_is_present(actor=registrar, return_id=row.pk, class_id=group.pk)
