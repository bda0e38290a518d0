"""What an app may read today: the schools that granted it something, and what each granted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils import timezone

from shuren.kernel.actors import system_actor
from shuren.kernel.paths import common_path
from shuren.kernel.periods import AcademicYear
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.apps import api as apps
from shuren.modules.rostering.rules.objects import bits
from shuren.spine.people.api import grade_label

READER = system_actor("rostering", "名册接口")


@dataclass(frozen=True, slots=True)
class Grant:
    """What one school granted of one group: items as bits, `asked` those that need an agreement of each person."""

    school: int
    who: str
    stage: str
    entry_year: int
    grade: str
    always: int
    asked: int
    since: date
    changed: datetime


@dataclass(frozen=True)
class Roster:
    """What one app may read."""

    app: apps.Listed
    identifiers: apps.Identifiers
    reach: tuple[apps.Reach, ...]
    today: date

    @property
    def year(self) -> AcademicYear:
        return AcademicYear.of(self.today)

    @property
    def begins(self) -> datetime:
        """Return when the school year began: grades and terms are others from then on."""
        return timezone.make_aware(datetime.combine(self.year.period.start, time()))

    @property
    def schools(self) -> dict[int, apps.Reach]:
        return {one.school_id: one for one in self.reach}

    @property
    def asks_anybody(self) -> bool:
        """Say whether something is told only of who has agreed."""
        return any(one.by_consent for one in self.reach)

    def of_schools(self, schools: Collection[int]) -> Roster:
        """Return the part of some schools."""
        return replace(self, reach=tuple(one for one in self.reach if one.school_id in schools))

    def grants(self) -> Iterator[Grant]:
        """Return what each school granted of each group."""
        for one in self.reach:
            asked = bits(one.by_consent)
            always = bits(one.items) & ~asked
            for group in sorted(one.groups):
                who, _colon, rest = group.partition(":")
                stage, _colon, number = rest.partition(":")
                grade = int(number or 0)
                entered = self.year.first - grade + 1 if grade else 0
                changed = max(one.granted_at, self.begins) if grade else one.granted_at
                label = grade_label(stage, grade) if grade else ""
                yield Grant(one.school_id, who, stage, entered, label, always, asked, one.since, changed)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Open walled tables as far as the schools reach: to the lowest node above all of them, and no further."""
        if not self.reach:
            yield
            return
        with scope_of(replace(READER, path=common_path([one.org_path for one in self.reach]))):
            yield


def roster_of(app_id: int, today: date) -> Roster:
    """Return what an app may read today. Raises NotFoundHere where the app is not in use."""
    return Roster(apps.app_by_id(app_id), apps.identifiers_of(app_id), tuple(apps.reach_of(app_id)), today)
