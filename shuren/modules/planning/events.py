"""What planning leaves in the audit log."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label

PLAN_LOADED = audit_label("planning.plan.loaded", _("录入规划“{name}”，{targets} 条目标"), erasure=Erasure.KEEP)
BOARD_EXPORTED = audit_label("planning.board.exported", _("导出规划“{name}”的进展（{org}）"), erasure=Erasure.KEEP)
PLAN_OPENED = audit_label("planning.plan.opened", _("新增规划“{name}”（{code}）"), erasure=Erasure.KEEP)
SOURCE_CHOSEN = audit_label(
    "planning.source.chosen", _("规划“{plan}”指标 {indicator} 按上报数据“{source}”计算"), erasure=Erasure.KEEP
)
SOURCE_CLEARED = audit_label(
    "planning.source.cleared", _("规划“{plan}”指标 {indicator} 不再按上报数据计算"), erasure=Erasure.KEEP
)
TASKS_DRAFTED = audit_label(
    "planning.tasks.drafted", _("按“{plan}”分解 {year} 年任务 {count} 项"), erasure=Erasure.KEEP
)
TASK_CHANGED = audit_label("planning.task.changed", _("修改年度任务“{title}”"), erasure=Erasure.KEEP)
TASK_SHARED = audit_label("planning.task.shared", _("把任务“{title}”分解到 {count} 个单位"), erasure=Erasure.KEEP)
TASK_STEP = audit_label("planning.task.step", _("任务“{title}”：{step}"), erasure=Erasure.KEEP)
TASK_REPORTED = audit_label("planning.task.reported", _("填写任务“{title}”{month} 月报"), erasure=Erasure.KEEP)
REPORTS_URGED = audit_label("planning.reports.urged", _("催报任务月报，{count} 个单位"), erasure=Erasure.KEEP)
EVIDENCE_READ = audit_label("planning.evidence.read", _("下载任务“{title}”的佐证材料“{file}”"), erasure=Erasure.KEEP)
TASK_DUE_MOVED = audit_label(
    "planning.task.due_moved", _("任务“{title}”的期限由 {was} 调整为 {now}：{reason}"), erasure=Erasure.KEEP
)
TASK_INHERITED = audit_label(
    "planning.task.inherited", _("任务“{title}”由{source}转给{target}，因机构变动"), erasure=Erasure.KEEP
)
LETTER_PRINTED = audit_label("planning.letter.printed", _("打印督办单 {number}（{unit}）"), erasure=Erasure.KEEP)
