"""Where the registry's batches stand in the navigation."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.http.desk import TILES, Stat, Tile
from shuren.kernel.http.menu import MENU, Entry
from shuren.kernel.http.related import RELATED, Related
from shuren.modules.registry import permissions as can
from shuren.modules.registry.queries import events, watch
from shuren.spine.people import api as people

SECTION = _("学籍")


def _own_children(actor: Actor) -> list[Stat]:
    """Return a guardian's children for the first page."""
    listed = (child.pupil for child in people.look_at_children(actor=actor))
    address = reverse("registry:children")
    return [Stat(one.name, one.grade_label, note=f"{one.school_name} {one.class_name}", url=address) for one in listed]


RELATED.add(
    Related(
        name="registry.events",
        subject="people.person",
        label=_("学籍业务"),
        needed=can.handle_cases,
        lines=events.about,
        more="",
        more_label="",
        more_needed=can.apply_events,
    )
)
RELATED.add(
    Related(
        name="registry.watch",
        subject="people.person",
        label=_("问题学籍与控辍保学"),
        needed=can.view_watch,
        lines=watch.about,
        more="registry:watch_enter",
        more_label=_("列入控辍保学台账"),
        more_needed=can.enter_watch,
    )
)
TILES.add(Tile("registry.children", can.view_children, 400, _own_children))
for entry in (
    Entry(SECTION, _("我的孩子"), "registry:children", "users", can.view_children, order=400),
    Entry(SECTION, _("我的学籍"), "registry:own_record", "id", can.view_own_record, order=400),
    Entry(SECTION, _("学籍核准"), "registry:verifications", "clipboard-check", can.open_verification, order=400),
    Entry(SECTION, _("学籍核准"), "registry:rosters", "clipboard-check", can.verify_roster, order=400),
    Entry(SECTION, _("问题学籍"), "registry:problems", "alert-triangle", can.view_problems, order=402),
    Entry(SECTION, _("控辍保学"), "registry:watch", "users", can.view_watch, order=404),
    Entry(SECTION, _("批量变更关键信息"), "registry:corrections", "upload", can.apply_events, order=406),
    Entry(SECTION, _("升级毕业"), "registry:year_ends", "arrow-up", can.close_year, order=410),
    Entry(SECTION, _("毕业证书编号"), "registry:diplomas", "file-text", can.view_diplomas, order=430),
    Entry(SECTION, _("毕业资格"), "registry:finishers", "school", can.name_finishers, order=420),
):
    MENU.add(entry)
