"""What planning leaves in the audit log."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label

PLAN_LOADED = audit_label("planning.plan.loaded", _("录入规划“{name}”，{targets} 条目标"), erasure=Erasure.KEEP)
BOARD_EXPORTED = audit_label("planning.board.exported", _("导出规划“{name}”的进展（{org}）"), erasure=Erasure.KEEP)
PLAN_OPENED = audit_label("planning.plan.opened", _("新增规划“{name}”（{code}）"), erasure=Erasure.KEEP)
