"""What single sign-on announces, and what it leaves in the audit log."""

from dataclasses import dataclass

from shuren.kernel.audit.labels import Erasure, audit_label
from shuren.kernel.events.declare import Event, event


@event
@dataclass(frozen=True)
class VisitEnded(Event):
    """Somebody is no longer signed in at an app that wants to be told."""

    visit_id: int


SIGNED_INTO = audit_label("sso.visit.begun", "登录应用 {app}", erasure=Erasure.KEEP)
REPLAYED = audit_label(
    "sso.visit.replayed", "应用 {app} 的{what}被重复使用，由此取得的登录已全部撤销", erasure=Erasure.KEEP
)
APPROVED = audit_label("sso.approval.given", "同意应用 {app} 取得：{items}", erasure=Erasure.KEEP)
WITHDRAWN = audit_label("sso.approval.withdrawn", "撤回对应用 {app} 的授权", erasure=Erasure.KEEP)

CLIENT_ADDED = audit_label("sso.client.added", "为应用 {app} 登记登录接口 {client}", erasure=Erasure.KEEP)
CLIENT_CHANGED = audit_label("sso.client.changed", "修改应用 {app} 的登录接口 {client}", erasure=Erasure.KEEP)
CLIENT_ENDED = audit_label("sso.client.ended", "停用应用 {app} 的登录接口 {client}", erasure=Erasure.KEEP)
SECRET_MADE = audit_label("sso.client.secret_made", "为登录接口 {client} 生成密钥（尾号 {tail}）", erasure=Erasure.KEEP)
SERVICE_ADDED = audit_label("sso.service.added", "为应用 {app} 登记 CAS 服务地址 {prefix}", erasure=Erasure.KEEP)
SERVICE_ENDED = audit_label("sso.service.ended", "停用应用 {app} 的 CAS 服务地址 {prefix}", erasure=Erasure.KEEP)

KEY_MADE = audit_label("sso.key.made", "生成签名密钥 {kid}（{alg}）", erasure=Erasure.KEEP)
KEY_WITHDRAWN = audit_label("sso.key.withdrawn", "停用签名密钥 {kid}（{alg}），理由：{reason}", erasure=Erasure.KEEP)
