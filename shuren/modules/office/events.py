"""What office work leaves in the audit log."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label

LETTERHEAD_KEPT = audit_label("office.letterhead.kept", _("登记发文机关代字“{mark}”（{agency}）"), erasure=Erasure.KEEP)
PAPER_ISSUED = audit_label("office.paper.issued", _("签发公文 {number}，发送 {count} 个单位"), erasure=Erasure.KEEP)
PAPER_SENT_ON = audit_label("office.paper.sent_on", _("补发公文 {number}，发送 {count} 个单位"), erasure=Erasure.KEEP)
PAPER_SEEN = audit_label("office.paper.seen", _("查看公文 {number}"), erasure=Erasure.KEEP)
PAPER_TAKEN = audit_label("office.paper.taken", _("下载公文 {number}：{file}"), erasure=Erasure.KEEP)
PAPER_URGED = audit_label("office.paper.urged", _("催签公文 {number}，{count} 个单位未签收"), erasure=Erasure.KEEP)
PAPER_FILED = audit_label("office.paper.filed", _("归档公文 {number}，保管期限 {retention}"), erasure=Erasure.KEEP)
REGISTER_EXPORTED = audit_label("office.register.exported", _("导出发文登记，共 {count} 件"), erasure=Erasure.KEEP)
PAPER_RECEIVED = audit_label("office.paper.received", _("签收公文 {number}"), erasure=Erasure.KEEP)
DRAFT_PREVIEWED = audit_label("office.draft.previewed", _("预览文稿 {number}"), erasure=Erasure.KEEP)
SHEET_TAKEN = audit_label("office.sheet.taken", _("取出处理单 {number}"), erasure=Erasure.KEEP)
CATALOGUE_EXPORTED = audit_label(
    "office.catalogue.exported", _("导出归档文件目录，共 {count} 件"), erasure=Erasure.KEEP
)
ALL_URGED = audit_label("office.receipts.urged", _("催签全部未签收公文，共 {count} 件次"), erasure=Erasure.KEEP)
PAPER_ENDED = audit_label("office.paper.ended", _("公文 {number} {how}，理由：{why}"), erasure=Erasure.KEEP)
END_NOTED = audit_label("office.delivery.end_noted", _("知悉公文 {number} 失效"), erasure=Erasure.KEEP)
NOTICE_PUBLISHED = audit_label("office.notice.published", _("发布信息“{title}”"), erasure=Erasure.KEEP)
NOTICE_PINNED = audit_label("office.notice.pinned", _("置顶信息“{title}”"), erasure=Erasure.KEEP)
NOTICE_UNPINNED = audit_label("office.notice.unpinned", _("取消置顶“{title}”"), erasure=Erasure.KEEP)
NOTICE_WITHDRAWN = audit_label("office.notice.withdrawn", _("撤下信息“{title}”，理由：{reason}"), erasure=Erasure.KEEP)
