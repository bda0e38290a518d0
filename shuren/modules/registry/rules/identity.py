"""Who a pupil is: key data, age at entry, the number under which a file is opened."""

from datetime import date

from shuren.kernel.identifiers import read_resident_id
from shuren.kernel.messages import Message
from shuren.kernel.periods import full_years

TEMPORARY = "L"  # 学籍号 that the population register has not confirmed yet
RESIDENT = "1"  # 身份证件类型 1 居民身份证
OTHER = "Z"  # 其他: the number may be missing, a signed statement is uploaded instead
FIRST_AGE = 6  # 《义务教育法》第十一条: who is six by 31 August enters, at the latest at seven where that is the custom

# GB/T 4761-2008, whom a minor can have as guardian: parents, grandparents, elder brothers and sisters, and others who
# are willing and of whom the neighbourhood approves (《民法典》第二十七条).
GUARDIAN_RELATIONS = (
    "51", "52", "57", "58", "61", "62", "63", "64", "71", "75", "72", "76",
    "81", "82", "83", "84", "85", "86", "87", "88", "89", "90", "97", "99",
)  # fmt: skip


def documents(*, id_type: str, id_no: str, born_on: date, sex: str) -> list[Message]:
    """Return where a number disagrees with what else is told, GB 11643-1999."""
    if not id_no:
        return [] if id_type == OTHER else [Message("除证件类型为“其他”外，须填写身份证件号。", about="id_no")]
    if id_type != RESIDENT:
        return []
    read = read_resident_id(id_no)
    if read is None:
        return [Message("身份证件号不是有效的居民身份证号，请对照证件原件核对。", about="id_no")]
    found = []
    if read.born_on != born_on:
        found.append(Message("出生日期与身份证件号中的日期不一致，请对照证件改正。", about="born_on"))
    if read.sex != sex:
        found.append(Message("性别与身份证件号第 17 位不一致，请对照证件改正。", about="sex"))
    return found


def age(*, stage: str, grade: int | None, born_on: date, entry_year: int) -> list[Message]:
    """Return why somebody is too young for the first grade: six by 31 August of the year of entry."""
    if stage == "primary" and grade == 1 and full_years(born_on, date(entry_year, 8, 31)) < FIRST_AGE:
        told = "小学一年级新生须在入学当年 8 月 31 日前年满 6 周岁（《义务教育法》第十一条）。"
        return [Message(told, about="born_on")]
    return []


def temporary_number(*, id_no: str, case_number: str) -> str:
    """Return the number a file is opened under: it is formal only once matched with the population register.

    >>> temporary_number(id_no="", case_number="JJ20260000012")
    'LJJ20260000012'
    """
    return TEMPORARY + (id_no or case_number)
