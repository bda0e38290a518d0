"""What dealing with cases leaves in the audit log."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.audit.labels import Erasure, audit_label

CASE_ACTED = audit_label("cases.case.acted", _("办理“{type}”{number}：{verb}"), erasure=Erasure.DETACH)
CASE_ACTED_FOR = audit_label(
    "cases.case.acted_for", _("代{absent}办理“{type}”{number}：{verb}"), erasure=Erasure.DETACH
)
CASE_SEEN = audit_label("cases.case.seen", _("查看“{type}”{number}"), erasure=Erasure.DETACH)
STEP_ADJUSTED = audit_label(
    "cases.step.adjusted", _("调整“{type}”的“{step}”环节，{since} 起执行"), erasure=Erasure.DETACH
)
FILE_TAKEN = audit_label("cases.file.taken", _("下载“{type}”{number}的材料“{file}”"), erasure=Erasure.DETACH)
CASES_MIGRATED = audit_label(
    "cases.type.migrated",
    _("“{type}”的在办办件转入第 {version} 版：{over} 件，未转入 {refused} 件"),
    erasure=Erasure.KEEP,
)
