"""What a step leaves in the audit log, where its workflow does not speak for itself."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label

STEP_TAKEN = audit_label("workflow.step.taken", _("办理“{thing}”：{step}"), erasure=Erasure.DETACH)
