"""What the clearing house records in the audit log."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label

REQUEST_SUBMITTED = audit_label(
    "collection.request.submitted",
    _("提交上报任务《{title}》统筹审核：拟填报 {asked} 项，免填 {spared} 项"),
    erasure=Erasure.KEEP,
)
DRAFTER_CHANGED = audit_label(
    "collection.request.drafter_changed",
    _("上报任务《{title}》的起草人由{before}变更为{after}"),
    erasure=Erasure.KEEP,
)
QUESTIONS_RULED = audit_label(
    "collection.questions.ruled",
    _("审核上报任务《{title}》的填报项：准予 {asked} 项，删减 {cut} 项，不予采集 {refused} 项"),
    erasure=Erasure.KEEP,
)
REQUEST_SPARED = audit_label(
    "collection.request.spared",
    _("上报任务《{title}》所需 {spared} 项数据不再向单位采集，不下达"),
    erasure=Erasure.KEEP,
)
KNOWN_TAKEN = audit_label(
    "collection.known.taken",
    _("取用上报任务《{title}》的已有数据：{questions} 项，{units} 个单位"),
    erasure=Erasure.KEEP,
)
CEILING_SET = audit_label(
    "collection.ceiling.set",
    _("规定填报负担上限：每单位每年 {minutes} 分钟，{since} 起执行（{basis}）"),
    erasure=Erasure.KEEP,
)
SENT = audit_label(
    "collection.request.sent", _("下达上报任务《{title}》，{units} 个单位，每单位填报 {asked} 项"), erasure=Erasure.KEEP
)
BEGUN = audit_label(
    "collection.round.begun", _("上报任务《{title}》{round} 开始填报，{units} 个单位"), erasure=Erasure.KEEP
)
URGED = audit_label("collection.round.urged", _("催报上报任务《{title}》{round}，{units} 个单位"), erasure=Erasure.KEEP)
MOVED = audit_label(
    "collection.round.moved",
    _("上报任务《{title}》{round} 的截止日期由 {before} 调整为 {after}：{reason}"),
    erasure=Erasure.KEEP,
)
ENDED = audit_label("collection.request.ended", _("终止上报任务《{title}》：{reason}"), erasure=Erasure.KEEP)
FROZEN = audit_label(
    "collection.round.frozen", _("上报任务《{title}》{round} 截止封存，{missing} 个单位未报"), erasure=Erasure.KEEP
)
SIGNED = audit_label(
    "collection.return.signed",
    _("审签《{title}》{round} 报表，{facts} 项数据入库，其中更正 {revised} 项"),
    erasure=Erasure.KEEP,
)
RETURNED = audit_label("collection.return.returned", _("退回《{title}》{round} 报表 {cells} 项"), erasure=Erasure.KEEP)
TAKEN_UP = audit_label(
    "collection.return.taken_up", _("《{title}》{round} 报表补报或更正：{reason}"), erasure=Erasure.KEEP
)
CLOSED = audit_label("collection.return.closed", _("《{title}》{round} 报表不再填报：{reason}"), erasure=Erasure.KEEP)
HANDED_OUT = audit_label(
    "collection.return.handed_out", _("把《{title}》“{section}”交给{name}填报"), erasure=Erasure.KEEP
)
FILLED = audit_label("collection.return.filled", _("用文件填报《{title}》{round} {cells} 项"), erasure=Erasure.KEEP)
EXPORTED = audit_label("collection.round.exported", _("导出《{title}》{round} 汇总"), erasure=Erasure.KEEP)
ITEM_EXPLAINED = audit_label(
    "collection.item.explained", _("说明数据项“{label}”：别名 {synonyms}，由 {parts} 计算"), erasure=Erasure.KEEP
)
