"""Levels, the administrative divisions orgs lie in, and the classes of area that plans speak of.

An authority is not a division. A county's bureau bears the code of its county; a development zone runs its own
education authority but is no division of GB/T 2260: it lies in one or several counties, and at most has a code of the
statistical list (third pair 71-80, 统计用区划代码). A school always lies in a county-level division, whoever runs it.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

_ = str  # marks text for translation; it is translated where it is shown

ROOT = ""  # the level above the topmost org
AUTHORITIES = ("province", "city", "county", "zone")
COUNTY_TIER = frozenset({"county", "zone"})

# What an org of each level may stand under. Schools that a city or province runs itself stand directly under it.
PARENTS: dict[str, tuple[str, ...]] = {
    "province": (ROOT,),
    "city": ("province", ROOT),
    "county": ("city", "province", ROOT),
    "zone": ("city", "county", "province"),
    "school": AUTHORITIES,
    "campus": ("school",),
}


class Area(StrEnum):
    """Classes of area that the plans distinguish; disjoint, so that any union of them can be added up."""

    URBAN = "urban"  # 市区: under a district or a development zone
    COUNTY_TOWN = "county_town"  # 县城
    TOWNSHIP = "township"  # 乡镇


AREA_LABELS = {Area.URBAN: _("市区"), Area.COUNTY_TOWN: _("县城"), Area.TOWNSHIP: _("乡镇")}
SEAT_CODES = frozenset({"111", "112", "121"})  # GB/T 33782-2017 table 5: 主城区, 城乡结合区, 镇中心区
ZONE_CODES = range(71, 81)  # third pair of the statistical codes of development zones
DISTRICT_CODES = frozenset((*range(1, 21), *range(51, 71), *ZONE_CODES))  # GB/T 2260-2007, 4.2

OUTSIDE = _("行政区划代码不在上级机构所在的区划之内；请核对代码，或选择正确的上级机构。")
_FORMS = {
    "province": (re.compile(r"[0-9]{2}0000"), _("省级行政区划代码的后四位应为 0000，例如 340000。")),
    "city": (re.compile(r"[0-9]{4}00"), _("市级行政区划代码的后两位应为 00，例如 340100。")),
    "county": (re.compile(r"[0-9]{4}(?!00)[0-9]{2}"), _("县级行政区划代码应为 6 位，后两位不为 00，例如 340121。")),
    "zone": (
        re.compile(r"([0-9]{4}(?!00)[0-9]{2})?"),
        _("开发区请填写其所在县（市、区）的 6 位代码，或统计用区划代码（第 5、6 位为 71 至 80），例如 340171。"),
    ),
    "school": (
        re.compile(r"[0-9]{4}(?!00)[0-9]{2}([0-9]{3}){0,2}"),
        _("学校所在地请填写到县级：6 位，或到乡镇、村的 9 位、12 位代码，例如 340121。"),
    ),
}
_FORMS["campus"] = _FORMS["school"]


def is_zone_code(division_code: str) -> bool:
    """Say whether a code is one of the statistical list's for development zones, which GB/T 2260 does not know."""
    return len(division_code) >= 6 and int(division_code[4:6]) in ZONE_CODES  # noqa: PLR2004


def is_district(division_code: str) -> bool:
    """Say whether a county-level division is a district of the city or a development zone of it.

    GB/T 2260-2007, 4.2: the last two digits are 01-20 and 51-70 for districts, 21-50 for counties and 81-99 for
    county-level cities; the statistical codes of development zones use 71-80 (统计用区划代码).
    """
    return int(division_code[4:6]) in DISTRICT_CODES


def area_of(division_code: str, urban_rural: str, *, under_zone: bool = False) -> Area:
    """Return the area class of a school from where it lies and its GB/T 33782 urban-rural code.

    `under_zone`: its authority is a development zone's, which counts as 市区 even where the zone lies in a county.
    """
    if under_zone or is_district(division_code):
        return Area.URBAN
    return Area.COUNTY_TOWN if urban_rural in SEAT_CODES else Area.TOWNSHIP


def division_problem(level: str, code: str, *, above: str = "") -> str | None:
    """Say in a sentence what is wrong with an org's division code; `above` is the code of the authority it is under.

    A school may lie in another county than that of its authority (zones, schools run by the city), but within the
    same prefecture; an authority lies within the authority above it.
    """
    form, sentence = _FORMS[level]
    if not form.fullmatch(code):
        return sentence
    if not code or not above:
        return None
    shared = 2 if above.endswith("0000") else 4
    if code[:shared] != above[:shared]:
        return OUTSIDE
    return None


def tiers_of(chain: Sequence[tuple[str, int]]) -> tuple[int | None, int | None]:
    """Return the ids of the county-tier and the city-tier node for the last of a chain of (level, id) from the root.

    The county-tier node is the county or zone at or above an org. A school that a city or province runs itself has
    none; its authority stands in, so that every row of a school can be counted at each tier. Likewise a county
    directly under a province is its own city tier.
    """
    authorities = [(level, node) for level, node in chain if level in AUTHORITIES]
    counties = [node for level, node in authorities if level in COUNTY_TIER]
    cities = [node for level, node in authorities if level == "city"]
    is_school = chain[-1][0] not in AUTHORITIES
    county = counties[-1] if counties else authorities[-1][1] if is_school and authorities else None
    return county, cities[-1] if cities else county
