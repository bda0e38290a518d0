"""What statistics leaves in the audit log."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label

REPORT_BEGUN = audit_label("statistics.report.begun", _("开始编制《{title}》"), erasure=Erasure.KEEP)
REPORT_COMPILED = audit_label(
    "statistics.report.compiled", _("汇编《{title}》：{sections} 节，{figures} 个数字"), erasure=Erasure.KEEP
)
SECTION_EDITED = audit_label("statistics.section.edited", _("修改《{title}》“{section}”一节"), erasure=Erasure.KEEP)
REPORT_RELEASED = audit_label("statistics.report.released", _("发布《{title}》"), erasure=Erasure.KEEP)
REPORT_TAKEN = audit_label("statistics.report.taken", _("下载《{title}》（{kind}）"), erasure=Erasure.KEEP)
RETURN_TYPED = audit_label("statistics.return.typed", _("补填 {year} 年学校基表"), erasure=Erasure.KEEP)
RETURN_CONFIRMED = audit_label("statistics.return.confirmed", _("确认 {year} 年学校基表"), erasure=Erasure.KEEP)
RETURN_REOPENED = audit_label("statistics.return.reopened", _("退回 {year} 年学校基表：{reason}"), erasure=Erasure.KEEP)
RETURNS_TAKEN = audit_label("statistics.return.taken", _("下载 {year} 年学校基表（{org}）"), erasure=Erasure.KEEP)
