"""What the registry certifies: being at school, the registration, a transfer, the way through the schools, its end.

《中小学生学籍管理办法》（教基〔2025〕1号）: a transfer goes with a 转学证明; leaving certificates are not made out a
second time, who has lost one gets a 证明书. A 在读证明 is shown to third parties, so its number is masked; the 学籍证明
bears it whole.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext_noop

from shuren.kernel.actors import system_actor
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.sensitive import Sealed
from shuren.modules.registry.models import Diploma
from shuren.spine.certificates.api import KINDS, Facts, Kind, Offer, Owed, Wording
from shuren.spine.certificates.api import in_figures as day
from shuren.spine.people.queries.schooling import Stay, movements_of, school_path_of, stays_around, stays_of

READER = system_actor("registry.certificate_facts", "证书内容查询")
BASIS = "教基〔2025〕1号"
TRANSFERRED = "10"  # JY/T 1001-2012 XSDQZT 转学(转出)
ENDINGS = {  # XSDQZT 毕业, 结业, 肄业
    "07": ("毕业", "修业期满，成绩合格，准予毕业"),
    "08": ("结业", "修业期满，准予结业"),
    "09": ("肄业", "未修完规定学业，准予肄业"),
}
FOOTNOTE = "本件由签发单位电子签章，PDF 文件为原件；打印件请扫码或凭编号、验证码核验。"
PERSON = {"姓名": "李小雨", "性别": "女", "出生日期": "2016年3月5日", "学籍号": "G34**************34"}
MOVEMENT_HEADS = ("日期", "学籍异动", "学校")
ROW_HEADS = ("学校", "学段", "入校日期", "离校日期", "状态")


class NotTransferred(Refused):
    """这段学籍不是以转学结束的，不能开具转学证明。请核对该生的学籍经历。"""


class NotFinished(Refused):
    """该生没有在这所学校毕业、结业或肄业的登记，不能开具证明书。请核对该生的学籍经历。"""


class NotAtSchool(Refused):
    """该生现在不在这所学校就读，不能开具在读证明。已离校的，请开具学历证明。"""


class NotRegistered(Refused):
    """该生的学籍已不在这所学校，不能开具学籍证明。请由学籍所在学校开具，或开具学历证明。"""


def _person(stay: Stay) -> dict[str, str | Sealed]:
    return {"姓名": stay.name, "性别": stay.sex, "出生日期": day(stay.born_on), "学籍号": stay.national_no or ""}


def _facts(stay: Stay, values: dict[str, str], rows: tuple[tuple[str, ...], ...] = ()) -> Facts:
    return Facts(stay.school_id, stay.person_id, stay.name, _person(stay) | values, rows)


def _offer(stay: Stay) -> Offer:
    until = day(stay.left_on) if stay.left_on else "今"
    return Offer(stay.enrolment_id, stay.school_path, f"{stay.school_name} · {day(stay.entered_on)}至{until}")


def _now(stay: Stay) -> dict[str, str]:
    return {"学校": stay.school_name, "学段": stay.stage, "年级": stay.grade, "入校日期": day(stay.entered_on)} | {
        "班级": stay.class_name or "未编班",
        "现状": stay.status,
    }


def _presence(enrolment_id: int) -> Facts:
    stay, _ = stays_around(enrolment_id)
    if not stay.is_at_school:
        raise NotAtSchool
    return _facts(stay, _now(stay) | {"学籍号": str(stay.national_no or "")})


def _presences(person_id: int) -> Iterable[Offer]:
    return [_offer(stay) for stay in stays_of(person_id) if stay.is_at_school]


def _registration(enrolment_id: int) -> Facts:
    stay, _ = stays_around(enrolment_id)
    if stay.left_on is not None:
        raise NotRegistered
    lines = [(f"{on}", kind, school) for on, kind, school in movements_of(stay.person_id)]
    told = {"异动": "学籍异动记录如下" if lines else "没有学籍异动记录"}
    return _facts(stay, _now(stay) | told, (MOVEMENT_HEADS, *lines) if lines else ())


def _registrations(person_id: int) -> Iterable[Offer]:
    return [_offer(stay) for stay in stays_of(person_id) if stay.left_on is None]


def _is_transfer(stay: Stay) -> bool:
    return stay.status_code == TRANSFERRED and stay.left_on is not None and not stay.is_handed_over


def _transfer(enrolment_id: int) -> Facts:
    stay, _ = stays_around(enrolment_id)
    if stay.left_on is None or not _is_transfer(stay):
        raise NotTransferred
    told = {
        "年级": stay.grade,
        "入校日期": day(stay.entered_on),
        "转出日期": day(stay.left_on),
        "转入学校": stay.went_to,
    }
    return replace(_facts(stay, told), case_number=stay.left_by)


def _transfers(person_id: int) -> Iterable[Offer]:
    return [_offer(stay) for stay in stays_of(person_id) if _is_transfer(stay)]


def owed_transfer(enrolment_id: int) -> Owed:
    """Return the 转学证明 that the school owes to a pupil who has left."""
    stay, _ = stays_around(enrolment_id)
    return Owed(TRANSFER, enrolment_id, stay.school_id, stay.person_id, stay.name)


def _schooling(enrolment_id: int) -> Facts:
    stay, way = stays_around(enrolment_id)
    lines = [(one.school_name, one.stage, f"{one.entered_on}", f"{one.left_on or '—'}", one.status) for one in way]
    return _facts(stay, {"学校": stay.school_name, "现状": stay.status}, (ROW_HEADS, *lines))


def _latest(person_id: int) -> Iterable[Offer]:
    return [_offer(stay) for stay in stays_of(person_id)[-1:]]


def _ending(enrolment_id: int) -> Facts:
    stay, _ = stays_around(enrolment_id)
    if stay.status_code not in ENDINGS or stay.left_on is None:
        raise NotFinished
    result, verdict = ENDINGS[stay.status_code]
    told = {"结果": result, "结论": verdict, "学段": stay.stage, "原证书": _diploma(stay, result)}
    return _facts(stay, told | {"入校日期": day(stay.entered_on), "离校日期": day(stay.left_on)})


def _diploma(stay: Stay, result: str) -> str:
    """Name the paper that was lost, with its number where it has one."""
    with scope_of(READER):
        found = Diploma.objects.within("").filter(enrolment_id=stay.enrolment_id, voided_at=None).first()
    return f"原{result}证书（编号 {found.number}）" if found else f"原{result}证书"


def _endings(person_id: int) -> Iterable[Offer]:
    return [_offer(stay) for stay in stays_of(person_id) if stay.status_code in ENDINGS and stay.left_on]


NOW = {
    "学校": "东山小学",
    "学段": "小学",
    "年级": "三年级",
    "班级": "三（1）班",
    "入校日期": "2024年9月1日",
    "现状": "在读",
}

PRESENCE = KINDS.add(
    Kind(
        code="registry.presence",
        label=gettext_noop("在读证明"),
        prefix="ZD",
        basis=BASIS,
        wording=Wording(
            "在读证明",
            "{姓名}，{性别}，{出生日期}出生，学籍号 {学籍号}，自{入校日期}起在我校学习，现就读于{学段}{年级}。\n"
            "特此证明。",
            FOOTNOTE,
        ),
        examples=PERSON | NOW,
        unit_path=school_path_of,
        facts=_presence,
        offers=_presences,
    )
)

REGISTRATION = KINDS.add(
    Kind(
        code="registry.registration",
        label=gettext_noop("学籍证明"),
        prefix="XJ",
        basis=BASIS,
        wording=Wording(
            "学籍证明",
            "{姓名}，{性别}，{出生日期}出生，学籍号 {学籍号}，自{入校日期}起在我校建有{学段}学籍，"
            "现为{年级}学生（{班级}），学籍状态：{现状}。\n"
            "经查学籍登记，该生{异动}。\n特此证明。",
            FOOTNOTE,
        ),
        examples=PERSON | NOW | {"异动": "学籍异动记录如下"},
        example_rows=(MOVEMENT_HEADS, ("2026-09-01", "转入", "东山小学")),
        unit_path=school_path_of,
        facts=_registration,
        offers=_registrations,
    )
)

TRANSFER = KINDS.add(
    Kind(
        code="registry.transfer",
        label=gettext_noop("转学证明"),
        prefix="ZX",
        basis=BASIS,
        wording=Wording(
            "转学证明",
            "{姓名}，{性别}，{出生日期}出生，学籍号 {学籍号}，自{入校日期}起在我校学习，转出前在{年级}就读。\n"
            "经转入、转出双方学校和主管部门核办，该生学籍于{转出日期}转入{转入学校}。\n"
            "特此证明。",
            FOOTNOTE,
        ),
        examples=PERSON
        | {"年级": "三年级", "入校日期": "2024年9月1日", "转出日期": "2026年11月22日", "转入学校": "高新实验小学"},
        unit_path=school_path_of,
        facts=_transfer,
        offers=_transfers,
        is_once=True,
    )
)

SCHOOLING = KINDS.add(
    Kind(
        code="registry.schooling",
        label=gettext_noop("学历证明"),
        prefix="XL",
        basis=BASIS,
        wording=Wording(
            "学历证明",
            "{姓名}，{性别}，{出生日期}出生，学籍号 {学籍号}。\n经查学籍登记，该生在校学习经历如下，特此证明。",
            FOOTNOTE,
        ),
        examples=PERSON | {"学校": "东山小学", "现状": "在读"},
        example_rows=(
            ROW_HEADS,
            ("东山小学", "小学", "2022-09-01", "2026-11-22", "转学(转出)"),
            ("高新实验小学", "小学", "2026-11-22", "—", "在读"),
        ),
        unit_path=school_path_of,
        facts=_schooling,
        offers=_latest,
    )
)

ENDING = KINDS.add(
    Kind(
        code="registry.ending",
        label=gettext_noop("毕业证明书"),
        prefix="BY",
        basis=BASIS,
        wording=Wording(
            "{结果}证明书",
            "{姓名}，{性别}，{出生日期}出生，学籍号 {学籍号}，于{入校日期}至{离校日期}在我校{学段}学习，{结论}。\n"
            "{原证书}遗失或损毁，特此证明。",
            FOOTNOTE,
        ),
        examples=PERSON
        | {
            "结果": "毕业",
            "结论": ENDINGS["07"][1],
            "原证书": "原毕业证书（编号 340111202600000123）",
            "学段": "小学",
            "入校日期": "2020年9月1日",
            "离校日期": "2026年7月1日",
        },
        unit_path=school_path_of,
        facts=_ending,
        offers=_endings,
        is_once=True,
    )
)
