"""The student registry of the demo region at work: cases under way and ended, a verification, a school year closed.

Days are counted back from the day of the build, so that what is under way is so whenever somebody looks; the same day
gives the same cases.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

import numpy as np
from django.utils import timezone

from shuren.kernel.cases import overdue
from shuren.kernel.cases.jobs import CLOCK
from shuren.kernel.cases.models import Case
from shuren.kernel.periods import AcademicYear
from shuren.modules.registry.actions import problems, reminders, watch_rounds
from shuren.modules.registry.rules.transfer import CLASS_LIMIT
from shuren.site.demo import accounts, clock, flaws, heads, lists, rosters, watching, yearend
from shuren.site.demo.stories import Deed, Story, Typed, play, tell
from shuren.spine.orgs.models import Org
from shuren.spine.people import api as people
from shuren.spine.people.models import Enrolment

ENDED = 30  # cases that have been walked to their end, over some eight weeks
SPREAD = 389  # strews the numbers of pupils over a list
TRIED = 6  # pupils tried for a case before it is left out: not everybody may be suspended or transferred
GIVEN_NAMES = ("梓涵", "子墨", "思远", "若溪", "一诺", "明轩", "雨桐", "嘉禾")
SIGNED = Deed("school", 2, comment="材料齐全，情况属实。")
RETURNED = "拟转入班级现有人数与班额证明不一致，请核对后直接报回。"
CORRECTED = "接收函没有对方主管部门盖章，请补盖后重新上传。"
REFUSED = "证明材料与户籍登记不符，不予核准。"


@dataclass
class Rolls:
    """Pupils to whom something happens, each once: of the middle grades of primary and junior schools."""

    year: int
    left: dict[str, Iterator[Enrolment]] = field(default_factory=dict)
    serial: Iterator[int] = field(default_factory=lambda: count(1))

    def of(self, path: str) -> Iterator[Enrolment]:
        if path not in self.left:
            rows = Enrolment.objects.within(path).filter(left_on=None, status="01", stage__in=CLASS_LIMIT)
            middle = [row for row in rows.order_by("id") if 2 <= self._grade(row) < people.STAGE_YEARS[row.stage]]
            self.left[path] = iter(sorted(middle, key=lambda row: (row.pk * SPREAD % 1009, row.pk)))
        return self.left[path]

    def _grade(self, row: Enrolment) -> int:
        return self.year - row.entry_year + 1

    def next(self, path: str) -> Iterator[Enrolment]:
        """Yield the next few, of whom the first who can be taken is."""
        for _ in range(TRIED):
            row = next(self.of(path), None)
            if row is None:
                return
            yield row


def furnish() -> str:
    """Let the registry's life happen; return in figures: cases, pupils of the year closed."""
    today = timezone.localdate()
    leavers = yearend.close()
    plan = Plan(today)
    flaws.suspend(today)
    flaws.leave(plan.schools, plan.school, today)
    stories = [tell(story, today) for story in [*plan.ended(), *plan.under_way()]]
    stories += [tell(story, today) for story in plan.heard()]
    stories.append(lists.telling(plan.school.path, plan.rolls.of(plan.school.path), today))
    play([*stories, *rosters.tellings(today), *watching.tellings(plan.school.path, plan.far, plan.rolls.of, today)])
    overdue.escalate(actor=CLOCK)
    reminders.remind_of_leaves(today)
    problems.recompute_all(today)
    watch_rounds.make_rounds(today)
    watching.report(plan.schools, today)
    return f"{Case.objects.within('').count()} / {leavers}"


