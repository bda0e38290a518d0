"""How facts of orgs are written: codes by their names, divisions by their full names."""

from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.holdings import HOLDINGS
from shuren.spine.orgs.models import Level
from shuren.spine.orgs.rules import AREA_LABELS
from shuren.spine.orgs.rules.places import COUNTY_TIER, is_zone_code
from shuren.spine.standards import api as standards

FIELDS: dict[str, Any] = {
    "name": _("名称"),
    "code": _("机构代码"),
    "credit_code": _("统一社会信用代码"),
    "division_code": _("所在行政区划"),
    "school_type": _("办学类型"),
    "urban_rural": _("城乡类型"),
    "area": _("区域类别"),
    "organizer": _("举办者"),
    "address": _("地址"),
    "authority_id": _("主管教育行政部门"),
    "parent_id": _("上级机构"),
    "opened_on": _("成立日期"),
}
ICONS = {
    "province": "building-community",
    "city": "building-community",
    "county": "building",
    "zone": "building",
    "school": "school",
    "campus": "home",
}


def written(column: str, value: Any, *, on: date | None = None) -> str:
    """Return a fact as a person reads it; nothing for an empty one."""
    if value in (None, ""):
        return ""
    if column == "division_code":
        return standards.division_told(str(value), on=on)
    if column == "area":
        return gettext(AREA_LABELS.get(value, str(value)))
    if column in {"school_type", "urban_rural", "organizer"}:
        return standards.code_table(column).name(str(value), get_language() or "zh")
    return str(value)


def level_of(level: str) -> str:
    return str(Level(level).label)


def held_label(name: str) -> str:
    """Return what a holding is called; its bare name where the package that kept it is gone."""
    holding = HOLDINGS.get(name)
    return str(holding.label) if holding else name


def place_sentence(level: str, division_code: str, authority_level: str) -> str:
    """Say how who runs an org and where it lies differ, where they do."""
    if level == "zone":
        if is_zone_code(division_code):
            return gettext(
                "开发区不是 GB/T 2260 的行政区划：它有自己的教育行政部门，代码取自统计用区划代码，"
                "所辖学校的所在地仍按所在县（市、区）填写。"
            )
        return gettext("开发区不是 GB/T 2260 的行政区划：它有自己的教育行政部门，这里的代码是它所在的县（市、区）。")
    if authority_level == "zone":
        return gettext("本校由开发区管理，所在地是开发区所在的县（市、区）：统计归主管部门，区划代码按所在地。")
    if level in {"school", "campus"} and authority_level not in COUNTY_TIER:
        return gettext("本校由市（省）直接管理，所在地是它坐落的县（市、区）：统计归主管部门，区划代码按所在地。")
    return gettext("主管部门说明由谁管理，行政区划说明位于哪里；二者分别登记，可以不同。")
