"""What the installation as a whole records: the demo region it was filled with, and copies made of it."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import AuditLabel, Erasure, audit_label

DEMO_BEGUN = audit_label("site.demo.begun", _("开始生成演示区域（{size}）"), erasure=Erasure.KEEP)
DEMO_BUILT = audit_label("site.demo.built", _("生成了演示区域（{size}），用时 {seconds} 秒"), erasure=Erasure.KEEP)
REVEALED = audit_label("site.export.revealed", _("导出“{table}”时不遮盖证件号码，理由：{reason}"), erasure=Erasure.KEEP)


__all__ = ["DEMO_BEGUN", "DEMO_BUILT", "REVEALED", "AuditLabel"]
