"""What a changed calendar publishes, and what it leaves in the audit log."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label
from shuren.kernel.events.declare import Event, event


@event
@dataclass(frozen=True)
class WorkdaysChanged(Event):
    """Which days are worked has changed at a node and all below it."""

    org_path: str


SET = audit_label("workdays.days.set", _("将 {first} 至 {last} 定为{kind}：{note}"), erasure=Erasure.KEEP)
CLEARED = audit_label("workdays.days.cleared", _("取消 {first} 至 {last} 的工作日调整"), erasure=Erasure.KEEP)
