"""What every order is held to: names, codes, places, and that an org stood where the order says on its day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language, gettext

from shuren.kernel.actors import range_of
from shuren.kernel.paths import parent_of
from shuren.kernel.refusals import NotFoundHere
from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.models import Level, Org, OrgVersion, SchoolClass
from shuren.spine.orgs.rules import places
from shuren.spine.standards import api as standards

NAME_LENGTH = 100
CODED = ("school_type", "urban_rural", "organizer")  # columns whose values are codes of the table of the same name


def named(org_id: int) -> Org:
    """Return an org that an order names. Raises NotFoundHere."""
    org: Org | None = Org.objects.within("").select_related("parent").filter(pk=org_id).first()
    if org is None:
        raise NotFoundHere
    return org


def all_named(org_ids: list[int]) -> list[Org]:
    """Return the orgs in the order named, each once. Raises NothingNamed, NamedTwice, NotFoundHere."""
    if not org_ids:
        raise no.NothingNamed(field="org_ids")
    orgs = [named(org_id) for org_id in org_ids]
    for place, org in enumerate(orgs):
        if org in orgs[:place]:
            raise no.NamedTwice(name=org.name)
    return orgs


def stands(org: Org, on: date) -> OrgVersion:
    """Return what an org was on a day; it must have been, and be still, at its present place.

    Raises AlreadyClosed, NotOpenThen, ParentMovedSince.
    """
    if org.closed_on is not None and org.closed_on <= on:
        raise no.AlreadyClosed(name=org.name, closed_on=org.closed_on)
    versions = OrgVersion.objects.within("").filter(org=org)
    then: OrgVersion | None = versions.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on).first()
    if then is None or org.closed_on is not None:
        raise no.NotOpenThen(name=org.name, on=on, field="on")
    if then.path != org.path:
        since = versions.filter(path=org.path).order_by("valid_from").values_list("valid_from", flat=True).first()
        raise no.ParentMovedSince(name=org.name, on=on, since=since, field="on")
    return then


def may_have_opened(org: Org, version: OrgVersion, day: date) -> date:
    """Return a corrected day of opening. Raises NotTheFirst, OpenedTooLate, NotOpenThen."""
    if version.valid_from != org.opened_on:
        raise no.NotTheFirst(field="opened_on")
    low, high = range_of(version.path)
    below = OrgVersion.objects.within("").filter(path__gt=low, path__lt=high, valid_from__lt=day)
    classes = SchoolClass.objects.within("").filter(school=org, opened_on__lt=day)
    if (version.valid_to is not None and version.valid_to <= day) or below.exists() or classes.exists():
        raise no.OpenedTooLate(day=day, field="opened_on")
    if version.parent is not None:
        above = OrgVersion.objects.within("").filter(org=version.parent, path=parent_of(version.path))
        if not above.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day).exists():
            raise no.NotOpenThen(name=version.parent.name, on=day, field="opened_on")
    return day


def parent_fits(level: str, parent: Org | None) -> None:
    """Raise WrongParent unless an org of the level may stand under the parent."""
    above = parent.level if parent else places.ROOT
    if above not in places.PARENTS[level]:
        place = Level(above).label if above else gettext("最上级")
        raise no.WrongParent(level=Level(level).label, parent_level=place, field="parent")


def name_is_free(name: str, parent: Org | None, *, but: int | None = None) -> None:
    """Raise NameMissing or NameTaken. Names are compared among the open children of one parent."""
    if not name.strip() or len(name) > NAME_LENGTH:
        raise no.NameMissing(field="name")
    if parent is None:
        return
    siblings = Org.objects.within(parent.path).filter(parent=parent, name=name, closed_on=None)
    if siblings.exclude(pk=but).exists():
        raise no.NameTaken(parent=parent.name, name=name, field="name")


def code_is_free(level: str, code: str, *, but: int | None = None) -> None:
    """Raise CodeMissing, BadFact or CodeTaken."""
    if not code:
        raise no.CodeMissing(field="code")
    if level == Level.SCHOOL and (problem := standards.check_school_code(code)):
        raise no.BadFact(sentence=gettext(problem.sentence), field="code")
    owner = Org.objects.within("").filter(code=code).exclude(pk=but).first()
    if owner is not None:
        raise no.CodeTaken(code=code, name=owner.name, field="code")


def facts_hold(level: str, facts: Mapping[str, Any], parent: Org | None, *, on: date, but: int | None = None) -> None:
    """Check the facts that an order sets. Raises BadFact, CreditCodeTaken, TypeMissing."""
    if credit_code := facts.get("credit_code"):
        _credit_code_is_free(credit_code, but)
    if "division_code" in facts:
        _division_holds(level, facts["division_code"], parent, on)
    if level == Level.SCHOOL and not facts.get("school_type", "unchanged"):
        raise no.TypeMissing(field="school_type")
    for column in CODED:
        table, value = standards.code_table(column), facts.get(column)
        if value and table.get(value) is None:
            raise no.UnknownCode(table=table.title(get_language() or "zh"), value=value, field=column)
    if facts.get("area") and facts["area"] not in set(places.Area):
        raise no.UnknownCode(table=gettext("区域类别"), value=facts["area"], field="area")


def _division_holds(level: str, code: str, parent: Org | None, on: date) -> None:
    """Raise BadFact for a code of the wrong tier, outside the parent, unknown, or retired on the day."""
    sentence = places.division_problem(level, code, above=_division_above(level, parent))
    problem = standards.check_division(code)
    found = standards.division(code, on=on) if code else None
    if sentence is None and problem is not None:
        sentence = problem.sentence
    if sentence is None and found is not None and found.valid_to is not None and found.valid_to <= on:
        now = found.replaced_by or "—"
        raise no.RetiredDivision(code=code, name=found.name, since=found.valid_to, now=now, field="division_code")
    if sentence is not None:
        raise no.BadFact(sentence=gettext(sentence), field="division_code")


def _division_above(level: str, parent: Org | None) -> str:
    """Return the code that a division must agree with: for a campus that of the authority above its school."""
    if level == Level.CAMPUS and parent is not None:
        return parent.parent.division_code if parent.parent else ""
    return parent.division_code if parent else ""


def _credit_code_is_free(code: str, but: int | None) -> None:
    if problem := standards.check_credit_code(code):
        raise no.BadFact(sentence=gettext(problem.sentence), field="credit_code")
    owner = Org.objects.within("").filter(credit_code=code).exclude(pk=but).first()
    if owner is not None:
        raise no.CreditCodeTaken(code=code, name=owner.name, field="credit_code")
