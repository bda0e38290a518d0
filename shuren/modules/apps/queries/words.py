"""What codes of items, audiences, stages and groups are called, in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shuren.modules.apps.rules import groups
from shuren.modules.apps.rules.items import BASIS_LABELS, ITEMS, WHO_LABELS, Basis, Who
from shuren.spine.people.api import grade_label
from shuren.spine.people.models.enrolments import STAGES

# What `rules` call things; collected here, for rules know no translation.
LABELS = (
    gettext_noop("姓名"), gettext_noop("身份（学生、家长、教师等）"), gettext_noop("学校名称"),
    gettext_noop("学校标识码"), gettext_noop("学段"), gettext_noop("年级"), gettext_noop("班级"),
    gettext_noop("校内学号"), gettext_noop("学籍号"), gettext_noop("性别"), gettext_noop("出生年份"),
    gettext_noop("工号"), gettext_noop("任教学科"), gettext_noop("联系电话"), gettext_noop("子女的姓名和班级"),
    gettext_noop("人员"), gettext_noop("账号与授权"), gettext_noop("机构"), gettext_noop("学籍"),
    gettext_noop("任职"), gettext_noop("监护关系"), gettext_noop("学生"), gettext_noop("家长"),
    gettext_noop("教职工"), gettext_noop("履行法定职责或义务所必需（第三项）"),
    gettext_noop("人力资源管理或履行合同所必需（第二项）"), gettext_noop("本人或监护人同意（第一项）"),
    gettext_noop("应用的使用对象没有这项数据，请去掉，或改选使用对象。"),
    gettext_noop("请写明哪个功能要用这项数据、没有它会怎样，至少 8 个字。"),
    gettext_noop("这项数据不能以所选的依据取得，请另选依据；没有依据的不要申请。"),
)  # fmt: skip


def item_label(code: str) -> str:
    """Return the name of a data item; one that is no longer declared reads as its code."""
    return _(ITEMS[code].label) if code in ITEMS else code


def item_labels(codes: Iterable[str]) -> str:
    """Return the names of some items in the order of the dictionary."""
    asked = set(codes)
    return _("、").join(item_label(code) for code in ITEMS if code in asked) or "—"


def basis_label(code: str) -> str:
    return _(BASIS_LABELS[Basis(code)])


def who_labels(codes: Iterable[str]) -> str:
    return _("、").join(_(WHO_LABELS[Who(code)]) for code in codes)


def stage_labels(codes: Iterable[str]) -> str:
    return _("、").join(str(dict(STAGES)[code]) for code in codes) or "—"


def group_label(group: str) -> str:
    """Return the name of a group of a school, such as 三年级学生."""
    who, stage, grade = groups.read(group)
    if who == groups.STAFF:
        return _(WHO_LABELS[Who.STAFF])
    return _("{grade}{who}").format(grade=_(grade_label(stage, grade)), who=_(WHO_LABELS[Who(who)]))


def group_labels(codes: Iterable[str]) -> str:
    return _("、").join(group_label(code) for code in codes)
