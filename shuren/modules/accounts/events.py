"""What opening accounts leaves in the audit log."""

from shuren.kernel.audit.labels import Erasure, audit_label

SHEET_ASKED = audit_label("accounts.sheet.asked", "为{group}的 {count} 人出登录单", erasure=Erasure.KEEP)
SLIPS_VIEWED = audit_label("accounts.sheet.viewed", "打开{group}的登录单，{count} 人的首次登录码", erasure=Erasure.KEEP)
CONSENTED = audit_label("accounts.consent.given", "同意为学生开通账号（{way}）", erasure=Erasure.DETACH)
WITHDRAWN = audit_label("accounts.consent.withdrawn", "撤回对学生账号的同意", erasure=Erasure.DETACH)
TIED = audit_label("accounts.account.tied", "按名册将账号 {account} 关联到本人", erasure=Erasure.DETACH)
