"""What the registers announce and record in the audit log. Lists applied or taken back are told by kernel.tabular."""

from dataclasses import dataclass

from shuren.kernel.audit.labels import Erasure, audit_label
from shuren.kernel.events.declare import Event, event


@event
@dataclass(frozen=True)
class TransferredAway(Event):
    """A decided case ended an enrolment because the pupil goes on at another school, here or elsewhere."""

    enrolment_id: int


@event
@dataclass(frozen=True)
class RegistrationChanged(Event):
    """A decided case changed something in a pupil's registration."""

    person_id: int


@event
@dataclass(frozen=True)
class PersonsMerged(Event):
    """Two records have become one person: what was `gone`'s is `kept`'s."""

    kept: int
    gone: int


@event
@dataclass(frozen=True)
class PersonsSplit(Event):
    """Two records that had been merged are two persons again."""

    kept: int
    gone: int


VIEWED = audit_label("people.person.viewed", "查看了个人页面（{sections}）", erasure=Erasure.DETACH)
UNMASKED = audit_label("people.person.unmasked", "查看了完整的{item}，理由：{reason}", erasure=Erasure.DETACH)
LISTED = audit_label("people.list.viewed", "查看{list}：{summary}，本页 {shown} 人", erasure=Erasure.KEEP)
LOOKS_VIEWED = audit_label("people.person.looks_viewed", "查看了“谁查看过”", erasure=Erasure.DETACH)
EXPORT_ASKED = audit_label(
    "people.export.asked", "申请导出{list}（{summary}），{persons} 人，用途：{reason}", erasure=Erasure.KEEP
)
EXPORT_DECIDED = audit_label("people.export.decided", "{step}了{name}的导出申请，{persons} 人", erasure=Erasure.KEEP)
EXPORT_MADE = audit_label("people.export.made", "生成导出文件，{rows} 行，SHA-256 {sha256}", erasure=Erasure.KEEP)
EXPORT_FETCHED = audit_label("people.export.fetched", "下载了导出文件（{persons} 人）", erasure=Erasure.KEEP)
MOVED = audit_label("people.enrolment.moved", "办理学籍异动：{kind}（{case}）{told}", erasure=Erasure.DETACH)
HOLDER_TIED = audit_label("people.holder.tied", "将账号 {account} 关联到{person}", erasure=Erasure.DETACH)
HOLDER_INFERRED = audit_label(
    "people.holder.inferred", "按教职工名册将账号 {account} 关联到{person}", erasure=Erasure.DETACH
)
HOLDER_UNTIED = audit_label(
    "people.holder.untied", "解除账号 {account} 的持有人，理由：{reason}", erasure=Erasure.DETACH
)
DOUBT_DECIDED = audit_label(
    "people.doubt.decided", "认定与人员 {other} {state}，依据：{reason}", erasure=Erasure.DETACH
)
DOUBT_ASKED = audit_label("people.doubt.asked", "请学校核实是否与另一人重复：{told}", erasure=Erasure.DETACH)
DOUBT_ANSWERED = audit_label("people.doubt.answered", "答复重复人员核实：{answer}。{note}", erasure=Erasure.DETACH)
DOUBT_VIEWED = audit_label("people.doubt.viewed", "对照查看了疑似重复的两条登记", erasure=Erasure.DETACH)
MERGED = audit_label(
    "people.person.merged", "与人员 {other} 合并（合并 {merge}），依据：{reason}", erasure=Erasure.DETACH
)
SPLIT = audit_label(
    "people.person.split", "与人员 {other} 拆分（合并 {merge}），原因：{reason}", erasure=Erasure.DETACH
)
