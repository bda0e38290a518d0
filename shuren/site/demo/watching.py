"""控辍保学 in the demo region: some children who are away, what was done about them, and what was reported."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from shuren.modules.registry.actions import watch, watch_rounds
from shuren.modules.registry.models import WatchChild
from shuren.modules.registry.rules.watch import Category, Deed
from shuren.site.demo import clock
from shuren.site.demo.stories import Deed as Signed
from shuren.site.demo.stories import Story, Telling, Typed, holder, tell
from shuren.spine.orgs.models import Org
from shuren.spine.people.models import Enrolment

PLAN = "班主任每周家访一次，社区网格员配合；减免杂费、安排课后辅导，返校后由心理教师跟进。"
TOLD = {
    Deed.CONTACT: "电话联系监护人，说明孩子不愿到校，已讲明义务教育的法律责任。",
    Deed.VISIT: "到家中见到孩子和祖父母，父母在外务工；孩子答应考虑，约定下周再谈。",
    Deed.REPORT: "已书面报告镇政府和县级教育部门，附家访记录。",
    Deed.PERSUADE: "与镇、村干部一同上门劝返，孩子表示愿意回校试读。",
}
LADDER = (Deed.CONTACT, Deed.VISIT, Deed.REPORT, Deed.PLAN, Deed.PERSUADE)


@dataclass(frozen=True)
class Child:
    """A child who has been away for so many working days; the first `done` rungs are done, `gap` days apart."""

    ago: int
    category: Category
    done: int
    gap: int = 4


CHILDREN = (Child(44, Category.WORK, 5, 6), Child(16, Category.WEARY, 3, 4), Child(4, Category.FAMILY, 1, 1))
LATE = Child(12, Category.MIGRANT, 0)
BACK = Child(30, Category.WEARY, 2, 3)
RETURNED = 9  # working days ago the school applied for its removal


def tellings(own: str, other: str, pupils: Callable[[str], Iterator[Enrolment]], today: date) -> list[Telling]:
    """Return what happens at two schools; `pupils` gives those of a school to whom it may happen."""
    found = []
    for there, children in ((own, (*CHILDREN, BACK)), (other, (*CHILDREN[1:], LATE))):
        rows = zip(children, pupils(there), strict=False)
        found += [_telling(child, row, today) for child, row in rows]
    return found


def _telling(child: Child, row: Enrolment, today: date) -> Telling:
    day = clock.back(today, child.ago)
    yield clock.moment(day, 35)
    school = holder("registrar", row.org_path)
    away = watch.Away(day, child.category, "当天未到校，班主任已联系监护人。")
    listed = watch.enter(actor=school, person_id=row.person_id, away=away)
    for number, deed in enumerate(LADDER[: child.done]):
        day = clock.WORKDAYS.after(day, child.gap if number else 1)
        yield clock.moment(day, 60 + 45 * number)
        _do(listed, deed, day)
    if child is BACK:
        yield from tell(_back(listed, today), today)


def _do(listed: WatchChild, deed: Deed, day: date) -> None:
    listed = WatchChild.objects.within("").select_related("city", "enrolment__school_class").get(pk=listed.pk)
    actor = holder(*watch.seat(listed.next.office, listed))
    if deed is Deed.PLAN:
        told = watch.Plan(day, PLAN, "包保责任人：学校副校长")
        watch.plan(actor=actor, child_id=listed.pk, told=told)
        return
    group = listed.enrolment.school_class
    done = watch.Done(deed, day, (group.homeroom_teacher if group else "") or "班主任", TOLD[deed])
    watch.take_step(actor=actor, child_id=listed.pk, done=done)


def _back(listed: WatchChild, today: date) -> Story:
    """Return the case by which a child who is back leaves the ledger."""
    told = {"child": str(listed.pk), "outcome": "returned", "on": clock.back(today, RETURNED + 8).isoformat()}

    def typed() -> Iterator[Typed]:
        yield {**told, "told": "已回原班上课，出勤正常，与同学相处良好。"}

    return Story(
        "registry.watch_removal", listed.org_path, RETURNED, typed, (Signed("school", 1), Signed("authority", 3))
    )


def report(schools: list[Org], today: date) -> None:
    """Let most principals sign the month before; every seventh has not yet."""
    for number, school in enumerate(schools):
        if number % 7:
            watch_rounds.sign_month(actor=holder("principal", school.path), today=today)
