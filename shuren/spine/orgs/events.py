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

CHANGE_DECIDED = {
    "decided": audit_label(
        "orgs.change.decided", "提出机构变动：{kind}（{name}），{effective_on} 生效", erasure=Erasure.KEEP
    ),
    "confirmed": audit_label(
        "orgs.change.confirmed", "复核通过机构变动：{kind}（{name}），{effective_on} 生效", erasure=Erasure.KEEP
    ),
    "withdrawn": audit_label(
        "orgs.change.withdrawn",
        "撤回机构变动：{kind}（{name}），原定 {effective_on} 生效；理由：{reason}",
        erasure=Erasure.KEEP,
    ),
    "failed": audit_label(
        "orgs.change.failed", "机构变动未能生效：{kind}（{name}），{effective_on}；{reason}", erasure=Erasure.KEEP
    ),
    "undone": audit_label(
        "orgs.change.undone",
        "撤销办理机构变动：{kind}（{name}），{effective_on} 生效的不再有效；理由：{reason}",
        erasure=Erasure.KEEP,
    ),
}
