"""What the registry's work by batches records in the audit log: one entry for an act and one for each school in it."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label

YEAR_CLOSED = audit_label(
    "registry.year_end.applied",
    _("办理 {year} 学年末升级毕业：升级 {up} 人，毕业 {graduate} 人，结业 {complete} 人，肄业 {incomplete} 人"),
    erasure=Erasure.KEEP,
)
YEAR_REOPENED = audit_label(
    "registry.year_end.undone", _("撤销 {year} 学年末升级毕业，涉及 {pupils} 人，理由：{reason}"), erasure=Erasure.KEEP
)
FINISHER_NAMED = audit_label(
    "registry.finisher.named", _("登记学年末结果：{outcome}（{reason}）"), erasure=Erasure.DETACH
)
FINISHER_CLEARED = audit_label("registry.finisher.cleared", _("取消结业、肄业登记"), erasure=Erasure.DETACH)
FINISHERS_SIGNED = audit_label(
    "registry.finishers.signed", _("确认 {year} 学年毕业资格，另有 {named} 人结业或肄业"), erasure=Erasure.KEEP
)
VERIFICATION_OPENED = audit_label(
    "registry.verification.opened", _("发起 {term}学籍核准，{schools} 所学校，{due} 截止"), erasure=Erasure.KEEP
)
ROSTER_ANSWERED = audit_label("registry.roster.answered", _("核对在籍学生：{answer}"), erasure=Erasure.DETACH)
ROSTER_FILLED = audit_label(
    "registry.roster.filled", _("核对在籍学生：{group}其余 {pupils} 人在校"), erasure=Erasure.KEEP
)
ROSTER_SIGNED = audit_label(
    "registry.roster.signed",
    _("报送 {term}学籍核准：在校 {present} 人，不在校 {absent} 人，查无此人 {unknown} 人，人在籍不在 {unlisted} 人"),
    erasure=Erasure.KEEP,
)
UNLISTED_TOLD = audit_label("registry.unlisted.told", _("登记人在籍不在学生并查询学籍：{seat}"), erasure=Erasure.DETACH)
UNLISTED_STRUCK = audit_label("registry.unlisted.struck", _("核销人在籍不在登记：{reason}"), erasure=Erasure.DETACH)
CORRECTIONS_LODGED = audit_label(
    "registry.corrections.lodged", _("按名单申请关键信息变更 {cases} 件"), erasure=Erasure.KEEP
)
ROSTER_SENT_BACK = audit_label("registry.roster.sent_back", _("退回 {term}学籍核准：{reason}"), erasure=Erasure.KEEP)
DIPLOMAS_NUMBERED = audit_label(
    "registry.diplomas.numbered", _("编制 {year} 年证书编号 {count} 个"), erasure=Erasure.KEEP
)
DIPLOMAS_VOIDED = audit_label(
    "registry.diplomas.voided", _("作废 {year} 年证书编号 {count} 个：{reason}"), erasure=Erasure.KEEP
)
PROBLEM_CLEARED = audit_label(
    "registry.problem.cleared", _("问题学籍佐证通过：{kind}（{case}）"), erasure=Erasure.DETACH
)
PROBLEM_SEEN = audit_label("registry.problem.viewed", _("查看问题学籍：{kind}"), erasure=Erasure.DETACH)
PROBLEMS_LISTED = audit_label("registry.problems.listed", _("查看或导出问题学籍名单，{shown} 条"), erasure=Erasure.KEEP)
WATCH_STEP = audit_label("registry.watch.step", _("控辍保学：{deed}"), erasure=Erasure.DETACH)
WATCH_CLOSED = audit_label("registry.watch.closed", _("控辍保学销号：{outcome}（{case}）"), erasure=Erasure.DETACH)
WATCH_SEEN = audit_label("registry.watch.viewed", _("查看控辍保学台账记录"), erasure=Erasure.DETACH)
WATCH_FILE_TAKEN = audit_label("registry.watch.file_taken", _("下载控辍保学附件"), erasure=Erasure.DETACH)
WATCH_LISTED = audit_label("registry.watch.listed", _("查看或导出控辍保学台账，{shown} 条"), erasure=Erasure.KEEP)
WATCH_DAYS_SET = audit_label(
    "registry.watch.days_set", _("设定控辍保学时限，自 {since} 起（{basis}）"), erasure=Erasure.KEEP
)
WATCH_REPORTED = audit_label(
    "registry.watch.reported", _("签报 {month} 控辍保学月报：在册 {listed} 人"), erasure=Erasure.KEEP
)