class Plan:
    """What is to happen, by place."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.rolls = Rolls(AcademicYear.of(today).first)
        self.generator = np.random.default_rng(20_260_901)
        self.school, self.county, self.zone = map(accounts.place_of, ("registrar", "county", "zone"))
        self.schools = rosters.schools_below(accounts.place_of("city"))
        in_county = (one.path for one in self.schools if one.parent_id == self.county.pk)
        self.far = next(in_county, self.school.path)

    def under_way(self) -> list[Story]:
        """Return what the told accounts find waiting, and what has gone otherwise than straight on."""
        here, far = self.school.path, self.far
        return [
            *self._transfers(),
            self.suspension(here, 4, 180, SIGNED),
            self.suspension(far, 5, 150, SIGNED),
            self.suspension(here, 38, 70, SIGNED, Deed("authority", 4)),
            self.key_data(far, 19, SIGNED),
            self.key_data(here, 1),
            self.departure(here, 5, Deed("school", 2, "correct", CORRECTED)),
        ]

    def heard(self) -> list[Story]:
        """Return what the told teacher is asked as head of a class."""
        pupil = next(self.rolls.next(self.school.path), None)
        if pupil is None or not heads.open_teacher(self.school, pupil):
            return []
        since = self._day(1)
        told = {
            "pupil": pupil.school_no, "reason": "19", "on": since.isoformat(),
            "until": (since + timedelta(days=120)).isoformat(),
        }  # fmt: skip
        return [self._story("registry.suspension", self.school.path, 1, lambda: [told], ())]

    def _transfers(self) -> list[Story]:
        """Return transfers to and from the told school where it has its like elsewhere, and between two others."""
        found = (self._elsewhere(one) for one in [self.school, *self.schools])
        own, near, far = next((trio for trio in found if trio), (None, None, None))
        if own is None or near is None or far is None:
            return []
        agreed = Deed("receiving_school", 2, comment="有空余学位，同意接收。")
        sent, back = (
            Deed("sending_school", 3),
            Deed("receiving_authority", 2, "return", RETURNED, to="receiving_school"),
        )
        return [
            self.transfer(near, own, 2),
            self.transfer(own, far, 6, agreed),
            self.transfer(near, far, 12, agreed, sent, Deed("receiving_authority", 2)),
            self.transfer(own, near, 9, agreed, back, Deed("sending_school", 1)),
        ]

    def _elsewhere(self, own: Org) -> tuple[Org, Org, Org] | None:
        """Return a school with two of its kind under other authorities, the told county's and the told zone's first."""
        away = [one for one in self.schools if _alike(one, own) and one.parent_id != own.parent_id]
        away.sort(key=lambda one: (one.parent_id not in {self.county.pk, self.zone.pk}, one.path))
        near = next(iter(away), None)
        far = next((one for one in away if near and one.parent_id != near.parent_id), None)
        return (own, near, far) if near and far else None

    def ended(self) -> list[Story]:
        """Return cases that ended in the last weeks, most in time, some late, some turned down."""
        kinds: tuple[Callable[[Org, int, tuple[Deed, ...]], Story], ...] = (
            lambda at, ago, deeds: self.suspension(at.path, ago, 200, *deeds),
            lambda at, ago, deeds: self.key_data(at.path, ago, *deeds),
            lambda at, ago, deeds: self.departure(at.path, ago, *deeds, Deed("packet", 1)),
            lambda at, ago, deeds: self.key_data(at.path, ago, *deeds),
            self._moved,
        )
        stories = []
        for number in range(ENDED):
            ago = 40 - number * 24 // ENDED
            school, authority = (int(days) for days in self.generator.integers((1, 2), (6, 10)))
            late = 12 if self.generator.random() < 0.08 else authority
            turned_down = self.generator.random() < 0.08
            deeds = (Deed("school", school), Deed("authority", late, *(("disagree", REFUSED) if turned_down else ())))
            stories.append(kinds[number % len(kinds)](self.schools[number * 7 % len(self.schools)], ago, deeds))
        return stories

    def _moved(self, to: Org, ago: int, deeds: tuple[Deed, ...]) -> Story:
        """Return a transfer that has been walked to its end, as quickly as two deeds say."""
        like = [one for one in self.schools if _alike(one, to) and one.parent_id != to.parent_id]
        if not like:
            return self.key_data(to.path, ago, *deeds)
        school, authority = (deed.after for deed in deeds)
        way = (
            Deed("receiving_school", school), Deed("sending_school", 2), Deed("receiving_authority", min(authority, 3)),
            Deed("sending_authority", min(authority, 5)), Deed("receipt", 1),
        )  # fmt: skip
        return self.transfer(like[ago % len(like)], to, ago, *way)

    def _story(
        self, code: str, path: str, ago: int, typed: Callable[[], Iterable[Typed]], deeds: tuple[Deed, ...]
    ) -> Story:
        return Story(code, path, ago, typed, deeds, minutes=int(self.generator.integers(15, 500)))

    def _day(self, ago: int) -> date:
        return clock.back(self.today, ago)

    def transfer(self, old: Org, new: Org, ago: int, *deeds: Deed) -> Story:
        """Return a transfer between two schools of a kind, for which the receiving one applies."""

        def typed() -> Iterator[Typed]:
            classes = people.groups_at(new.pk)
            for row in self.rolls.next(old.path):
                fits = (one for one in classes if (one.stage, one.entry_year) == (row.stage, row.entry_year))
                group = next((one for one in fits if people.class_size(one.pk) < CLASS_LIMIT[row.stage]), None)
                yield {
                    "national_no": row.national_no.reveal(), "name": row.name, "reason": "moved",
                    "to_class": str(group.pk) if group else "", "entered_on": self._day(ago).isoformat(),
                    "school_no": f"{row.entry_year}90{next(self.rolls.serial):03d}",
                }  # fmt: skip

        return self._story("registry.transfer", new.path, ago, typed, deeds)

    def suspension(self, path: str, ago: int, days: int, *deeds: Deed) -> Story:
        since = self._day(ago)
        told = {"reason": "19", "on": since.isoformat(), "until": (since + timedelta(days=days)).isoformat()}
        return self._of_pupils("registry.suspension", path, ago, lambda _row: told, deeds)

    def key_data(self, path: str, ago: int, *deeds: Deed) -> Story:
        """Return a change of name, as the household registration has it."""

        def told(row: Enrolment) -> Typed:
            return {"name": row.name[0] + GIVEN_NAMES[row.pk % len(GIVEN_NAMES)]}

        return self._of_pupils("registry.key_data", path, ago, told, deeds)

    def departure(self, path: str, ago: int, *deeds: Deed) -> Story:
        day = self._day(ago)
        told = {
            "to_place": "江苏省南京市浦口区", "to_school": "南京市浦口实验学校", "on": day.isoformat(),
            "paper": f"浦教转〔{day.year}〕{ago + 100}号",
        }  # fmt: skip
        return self._of_pupils("registry.departure", path, ago, lambda _row: told, deeds)

    def _of_pupils(
        self, code: str, path: str, ago: int, told: Callable[[Enrolment], Typed], deeds: tuple[Deed, ...]
    ) -> Story:
        def typed() -> Iterator[Typed]:
            for row in self.rolls.next(path):
                yield {"pupil": row.school_no, **told(row)}

        return self._story(code, path, ago, typed, deeds)


def _alike(one: Org, other: Org) -> bool:
    """Say whether two schools have a stage in common."""
    return bool(rosters.STAGES[one.school_type] & rosters.STAGES[other.school_type])
