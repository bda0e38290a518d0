"""休学 and 复学.

《中小学生学籍管理办法》（教基〔2025〕1号）leaves periods to the provinces; what they share: one school year at most,
extended once by one more, not in the last term before graduation; whoever comes back joins the grade that fits.
"""

from calendar import isleap
from dataclasses import dataclass
from datetime import date

from shuren.kernel.messages import Message
from shuren.modules.registry.rules.pupils import ABSENT, Class, Pupil, in_last_term

ILLNESS = frozenset({"11", "12", "19"})  # JY/T 1001-2012 XJYDYY below 10 疾病
ON_LEAVE = "02"
REMIND_DAYS = 30  # before a leave ends


@dataclass(frozen=True)
class Leave:
    """A suspension under way: from when, the first day after it, whether it has been extended."""

    since: date
    until: date
    extended: bool


def a_year_after(day: date) -> date:
    """Return the same day a year later, 1 March for 29 February.

    >>> a_year_after(date(2028, 2, 29))
    datetime.date(2029, 3, 1)
    """
    if (day.month, day.day) == (2, 29) and not isleap(day.year + 1):
        return date(day.year + 1, 3, 1)
    return day.replace(year=day.year + 1)


def suspension(pupil: Pupil, *, on: date, until: date) -> list[Message]:
    """Return why a pupil cannot be suspended from a day up to another."""
    found = []
    if pupil.status in ABSENT:
        found.append(Message("该生已在休学、停学或保留入学资格；需要延期的请办理延长休学。", about="pupil"))
    if in_last_term(pupil, on):
        found.append(Message("毕业年级最后一学期不办理休学。", about="on"))
    if until <= on:
        found.append(Message("期满日期须晚于休学开始日期。", about="until"))
    elif until > a_year_after(on):
        told = "休学一次不超过一学年，期满仍不能复学的可以延长一次；请更正期满日期。"
        found.append(Message(told, about="until"))
    return found


def extension(pupil: Pupil, leave: Leave | None, *, until: date) -> list[Message]:
    """Return why a suspension cannot be extended up to a day."""
    if leave is None or not_on_leave(pupil):
        return not_on_leave(pupil) or [Message("没有找到该生的休学记录，不能延长；请先办理复学。", about="pupil")]
    if leave.extended:
        told = "休学已经延长过一次，不能再次延长；请为该生办理复学，或按规定另行处理。"
        return [Message(told, about="pupil")]
    if until <= leave.until:
        values = {"until": leave.until.isoformat()}
        return [Message("延长后的期满日期须晚于原期满日期 {until}。", values, about="until")]
    if until > a_year_after(leave.until):
        last = a_year_after(leave.until).isoformat()
        return [Message("休学最多延长一学年，期满日期不晚于 {last}。", {"last": last}, about="until")]
    return []


def not_on_leave(pupil: Pupil) -> list[Message]:
    """Return that there is nothing to extend or to end."""
    return [] if pupil.status == ON_LEAVE else [Message("该生现在没有休学。", about="pupil")]


def resumption(pupil: Pupil, leave: Leave | None, to: Class, *, on: date) -> list[Message]:
    """Return why a pupil cannot come back into a class; the grade fits the actual level, so a lower one may."""
    found = not_on_leave(pupil)
    if not found and leave is not None and on <= leave.since:
        values = {"since": leave.since.isoformat()}
        found.append(Message("复学日期须晚于休学开始日期 {since}。", values, about="on"))
    if to.stage != pupil.stage:
        found.append(Message("拟编入班级与该生的学段不同，请另选班级。", about="to_class"))
    elif to.entry_year < pupil.entry_year:
        told = "复学编入的年级不能高于原来所在的年级；需要跳级的，复学后另行办理。"
        found.append(Message(told, about="to_class"))
    return found
