"""What the clearing house records in the audit log."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label

REQUEST_SUBMITTED = audit_label(
    "collection.request.submitted",
    _("提交上报任务《{title}》统筹审核：拟填报 {asked} 项，免填 {spared} 项"),
    erasure=Erasure.KEEP,
)
QUESTIONS_RULED = audit_label(
    "collection.questions.ruled",
    _("审核上报任务《{title}》的填报项：准予 {asked} 项，删减 {cut} 项，不予采集 {refused} 项"),
    erasure=Erasure.KEEP,
)
REQUEST_CLEARED = audit_label(
    "collection.request.cleared",
    _("准予下达上报任务《{title}》：{units} 个单位各填 {asked} 项，免填 {spared} 项"),
    erasure=Erasure.KEEP,
)
CEILING_SET = audit_label(
    "collection.ceiling.set",
    _("规定填报负担上限：每单位每年 {minutes} 分钟，{since} 起执行（{basis}）"),
    erasure=Erasure.KEEP,
)
