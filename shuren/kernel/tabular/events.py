"""What the life of a batch publishes, and what it leaves in the audit log."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label
from shuren.kernel.events.declare import Event, event


@event
@dataclass(frozen=True)
class BatchApplied(Event):
    """A batch's rows are in the register. `tables` are the codes of its tables."""

    batch_id: int
    workbook: str
    tables: list[str]
    org_path: str
    period: str


@event
@dataclass(frozen=True)
class BatchWaiting(Event):
    """A checked batch changes so many persons that a second one must confirm it."""

    batch_id: int


@event
@dataclass(frozen=True)
class BatchDecided(Event):
    """A batch no longer waits: it was confirmed, given up, or found wrong when checked again."""

    batch_id: int


@event
@dataclass(frozen=True)
class BatchUndone(Event):
    """A batch's rows are gone again and what it had changed is as it was."""

    batch_id: int
    workbook: str
    tables: list[str]
    org_path: str
    period: str


uploaded = audit_label(
    "tabular.batch.uploaded", _("上传了“{workbook}”（{org}，{period}）的文件“{file}”"), erasure=Erasure.KEEP
)
confirmed = audit_label(
    "tabular.batch.confirmed", _("复核通过“{workbook}”的导入（{org}，{period}）"), erasure=Erasure.KEEP
)
applied = audit_label(
    "tabular.batch.applied",
    _("应用了“{workbook}”的导入（{org}，{period}）：新增 {added} 行，修改 {changed} 行，撤销 {vanished} 行"),
    erasure=Erasure.KEEP,
)
undone = audit_label(
    "tabular.batch.undone", _("撤销了“{workbook}”的导入（{org}，{period}）：{reason}"), erasure=Erasure.KEEP
)
exported = audit_label("tabular.table.exported", _("导出了“{table}”{rows} 行"), erasure=Erasure.KEEP)
