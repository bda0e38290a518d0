"""What the org tree announces and records."""

from dataclasses import dataclass

from shuren.kernel.audit.labels import Erasure, audit_label
from shuren.kernel.events.declare import Event, event


@event
@dataclass(frozen=True)
class OrgChanged(Event):
    """An org began, changed or ended; `effective_on` is an ISO date."""

    org_id: int
    kind: str
    effective_on: str


ORG_CHANGED = audit_label(
    "orgs.org.changed", "办理机构变动：{kind}（{name}），{effective_on} 生效", erasure=Erasure.KEEP
)
