"""What projects leave in the audit log."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label

PROJECT_GRANTED = audit_label(
    "projects.project.granted",
    _("项目“{title}”（{number}）立项，在预算指标 {line} 列支 {yuan} 元"),
    erasure=Erasure.KEEP,
)
THRESHOLD_SET = audit_label(
    "projects.threshold.set",
    _("规定 {since} 起预算达到 {yuan} 元的项目报上级审批（{basis}）"),
    erasure=Erasure.KEEP,
)
FUNDING_MOVED = audit_label(
    "projects.funding.moved",
    _("项目“{title}”的 {yuan} 元由指标“{source}”改由“{target}”列支：{why}"),
    erasure=Erasure.KEEP,
)
LEVEL_SET = audit_label(
    "projects.fund_level.set",
    _("规定 {since} 年度起信息化支出占公用经费不低于 {percent}%（{basis}）"),
    erasure=Erasure.KEEP,
)
HANDED_OVER = audit_label(
    "projects.project.handed_over", _("项目“{title}”随单位变动由 {source} 移交 {target}"), erasure=Erasure.KEEP
)
EXPLAINED = audit_label(
    "projects.spending.explained",
    _("说明 {year} 年项目支付与填报支出的差异 {difference} 元：{text}"),
    erasure=Erasure.KEEP,
)
LIST_EXPORTED = audit_label("projects.list.exported", _("导出信息化项目 {count} 个"), erasure=Erasure.KEEP)
STEP_RECORDED = audit_label("projects.step.recorded", _("登记项目“{title}”的{what}：{told}"), erasure=Erasure.KEEP)
STEP_REVERSED = audit_label(
    "projects.step.reversed", _("冲销项目“{title}”的{what}：{told}，事由：{why}"), erasure=Erasure.KEEP
)
USE_NOTED = audit_label(
    "projects.use.noted", _("填写项目“{title}”{month} 的使用情况：{times} 次"), erasure=Erasure.KEEP
)
