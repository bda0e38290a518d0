"""Rules of the tree: paths, and the classes of area that plans speak of."""

from enum import StrEnum

STEP = 4  # characters of one step of a path; 36^4 children under one node
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Area(StrEnum):
    """Classes of area that the plans distinguish; disjoint, so that any union of them can be added up."""

    URBAN = "urban"  # 市区: under a district or a development zone
    COUNTY_TOWN = "county_town"  # 县城
    TOWNSHIP = "township"  # 乡镇


AREA_LABELS = {Area.URBAN: "市区", Area.COUNTY_TOWN: "县城", Area.TOWNSHIP: "乡镇"}
SEAT_CODES = frozenset({"111", "112", "121"})  # GB/T 33782-2017 table 5: 主城区, 城乡结合区, 镇中心区


def step_of(number: int) -> str:
    """Return the path step of the `number`-th child: four base-36 digits, which sort as the numbers do."""
    if not 0 <= number < 36**STEP:
        raise ValueError(f"A node has at most {36**STEP:,} children; {number} is beyond that.")
    text = ""
    for _ in range(STEP):
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text


def number_of(step: str) -> int:
    return int(step, 36)


def ancestors_of(path: str) -> list[str]:
    """Return the paths of all nodes above, the root's first."""
    return [path[:end] for end in range(STEP, len(path), STEP)]


def is_district(division_code: str) -> bool:
    """Say whether a county-level division is a district of the city or a development zone of it.

    GB/T 2260-2007, 4.2: the last two digits are 01-20 and 51-70 for districts, 21-50 for counties and 81-99 for
    county-level cities; the statistical codes of development zones use 71-80 (统计用区划代码).
    """
    last = int(division_code[4:6])
    return 1 <= last <= 20 or 51 <= last <= 80


def area_of(division_code: str, urban_rural: str) -> Area:
    """Return the area class of a school from its county-level division and its GB/T 33782 urban-rural code."""
    if is_district(division_code):
        return Area.URBAN
    return Area.COUNTY_TOWN if urban_rural in SEAT_CODES else Area.TOWNSHIP
