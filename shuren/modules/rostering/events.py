"""What rostering leaves in the audit log."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label

ROSTER_READ = audit_label(
    "rostering.roster.read", _("应用“{app}”读取本校名册：{what} {count} 条"), erasure=Erasure.KEEP
)
