from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.http.menu import MENU, Entry
from shuren.kernel.http.related import RELATED, Line, Related
from shuren.kernel.measures.rows import ROW_PAGES, RowPage
from shuren.kernel.periods import reference_date
from shuren.spine.people import permissions as can
from shuren.spine.people.queries.holders import holder_of

SECTION = _("人员")

MENU.add(Entry(SECTION, _("学生"), "people:students", "users", can.view_students, order=300))
MENU.add(Entry(SECTION, _("教职工"), "people:staff", "id", can.view_staff, order=310))
MENU.add(Entry(SECTION, _("监护人"), "people:guardians", "heart-handshake", can.view_guardians, order=320))
MENU.add(Entry(SECTION, _("疑似重复人员"), "people:doubles", "user-check", can.view_doubles, order=325))
MENU.add(Entry(SECTION, _("名单导出"), "people:exports", "file-export", can.export_persons, order=330))


def _rows(table: str, name: str, **only: str) -> RowPage:
    def url(unit: int, year: int) -> str:
        asked = {"school": unit, "on": reference_date(year), "standing": "any", **only}
        return f"{reverse(name)}?{urlencode(asked)}"

    return RowPage(table, url)


ROW_PAGES.add(_rows("people.pupils", "people:students"))
ROW_PAGES.add(_rows("people.teachers", "people:staff", kind="1"))


def _holder(_actor: Actor, account_id: int) -> list[Line]:
    held = holder_of(account_id)
    address = reverse("people:holder", args=(account_id,))
    if held is None:
        return [Line(gettext("未关联"), address, gettext("系统不能识别这个账号应当回避的事项"))]
    return [Line(held.name, address, " · ".join([held.number, *held.works_at]))]


RELATED.add(
    Related(
        name="people.holder",
        subject="identity.account",
        label=_("账号持有人"),
        needed=can.tie_accounts,
        lines=_holder,
        more="people:holder",
        more_label=_("核对"),
        more_needed=can.tie_accounts,
    )
)
