"""What account administration announces, and what it and signing in leave in the audit log."""

from dataclasses import dataclass

from shuren.kernel.audit.labels import Erasure, audit_label
from shuren.kernel.events.declare import Event, event


@event
@dataclass(frozen=True)
class RoleGiven(Event):
    """Somebody was given a role at an org."""

    org_id: int
    role: str


@event
@dataclass(frozen=True)
class StayEnded(Event):
    """Stays have ended: signed out, idle too long, or ended by somebody."""

    stays: list[int]


SIGNED_IN = audit_label("identity.account.signed_in", "登录成功，来自 {address}", erasure=Erasure.KEEP)
SIGNED_IN_WITH = audit_label(
    "identity.account.signed_in_with", "登录成功（{how}），来自 {address}", erasure=Erasure.KEEP
)
SIGN_IN_FAILED = audit_label(
    "identity.account.sign_in_failed",
    "登录失败（{account}），来自 {address}，连续第 {failures} 次",
    erasure=Erasure.DETACH,
)
LOCKED = audit_label(
    "identity.account.locked", "连续登录失败 {failures} 次，{account} 锁定 {minutes} 分钟", erasure=Erasure.DETACH
)
SIGNED_OUT = audit_label("identity.account.signed_out", "退出登录", erasure=Erasure.KEEP)
LEFT_IDLE = audit_label("identity.account.left_idle", "因长时间没有操作自动退出", erasure=Erasure.KEEP)
SWITCHED_ROLE = audit_label("identity.account.switched_role", "切换为 {role}（{org}）", erasure=Erasure.KEEP)
CHANGED_PASSWORD = audit_label("identity.account.changed_password", "修改了自己的密码", erasure=Erasure.KEEP)
FACTOR_FAILED = audit_label(
    "identity.account.factor_failed",
    "第二种身份验证失败，来自 {address}，连续第 {failures} 次",
    erasure=Erasure.DETACH,
)
FACTOR_ADDED = audit_label("identity.factor.added", "添加登录方式“{name}”（{kind}）", erasure=Erasure.KEEP)
FACTOR_RENAMED = audit_label("identity.factor.renamed", "登录方式“{before}”改名为“{name}”", erasure=Erasure.KEEP)
FACTOR_REMOVED = audit_label("identity.factor.removed", "移除登录方式“{name}”（{kind}）", erasure=Erasure.KEEP)
FACTORS_RESET = audit_label(
    "identity.factor.reset", "清除账号 {account} 的全部第二登录方式 {count} 项，理由：{reason}", erasure=Erasure.DETACH
)
PASSKEY_DOUBTED = audit_label(
    "identity.factor.doubted",
    "通行密钥“{name}”的使用计数没有增加，可能被复制，已拒绝，来自 {address}",
    erasure=Erasure.DETACH,
)
CODES_MADE = audit_label("identity.recovery_code.made", "生成恢复码 {count} 个，原有的作废", erasure=Erasure.KEEP)
CODE_USED = audit_label("identity.recovery_code.used", "使用恢复码通过验证，剩余 {left} 个", erasure=Erasure.KEEP)
DEVICE_NEW = audit_label("identity.device.new", "首次从设备“{device}”登录，已提醒本人", erasure=Erasure.KEEP)
DEVICE_CONFIRMED = audit_label("identity.device.confirmed", "确认设备“{device}”是本人的", erasure=Erasure.KEEP)
DEVICE_REMOVED = audit_label(
    "identity.device.removed", "移除设备“{device}”，退出其上的 {count} 个登录", erasure=Erasure.KEEP
)
STAY_ENDED = audit_label(
    "identity.account.ended_session", "结束自己的一个登录（{device}，{address}）", erasure=Erasure.KEEP
)
ENDED_SESSIONS = audit_label(
    "identity.account.ended_sessions", "结束了 {account} 的 {count} 个登录", erasure=Erasure.DETACH
)

