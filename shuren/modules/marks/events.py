"""What marks leave in the audit log. The marks themselves stay out of the entries."""

from shuren.kernel.audit.labels import Erasure, audit_label

LISTED = audit_label("marks.register.listed", "查看成绩底册，显示 {shown} 条", erasure=Erasure.KEEP)
EXPORTED = audit_label("marks.register.exported", "导出成绩底册 {count} 条，涉及 {persons} 人", erasure=Erasure.KEEP)
VIEWED = audit_label("marks.pupil.viewed", "查看学生成绩", erasure=Erasure.DETACH)
SHEET_SEEN = audit_label("marks.sheet.seen", "查看{group}{term}成绩，{pupils} 人", erasure=Erasure.KEEP)
SHEET_TAKEN = audit_label("marks.sheet.taken", "下载{group}{term}成绩填报表，{pupils} 人", erasure=Erasure.KEEP)
CORRECTED = audit_label("marks.mark.corrected", "更正{term}{subject}成绩，理由：{reason}", erasure=Erasure.DETACH)
