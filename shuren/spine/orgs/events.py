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
    verb: audit_label(f"orgs.change.{verb}", sentence, erasure=Erasure.KEEP)
    for verb, sentence in (
        ("decided", "提出机构变动：{kind}（{name}），{effective_on} 生效"),
        ("confirmed", "复核通过机构变动：{kind}（{name}），{effective_on} 生效"),
        ("withdrawn", "撤回机构变动：{kind}（{name}），原定 {effective_on} 生效；理由：{reason}"),
        ("failed", "机构变动未能生效：{kind}（{name}），{effective_on}；{reason}"),
        ("undone", "撤销办理机构变动：{kind}（{name}），{effective_on} 生效的不再有效；理由：{reason}"),
    )
}
