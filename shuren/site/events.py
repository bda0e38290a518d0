"""What the installation as a whole records: the demo region it was filled with, and copies made of it."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import AuditLabel, Erasure, audit_label

DEMO_BEGUN = audit_label("site.demo.begun", _("开始生成演示区域（{size}）"), erasure=Erasure.KEEP)
DEMO_BUILT = audit_label("site.demo.built", _("生成了演示区域（{size}），用时 {seconds} 秒"), erasure=Erasure.KEEP)
BACKED_UP = audit_label("site.backup.made", _("备份了全部数据，{rows} 行"), erasure=Erasure.KEEP)
RESTORED = audit_label("site.backup.restored", _("从 {made_at} 的备份恢复了全部数据，{rows} 行"), erasure=Erasure.KEEP)

__all__ = ["BACKED_UP", "DEMO_BEGUN", "DEMO_BUILT", "RESTORED", "AuditLabel"]
