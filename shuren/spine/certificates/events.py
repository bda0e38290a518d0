"""What certificates leave in the audit log. Their numbers lead to the register; names stay out of the entries."""

from shuren.kernel.audit.labels import Erasure, audit_label

ISSUED = audit_label("certificates.certificate.issued", "{unit}签发{kind} {number}", erasure=Erasure.DETACH)
REVOKED = audit_label(
    "certificates.certificate.revoked", "撤销{unit}的{kind} {number}，理由：{reason}", erasure=Erasure.DETACH
)
REPLACED = audit_label(
    "certificates.certificate.replaced",
    "{unit}以 {successor} 换发{kind} {number}，理由：{reason}",
    erasure=Erasure.DETACH,
)
FETCHED = audit_label("certificates.certificate.fetched", "下载{kind} {number}", erasure=Erasure.DETACH)
SEEN = audit_label("certificates.certificate.seen", "查看{kind} {number}", erasure=Erasure.DETACH)
OWN_SEEN = audit_label("certificates.own.seen", "监护人查看孩子的证书 {count} 份", erasure=Erasure.DETACH)
PREVIEWED = audit_label("certificates.certificate.previewed", "预览{unit}的{kind}", erasure=Erasure.DETACH)
EXPORTED = audit_label("certificates.register.exported", "导出证书登记 {count} 条", erasure=Erasure.KEEP)
LAID_OUT = audit_label("certificates.issuance.laid_out", "为{group}拟批量签发{kind}，{count} 人", erasure=Erasure.KEEP)
BEGUN = audit_label("certificates.issuance.begun", "批量签发{kind}（{group}），{count} 份", erasure=Erasure.KEEP)
REVOKING = audit_label(
    "certificates.issuance.revoking", "批量撤销{kind}（{group}），{count} 份，理由：{reason}", erasure=Erasure.KEEP
)
TAKEN = audit_label("certificates.issuance.taken", "下载批量签发的{kind}（{group}），{count} 份", erasure=Erasure.KEEP)
OWED = audit_label("certificates.debt.noted", "{kind}未能自动签发，列入待补签发", erasure=Erasure.DETACH)
REWORDED = audit_label(
    "certificates.wording.decided", "修订{kind}文本（第 {version} 版），自 {on} 起启用", erasure=Erasure.KEEP
)
