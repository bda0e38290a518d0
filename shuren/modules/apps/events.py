"""What vendors and apps leave in the audit log."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label

VENDOR_REGISTERED = audit_label(
    "apps.vendor.registered", _("“{vendor}”（{code}）申请登记为应用提供者"), erasure=Erasure.KEEP
)
VENDOR_DECIDED = audit_label(
    "apps.vendor.decided", _("应用提供者“{vendor}”：{what}，理由：{why}"), erasure=Erasure.KEEP
)
APP_DESCRIBED = audit_label("apps.app.described", _("填写应用“{app}”的接入说明"), erasure=Erasure.KEEP)
APP_MOVED = audit_label("apps.app.moved", _("应用“{app}”：{what}，理由：{why}"), erasure=Erasure.KEEP)
APP_ADMITTED = audit_label(
    "apps.app.admitted",
    _("准予应用“{app}”接入至 {until}，可取得：{items}；不予：{refused}"),
    erasure=Erasure.KEEP,
)
SWITCHED_ON = audit_label(
    "apps.switch.on",
    _("为{school}开通应用“{app}”，范围：{groups}，数据项：{items}（{decision}）"),
    erasure=Erasure.KEEP,
)
SWITCHED_OFF = audit_label("apps.switch.off", _("关闭{school}的应用“{app}”：{why}"), erasure=Erasure.KEEP)
EXAMPLE_SEEN = audit_label(
    "apps.example.seen", _("查看应用“{app}”将取得的数据，以一名学生为例（已脱敏）"), erasure=Erasure.KEEP
)
CONSENTED = audit_label("apps.consent.given", _("同意应用“{app}”取得“{item}”"), erasure=Erasure.KEEP)
WITHDRAWN = audit_label("apps.consent.withdrawn", _("撤回同意：应用“{app}”不再取得“{item}”"), erasure=Erasure.KEEP)
KEY_MADE = audit_label("apps.sandbox.key_made", _("生成测试密钥（末四位 {tail}）"), erasure=Erasure.KEEP)
KEY_ENDED = audit_label("apps.sandbox.key_ended", _("停用测试密钥（末四位 {tail}）"), erasure=Erasure.KEEP)
