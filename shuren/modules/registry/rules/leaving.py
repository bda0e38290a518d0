"""退学, death, and leaving for a school of another region."""

from datetime import date

from shuren.kernel.messages import Message
from shuren.modules.registry.rules.pupils import ABSENT, COMPULSORY, Pupil
from shuren.modules.registry.rules.transfer import season


def withdrawal(pupil: Pupil) -> list[Message]:
    """Return why a pupil cannot leave school for good.

    《义务教育法》第五条: guardians see to it that compulsory education is completed; 第二十七条: nobody is expelled.
    """
    if pupil.stage in COMPULSORY:
        return [
            Message(
                "义务教育阶段的学生不能退学，学校也不得开除（《义务教育法》第五条、第二十七条）；因病不能上学的请办理休学，"
                "没有到校的请列入控辍保学。",
                about="pupil",
            )
        ]
    return []


def death(*, died_on: date, today: date) -> list[Message]:
    """Return what is wrong with a day of death."""
    return [Message("死亡日期不能晚于今天。", about="on")] if died_on > today else []


def departure(pupil: Pupil, *, on: date) -> list[Message]:
    """Return why a pupil cannot transfer to a school outside; the receiving side has rules of its own.

    《中小学生学籍管理办法》（教基〔2025〕1号）, as the provinces apply it.
    """
    if pupil.status in ABSENT:
        return [Message("该生正在休学、停学或保留入学资格，期间不得转学；复学后再办理。", about="pupil")]
    return season(pupil, on=on)