OPENED = audit_label("identity.account.opened", "开通账号 {account}（{org}）", erasure=Erasure.DETACH)
DISABLED = audit_label("identity.account.disabled", "停用账号 {account}，理由：{reason}", erasure=Erasure.DETACH)
ENABLED = audit_label("identity.account.enabled", "重新启用账号 {account}", erasure=Erasure.DETACH)
UNLOCKED = audit_label("identity.account.unlocked", "解除账号 {account} 的登录锁定", erasure=Erasure.DETACH)
SEALED = audit_label("identity.account.sealed", "封存账号 {account}，原因：{why}", erasure=Erasure.DETACH)
MOVED = audit_label("identity.account.moved", "账号 {account} 转归{org}", erasure=Erasure.DETACH)
RESET_PASSWORD = audit_label("identity.account.reset_password", "重置账号 {account} 的密码", erasure=Erasure.DETACH)

GRANTED = audit_label("identity.grant.given", "授予 {account} 角色 {role}（{org}）", erasure=Erasure.DETACH)
EXPLAINED = audit_label(
    "identity.account.explained", "核对 {account} 能否打开 {path}：{result}", erasure=Erasure.DETACH
)
PROPOSED = audit_label("identity.grant.proposed", "申请授予 {account} 角色 {role}（{org}）", erasure=Erasure.DETACH)
PROPOSAL_ACCEPTED = audit_label(
    "identity.grant.accepted", "同意 {asked_by} 申请授予 {account} 的角色 {role}（{org}）", erasure=Erasure.DETACH
)
PROPOSAL_REFUSED = audit_label(
    "identity.grant.refused",
    "不同意 {asked_by} 申请授予 {account} 的角色 {role}（{org}），理由：{reason}",
    erasure=Erasure.DETACH,
)
REVIEWED = audit_label("identity.grant.reviewed", "复核并保留 {account} 的角色 {role}（{org}）", erasure=Erasure.DETACH)
REVIEW_MISSED = audit_label(
    "identity.grant.review_missed", "{account} 的角色 {role}（{org}）未按期复核，自动终止", erasure=Erasure.DETACH
)
REVOKED = audit_label("identity.grant.revoked", "收回 {account} 的角色 {role}（{org}）", erasure=Erasure.DETACH)
ENDED_WITH_ORG = audit_label(
    "identity.grant.ended_with_org",
    "{org} 撤销或并入其他机构，{account} 的角色 {role} 自 {on} 起终止",
    erasure=Erasure.DETACH,
)
ENDED_BY_REGISTER = audit_label(
    "identity.grant.ended_by_register", "{account} 的角色 {role}（{org}）终止，原因：{why}", erasure=Erasure.DETACH
)
GIVEN_BACK = audit_label(
    "identity.grant.given_back", "机构变动撤销办理，恢复 {account} 的角色 {role}（{org}）", erasure=Erasure.DETACH
)
NOT_GIVEN_BACK = audit_label(
    "identity.grant.not_given_back",
    "机构变动撤销办理，但没有恢复 {account} 的角色 {role}（{org}），因为该账号现已担任 {other}",
    erasure=Erasure.DETACH,
)

STAND_IN_NAMED = audit_label(
    "identity.absence.named",
    "委托 {stand_in} 自 {first} 至 {last} 代办（{role}，{org}），事由：{reason}",
    erasure=Erasure.DETACH,
)
STAND_IN_ENDED = audit_label(
    "identity.absence.ended", "提前结束委托 {stand_in} 代办（{role}，{org}）", erasure=Erasure.DETACH
)

ROOT_FOUNDED = audit_label("identity.root.founded", "建立电子证书根，有效期至 {until}", erasure=Erasure.KEEP)
ROOT_RENEWED = audit_label(
    "identity.root.renewed", "换发电子证书根，有效期至 {until}，原根继续有效至其期满", erasure=Erasure.KEEP
)
UNIT_CERTIFIED = audit_label(
    "identity.unit_certificate.issued", "为{unit}签发单位电子证书 {serial}", erasure=Erasure.KEEP
)
UNIT_CERTIFICATE_REVOKED = audit_label(
    "identity.unit_certificate.revoked", "吊销{unit}的单位电子证书 {serial}，理由：{reason}", erasure=Erasure.KEEP
)

AUDIT_EXPORTED = audit_label("identity.audit.exported", "导出审计记录 {count} 条", erasure=Erasure.KEEP)
CHAIN_VERIFIED = audit_label(
    "identity.audit.verified", "验证审计链，共核对 {checked} 条：{result}", erasure=Erasure.KEEP
)
