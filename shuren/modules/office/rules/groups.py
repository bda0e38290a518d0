"""Whole groups of units to which a paper can be sent at once, by the level of the sender."""

from collections.abc import Mapping
from dataclasses import dataclass, field

KINDERGARTEN = "1"  # GB/T 33782: types of kindergartens begin with it


@dataclass(frozen=True)
class Group:
    """Units below a sender: those of `level`, only its direct ones or all, kindergartens only, without, or both.

    `label` is how the paper addresses them.
    """

    code: str
    label: str
    level: str
    direct: bool = False
    kindergartens: bool | None = None


COUNTIES = Group("counties", "各县（市、区）教育主管部门", "county", direct=True)
ZONES = Group("zones", "各开发区教育主管部门", "zone", direct=True)
CITIES = Group("cities", "各市教育局", "city", direct=True)
OWN = Group("own", "各直属学校", "school", direct=True)
SCHOOLS = Group("schools", "各中小学校", "school", kindergartens=False)
GARDENS = Group("gardens", "各幼儿园", "school", kindergartens=True)

OFFERED: Mapping[str, tuple[Group, ...]] = {
    "province": (CITIES,),
    "city": (COUNTIES, ZONES, OWN, SCHOOLS, GARDENS),
    "county": (SCHOOLS, GARDENS),
    "zone": (SCHOOLS, GARDENS),
}
BY_CODE: Mapping[str, Group] = {group.code: group for groups in OFFERED.values() for group in groups}


@dataclass(frozen=True)
class Addressed:
    """To whom a paper goes: whole groups, and units by id and name."""

    groups: tuple[str, ...] = ()
    units: tuple[tuple[int, str], ...] = field(default=())

    @property
    def written(self) -> str:
        """Return them as the paper names them, groups first."""
        return "，".join([*(BY_CODE[code].label for code in self.groups), *(name for _, name in self.units)])
