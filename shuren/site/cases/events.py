"""What the lists of cases leave in the audit log."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label

LIST_TAKEN = audit_label("cases.list.exported", _("导出办件 {count} 件"), erasure=Erasure.KEEP)
