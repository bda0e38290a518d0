"""Numbers of schools, pupils and teachers: their forms and checks, for one value and for a column."""

import re
from datetime import date

import polars as pl

from shuren.kernel.identifiers import PROVINCES, Problem, check_resident_id, explain, resident_id_problems, tidy
from shuren.kernel.identifiers.divisions import province_known
from shuren.kernel.identifiers.text import Bytes, Flags, are_digits, digits_flags, judge, number_of, tidy_column
from shuren.spine.standards.rules.divisions import known_divisions
from shuren.spine.standards.rules.tables import code_table

# --- 学校（机构）标识码: 《学校(机构)代码管理办法》, two digits of kind, two of province, six of serial ---------------

SCHOOL_PREFIXES = frozenset(value.code for value in code_table("school_id_prefix"))
HIGHER_EDUCATION = frozenset({"41", "42"})  # their serial is 0 and the five digits of the older code
_SCHOOL_FORM = re.compile(r"[0-9]{10}")
_SCHOOL_WIDTH = 10

SCHOOL_FORM = Problem(
    "school_code.form", "学校（机构）标识码应为 10 位数字；请按教育部下发的标识码填写，不要用校内编号代替。"
)
SCHOOL_PREFIX = Problem(
    "school_code.prefix", "学校（机构）标识码的前两位不是行业分类码（如 21 小学、31 普通初中）；请核对标识码。"
)
SCHOOL_PROVINCE = Problem(
    "school_code.province", "学校（机构）标识码的第 3、4 位不是任何省级行政区的代码；请核对标识码。"
)
SCHOOL_SERIAL = Problem(
    "school_code.serial", "高等学校标识码的后六位应为 0 加五位院校代码，例如 4111010001；请核对标识码。"
)


def check_school_code(value: str) -> Problem | None:
    """Form, kind and province. The code has no check digit: a typing error in the serial is found by nobody."""
    value = tidy(value)
    if not value:
        return None
    if not _SCHOOL_FORM.fullmatch(value):
        return SCHOOL_FORM
    if value[:2] not in SCHOOL_PREFIXES:
        return SCHOOL_PREFIX
    if value[2:4] not in PROVINCES:
        return SCHOOL_PROVINCE
    return SCHOOL_SERIAL if value[:2] in HIGHER_EDUCATION and value[4] != "0" else None


_PREFIX_FLAGS = digits_flags(100, (int(prefix) for prefix in SCHOOL_PREFIXES))
_HIGHER_FLAGS = digits_flags(100, (int(prefix) for prefix in HIGHER_EDUCATION))


def school_code_problems(column: pl.Series) -> pl.Series:
    """`check_school_code` for a column."""
    text = tidy_column(column)

    def sound(places: Bytes) -> Flags:
        kind = number_of(places[:2])
        serial = ~_HIGHER_FLAGS[kind] | (places[4] == ord("0"))
        good: Flags = _PREFIX_FLAGS[kind] & province_known(places[2:4]) & serial
        return good

    return explain(text, judge(text, _SCHOOL_WIDTH, formed=are_digits, sound=sound), check_school_code)


# --- 学籍号: G and the resident ID once matched with the police register, L and a temporary number before -------------

_TEMPORARY = re.compile(r"L[0-9A-Z]{6,29}")
STUDENT_FORM = Problem(
    "student_number.form",
    "学籍号应为 G 加 18 位身份证号（正式号），或 L 加临时号；请按学籍系统中的学籍号填写。",
)
STUDENT_ID = Problem(
    "student_number.resident_id",
    "学籍号 G 后面的 18 位不是有效的身份证号；请按学籍系统核对，身份证号有变更的先办理关键信息变更。",
)


def check_student_number(value: str) -> Problem | None:
    """Form, and for a formal number the resident ID inside it."""
    value = tidy(value)
    if not value or _TEMPORARY.fullmatch(value):
        return None
    if value[0] != "G" or len(value) == 1:
        return STUDENT_FORM
    return STUDENT_ID if check_resident_id(value[1:], divisions=known_divisions()) else None


def student_number_problems(column: pl.Series) -> pl.Series:
    """`check_student_number` for a column."""
    text = tidy_column(column)
    formal = text.str.slice(0, 1) == "G"
    inner = text.str.slice(1)
    sound = formal & (inner != "") & resident_id_problems(inner, divisions=known_divisions()).is_null()
    temporary = text.str.contains(f"^{_TEMPORARY.pattern}$")
    holds = (sound | temporary | (text == "") | text.is_null()).fill_null(value=True)
    return explain(text, holds.to_numpy(), check_student_number)


# --- 教师资格证书号: year 4, province 2, issuing body 3, kind 1, sex 1, serial 6 -----------------------------------

FIRST_CERTIFICATES = 1996  # 《教师资格条例》 came into force in December 1995
_CERTIFICATE_FORM = re.compile(r"[0-9]{17}")
_CERTIFICATE_WIDTH = 17
_KINDS = frozenset(value.code for value in code_table("certificate_kind"))

CERTIFICATE_FORM = Problem("certificate.form", "教师资格证书号码应为 17 位数字；请对照证书填写。")
CERTIFICATE_YEAR = Problem("certificate.year", "教师资格证书号码的前四位不是发证年份；请对照证书核对。")
CERTIFICATE_PROVINCE = Problem(
    "certificate.province", "教师资格证书号码的第 5、6 位不是任何省级行政区的代码；请对照证书核对。"
)
CERTIFICATE_KIND = Problem(
    "certificate.kind", "教师资格证书号码的第 10 位应为资格种类 1 至 7（如 2 小学、4 高级中学）；请对照证书核对。"
)
CERTIFICATE_SEX = Problem(
    "certificate.sex", "教师资格证书号码的第 11 位是性别，应为 1（男）或 2（女）；请对照证书核对。"
)


def check_certificate(value: str, *, on: date | None = None) -> Problem | None:
    """Form, year (not after `on`), province, kind and sex of a teaching certificate's number."""
    value = tidy(value)
    if not value:
        return None
    if not _CERTIFICATE_FORM.fullmatch(value):
        return CERTIFICATE_FORM
    if not FIRST_CERTIFICATES <= int(value[:4]) <= (on.year if on else 9999):
        return CERTIFICATE_YEAR
    if value[4:6] not in PROVINCES:
        return CERTIFICATE_PROVINCE
    if value[9] not in _KINDS:
        return CERTIFICATE_KIND
    return None if value[10] in "12" else CERTIFICATE_SEX


_KIND_FLAGS = digits_flags(10, (int(kind) for kind in _KINDS))


def certificate_problems(column: pl.Series, *, on: date | None = None) -> pl.Series:
    """`check_certificate` for a column."""
    text = tidy_column(column)

    def sound(places: Bytes) -> Flags:
        year = number_of(places[:4])
        in_time = (year >= FIRST_CERTIFICATES) & (year <= (on.year if on else 9999))
        sexed = (places[10] == ord("1")) | (places[10] == ord("2"))
        good: Flags = in_time & province_known(places[4:6]) & _KIND_FLAGS[number_of(places[9:10])] & sexed
        return good

    holds = judge(text, _CERTIFICATE_WIDTH, formed=are_digits, sound=sound)
    return explain(text, holds, lambda value: check_certificate(value, on=on))
