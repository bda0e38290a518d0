"""Collections that are at hand as objects: the few of a roster, and everything of the sandbox."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from shuren.modules.rostering.rules.asking import Asked, NotUnderstood
from shuren.modules.rostering.rules.binding import Operation
from shuren.modules.rostering.rules.filtering import MOMENT, NotAFilter, holds, moment, values_at
from shuren.modules.rostering.rules.objects import Told


class Unknown(LookupError):  # noqa: N818  an answer of the protocol
    """There is no such object here, or none that this app may know of."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some objects of a collection, and how many there are of it; `schools` are how many come from each."""

    objects: Sequence[Told]
    total: int
    schools: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Objects:
    """All objects there are, by the first step of the address under which they are found."""

    by_step: Mapping[str, Sequence[Told]]

    def collection(self, operation: Operation, held: Sequence[str], asked: Asked) -> Page:
        """Return a page. Raises Unknown for an object in the address that is not there, NotUnderstood."""
        for step, sourced_id in zip(operation.steps, held, strict=False):
            self._find(step, sourced_id)
        if len(held) > 1 and held[1] not in _ids(self._in_schools("classes", held[0])):
            raise Unknown
        return page(self._within(operation, held), operation, asked)

    def single(self, operation: Operation, sourced_id: str) -> Told:
        """Return an object. Raises Unknown."""
        return self._find(operation.steps[0], sourced_id)

    def _find(self, step: str, sourced_id: str) -> Told:
        for one in self.by_step.get(step, ()):
            if one["sourcedId"] == sourced_id:
                return one
        raise Unknown

    def _within(self, operation: Operation, held: Sequence[str]) -> list[Told]:
        rows = list(self.by_step[operation.only])
        if not held:
            return rows
        within = NESTED.get((operation.steps[-2], operation.only))
        return within(self, held[-1]) if within else []

    def _in_schools(self, step: str, school: str) -> list[Told]:
        return [
            one for one in self.by_step[step] if (one.get("school") or one.get("org") or {}).get("sourcedId") == school
        ]

    def _enrolled(self, **where: str) -> list[Told]:
        rows = self.by_step["enrollments"]
        return [one for one in rows if all(one[name]["sourcedId"] == value for name, value in where.items())]

    def _members(self, step: str, of_class: str) -> list[Told]:
        users = {one["user"]["sourcedId"] for one in self._enrolled(**{"class": of_class})}
        return [one for one in self.by_step[step] if one["sourcedId"] in users]

    def _classes_of(self, user: str) -> list[Told]:
        classes = {one["class"]["sourcedId"] for one in self._enrolled(user=user)}
        return [one for one in self.by_step["classes"] if one["sourcedId"] in classes]


def page(rows: Sequence[Told], operation: Operation, asked: Asked) -> Page:
    """Return the page that is asked for of some objects. Raises NotUnderstood."""
    fields = operation.resource.fields
    found = list(rows)
    if asked.condition is not None:
        check(asked, fields)
        found = [one for one in found if holds(asked.condition, one)]
    if asked.sort:
        if asked.sort.partition(".")[0] not in fields:
            raise NotUnderstood("invaliddata", f"There is no field {asked.sort[:60]!r} to sort by here.")
        found.sort(key=lambda one: values_at(one, asked.sort), reverse=asked.descending)
    return Page(found[asked.offset : asked.offset + asked.limit], len(found))


def check(asked: Asked, fields: Collection[str]) -> None:
    """Raise NotUnderstood for a filter by what no object here has."""
    for one in asked.condition.comparisons() if asked.condition else ():
        if one.field.partition(".")[0] not in fields:
            raise NotUnderstood("invalid_filter_field", f"There is no field {one.field!r} here.")
        if one.field == MOMENT and one.predicate != "~":
            try:
                moment(one.value)
            except NotAFilter as fault:
                raise NotUnderstood("invalid_filter_field", str(fault)) from fault


def _ids(rows: Sequence[Told]) -> set[str]:
    return {one["sourcedId"] for one in rows}


NESTED: Final[Mapping[tuple[str, str], Callable[[Objects, str], list[Any]]]] = {
    **{
        ("schools", step): lambda all_, at, step=step: all_._in_schools(step, at)  # type: ignore[misc]
        for step in ("classes", "courses", "enrollments")
    },
    **{
        ("schools", step): lambda all_, at, step=step: [  # type: ignore[misc]
            one for one in all_.by_step[step] if at in values_at(one, "roles.org.sourcedId")
        ]
        for step in ("students", "teachers")
    },
    ("schools", "terms"): lambda all_, _at: list(all_.by_step["terms"]),
    ("classes", "enrollments"): lambda all_, at: all_._enrolled(**{"class": at}),
    ("classes", "students"): lambda all_, at: all_._members("students", at),
    ("classes", "teachers"): lambda all_, at: all_._members("teachers", at),
    ("courses", "classes"): lambda all_, at: [
        one for one in all_.by_step["classes"] if one["course"]["sourcedId"] == at
    ],
    ("terms", "classes"): lambda all_, at: [
        one for one in all_.by_step["classes"] if at in values_at(one, "terms.sourcedId")
    ],
    **{(step, "classes"): lambda all_, at: all_._classes_of(at) for step in ("students", "teachers", "users")},
}
