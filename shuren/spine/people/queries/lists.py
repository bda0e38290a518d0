"""What the three lists of persons have in common: declared once, opened for an actor at a node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from shuren.kernel import pinyin
from shuren.kernel.access import Permission
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.identifiers import tidy
from shuren.kernel.periods import reference_date
from shuren.spine.people.models import Person
from shuren.spine.people.queries.nodes import Place, place_of, school_named, schools_in

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

LAST = "\U0010ffff"  # sorts after every text that goes on after a prefix
YEARS_BACK = 10
ID_DIGITS = 15  # a number this long can only be an identity number


@dataclass(frozen=True)
class Opened:
    """A list as one actor sees it, with the query string completed by what holds where it says nothing."""

    listing: Listing
    rows: QuerySet[Any]
    query: dict[str, str]
    place: Place


@dataclass(frozen=True)
class PeopleList:
    """A list of persons: its rows, what it shows, and how it is narrowed at a place."""

    kind: str
    label: Any
    needed: Permission
    rows: Callable[[], QuerySet[Any]]
    columns: Callable[[Place], tuple[Column, ...]]
    filters: Callable[[Place, Mapping[str, str], Actor], tuple[Filter, ...]]
    search: Callable[[QuerySet[Any], str], QuerySet[Any]]
    search_hint: Any
    taken: tuple[Column, ...]  # what an export has beyond the columns shown
    default_sort: str = "name"
    holds: Mapping[str, str] | None = None  # filters that hold where the query string names none

    def opened_for(self, actor: Actor, query: Mapping[str, str]) -> Opened:
        """Return the list of what the actor may see. Raises Forbidden without the permission."""
        rows: Any = self.rows()
        visible = rows.visible_to(actor, self.needed)
        place = place_of(actor)
        completed = {**(self.holds or {}), **{key: str(value) for key, value in query.items() if value}}
        columns = self.columns(place)
        if is_initials(completed.get("q", "")):
            columns = tuple(replace(each, sort="initials") if each.key == "name" else each for each in columns)
        listing = Listing(
            columns=columns,
            default_sort=self.default_sort,
            filters=self.filters(place, completed, actor),
            search=self.search,
            search_hint=self.search_hint,
        )
        return Opened(listing, visible.filter(**place.equalities), completed, place)


def place_filters(place: Place, query: Mapping[str, str], actor: Actor) -> tuple[Filter, ...]:
    """Return the filters by county and by school, as far as the place leaves a choice.

    Schools are offered once a county is chosen: a city has too many for one dropdown.
    """
    filters: list[Filter] = []
    if place.counties:
        choices = [(str(county.pk), county.name) for county in place.counties]
        filters.append(Filter("county", gettext("县（市、区）"), choices, by_id("county_id")))
    chosen = next((county for county in place.counties if str(county.pk) == query.get("county")), None)
    path = actor.path if place.is_county else chosen.path if chosen else ""
    schools = schools_in(path) if path else school_named(query.get("school", ""), actor.path)
    if schools and not place.is_school:
        filters.append(Filter("school", gettext("学校"), schools, by_id("school_id")))
    return tuple(filters)


def on_roll_filter(since: str, until: str) -> Filter:
    """Narrow to those who were there on a reference date, as the figures of that year count them."""
    years = range(timezone.localdate().year, timezone.localdate().year - YEARS_BACK, -1)
    days = [str(reference_date(year)) for year in years]

    def then(rows: QuerySet[Any], day: str) -> QuerySet[Any]:
        on = date.fromisoformat(day)
        return rows.filter(Q(**{until: None}) | Q(**{f"{until}__gt": on}), **{f"{since}__lte": on})

    return Filter("on", gettext("统计时点在册"), [(day, day) for day in days], then)


def by_id(field: str) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """Narrow by a number; text that is none finds nothing."""
    return lambda rows, value: rows.filter(**{field: int(value)}) if value.isdecimal() else rows.none()


def by_choice(field: str, choices: Any) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    """Narrow by one of the given values; any other finds nothing."""
    known = {value for value, _ in choices}
    return lambda rows, value: rows.filter(**{field: value}) if value in known else rows.none()


def starting(field: str, text: str) -> Q:
    """Match a prefix as a range, which an index answers also behind the wall."""
    return Q(**{f"{field}__gte": text, f"{field}__lt": text + LAST})


def is_initials(text: str) -> bool:
    """Say whether a search is for initials. Its finds are then put in their order too.

    In the order of full names they would stand far apart, and finding the first page would read half the register.
    """
    tidied = text.strip()
    return tidied.isascii() and tidied.isalpha()


def found_by_name(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Match the beginning of a name: Latin letters are initials (zxm), else characters."""
    if is_initials(text):
        return rows.filter(starting("initials", text.lower()))
    return rows.filter(starting("name_key", pinyin.sort_key(text)))


def holding_id(text: str) -> QuerySet[Person]:
    """Return the person with an identity number, as far as the wall shows them; for use as a subquery."""
    found: QuerySet[Person] = Person.objects.within("").filter(id_index__matches=text)
    return found


def looks_like_id(text: str) -> bool:
    tidied = tidy(text)
    return len(tidied) >= ID_DIGITS and tidied[:ID_DIGITS].isdigit()


def summary_of(opened: Opened, actor: Actor) -> str:
    """Say in words what a list was narrowed by, for the audit log and the approver; numbers searched for are masked."""
    said = []
    for item in opened.listing.filters:
        value = opened.query.get(item.key, "")
        label = next((label for code, label in item.options(actor) if code == value), "")
        if label:
            said.append(f"{item.label}={label}")
    if text := opened.query.get("q", "").strip():
        shown = text[:2] + "***" if any(character.isdigit() for character in text) else text
        said.append(f"{gettext('搜索')}={shown}")
    return "；".join(said)[:300] or gettext("全部")
