"""The record of a visit on paper."""

import base64
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from shuren.kernel.documents import pdf
from shuren.modules.inspection.models import Photo
from shuren.modules.inspection.queries.visits import Line, Record

SOURCE = Path(__file__).resolve().parent.parent / "templates" / "inspection" / "record.typ"
PER_ITEM = 2  # pictures; the others are told by number
FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {width} {height}">'
    '<image width="{width}" height="{height}" xlink:href="data:image/jpeg;base64,{content}"/></svg>'
)


def record(found: Record) -> bytes:
    """Return the record of a visit that the caller has checked, as PDF/A."""
    visit, about = found.visit, found.visit.round
    handed = timezone.localtime(visit.handed_in_at).strftime("%Y-%m-%d %H:%M") if visit.handed_in_at else ""
    facts = [
        (_("被核查单位"), visit.org.name),
        (_("安排单位"), about.org.name),
        (_("依据"), about.basis),
        (_("核查人员"), _("、").join(one.account.name for one in visit.assignees.all())),
        (
            _("提交时间"),
            f"{handed}（{visit.handed_in_by}）" if handed else _("还没有提交"),
        ),
        (_("发现问题"), str(len(found.findings))),
    ]
    data = {
        "title": _("实地核查记录"), "subtitle": about.title, "facts": facts,
        "headings": [_("序号"), _("核查事项"), _("结果"), _("说明")], "problem": _("问题"),
        "lines": [_line(line) for line in found.lines],
        "statements_title": _("被核查单位说明"),
        "statements": [
            (f"{one.by_name} {timezone.localtime(one.at):%Y-%m-%d}", one.text or _("已阅，没有意见。"))
            for one in found.statements
        ],
        "photos_title": _("现场照片"),
        "signs": [_("核查人员（签字）"), _("被核查单位（签字）")],
    }  # fmt: skip
    return pdf(SOURCE, data)


def _line(line: Line) -> dict[str, Any]:
    shown = line.photos[:PER_ITEM]
    more = (
        _("另有 {count} 张照片见系统。").format(count=len(line.photos) - len(shown)) if line.photos[PER_ITEM:] else ""
    )
    return {
        "number": line.item.number, "text": line.item.text, "is_finding": line.is_finding,
        "answer": " / ".join(one.answer for one in line.said if one.answer) or ("" if line.photos else "—"),
        "remark": "\n".join(one.note.remark for one in line.said if one.note.remark),
        "pictures": [_picture(photo) for photo in shown], "more": more,
    }  # fmt: skip


def _picture(photo: Photo) -> dict[str, str]:
    content = base64.b64encode(photo.file.path.read_bytes()).decode()
    told = [photo.by_name]
    if photo.taken_at:
        told.append(timezone.localtime(photo.taken_at).strftime("%Y-%m-%d %H:%M"))
    if photo.latitude is not None and photo.longitude is not None:
        told.append(f"{photo.latitude:.5f}, {photo.longitude:.5f}")
    return {"svg": FRAME.format(width=photo.width, height=photo.height, content=content), "told": " · ".join(told)}
