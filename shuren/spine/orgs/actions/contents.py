"""What orgs contain and how it goes along: classes, and whatever other packages keep at a node (kernel.holdings)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, cast

from django.db.models import Q

from shuren.kernel.actors import Actor, range_of
from shuren.kernel.holdings import HOLDINGS, Handover, held_at
from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.models import Change, ClassMove, Org, SchoolClass

CODE_LENGTH = 20


@dataclass
class Outcome:
    """What a change does, in figures.

    `held` counts, by kind of holding, what goes along; `handed` the part of it that came to another node; `persons`
    are those among it that are people.
    """

    orgs: int = 0
    classes: int = 0
    renumbered: int = 0
    persons: int = 0
    held: dict[str, int] = field(default_factory=dict)
    handed: dict[str, int] = field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        return asdict(self)

    def add(self, name: str, count: int, *, are_persons: bool) -> None:
        if count:
            self.held[name] = self.held.get(name, 0) + count
            self.persons += count if are_persons else 0


def open_classes(org: Org, on: date) -> list[SchoolClass]:
    """Return the classes of a school that exist on or after a day."""
    classes = SchoolClass.objects.within("").filter(Q(closed_on=None) | Q(closed_on__gt=on), school=org)
    return list(classes.order_by("id"))


def count_below(org: Org, on: date, outcome: Outcome) -> None:
    """Add what goes along when a whole subtree moves: nothing changes hands, but everything changes authority."""
    low, high = range_of(org.path)
    below = SchoolClass.objects.within("").filter(Q(closed_on=None) | Q(closed_on__gt=on))
    outcome.classes += below.filter(org_path__gte=low, org_path__lt=high).count()
    for holding, count in held_at(org.path, on):
        outcome.add(holding.name, count, are_persons=holding.are_persons)


def move_classes(
    change: Change, classes: Sequence[SchoolClass], target: Org, outcome: Outcome, *, campus: Org | None = None
) -> None:
    """Let classes belong to another school; one whose number is taken there gets the next free one.

    `campus` is where classes without a campus will be from now on.
    """
    taken = set(SchoolClass.objects.within("").filter(school=target).values_list("code", flat=True))
    moves = []
    for one in classes:
        moves.append(
            ClassMove(
                change=change,
                moved=one,
                source_id=one.school_id,
                target=target,
                source_campus_id=one.campus_id,
                old_code=one.code,
                on=change.effective_on,
            )
        )
        code = _free_code(one.code, taken)
        outcome.renumbered += code != one.code
        taken.add(code)
        one.code, one.school, one.org_path = code, target, target.path
        one.county_id, one.city_id = _tiers(target)
        if campus is not None and one.campus_id is None:
            one.campus = campus
    ClassMove.objects.bulk_create(moves, batch_size=500)
    SchoolClass.objects.within("").bulk_update(
        classes, ["code", "school", "org_path", "county", "city", "campus"], batch_size=500
    )
    outcome.classes += len(moves)


def _tiers(school: Org) -> tuple[int, int]:
    """Return the county-tier and city-tier ids, which every school has (rules.places.tiers_of)."""
    return cast("int", school.county_id), cast("int", school.city_id)


def _free_code(code: str, taken: set[str]) -> str:
    number, free = 2, code
    while free in taken:
        ending = f"-{number}"
        free, number = code[: CODE_LENGTH - len(ending)] + ending, number + 1
    return free


def hand_over(
    change: Change, source: Org, target: Org, outcome: Outcome, *, actor: Actor, groups: Sequence[int] | None = None
) -> None:
    """Ask every package to hand over what it keeps at the source; `groups` are class ids, None is everything."""
    order = Handover(
        change_id=change.pk,
        source_id=source.pk,
        source_path=source.path,
        target_id=target.pk,
        target_path=target.path,
        on=change.effective_on,
        groups=None if groups is None else tuple(groups),
    )
    for holding in HOLDINGS:
        if holding.hand_over is not None and (count := holding.hand_over(order, actor)):
            outcome.add(holding.name, count, are_persons=holding.are_persons)
            outcome.handed[holding.name] = outcome.handed.get(holding.name, 0) + count


def nothing_held(org: Org, on: date) -> None:
    """Raise HasClasses or StillHolds unless an org may end on the day."""
    if classes := len(open_classes(org, on)):
        raise no.HasClasses(name=org.name, count=classes)
    for holding, count in held_at(org.path, on):
        raise no.StillHolds(name=org.name, count=count, label=holding.label)
