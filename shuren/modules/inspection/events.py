"""What checks leave in the audit log."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label

ROUND_CHANGED = audit_label("inspection.round.changed", _("修改核查安排“{title}”：{what}"), erasure=Erasure.KEEP)
ROUND_STEP = audit_label("inspection.round.step", _("核查安排“{title}”：{step}"), erasure=Erasure.KEEP)
VISIT_STEP = audit_label("inspection.visit.step", _("{unit}的核查“{title}”：{step}"), erasure=Erasure.KEEP)
NOTES_TAKEN = audit_label(
    "inspection.notes.taken", _("上传{unit}的核查记录 {notes} 条、照片 {photos} 张"), erasure=Erasure.KEEP
)
NOTES_ASIDE = audit_label(
    "inspection.notes.aside",
    _("{unit}的核查已不在进行中，后到的记录 {notes} 条、照片 {photos} 张另存"),
    erasure=Erasure.KEEP,
)
VISIT_VIEWED = audit_label(
    "inspection.visit.viewed", _("查看{unit}的核查记录“{title}”，照片 {photos} 张"), erasure=Erasure.KEEP
)
VISIT_PRINTED = audit_label("inspection.visit.printed", _("下载{unit}的核查记录“{title}”"), erasure=Erasure.KEEP)
PHOTO_OPENED = audit_label("inspection.photo.opened", _("查看{unit}的核查照片"), erasure=Erasure.KEEP)
PHOTO_DROPPED = audit_label("inspection.photo.dropped", _("作废{unit}的核查照片"), erasure=Erasure.KEEP)
VISIT_ANSWERED = audit_label("inspection.visit.answered", _("{unit}答复核查结果“{title}”"), erasure=Erasure.KEEP)
VISIT_MOVED = audit_label(
    "inspection.visit.moved", _("{unit}的核查“{title}”随机构变动转到{target}"), erasure=Erasure.KEEP
)
