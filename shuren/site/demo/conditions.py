"""What the schools of the demo region have to teach with, year by year.

Each school has a luck of its own that stays with it; what the plan of its area aims at comes about in the schools with
most luck first, a little behind or ahead of the plan, and goes on growing until the newest year. Kindergartens report
as well, as the plan counts no school out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from shuren.site.demo.region import Node
from shuren.site.demo.sizes import FIRST_YEAR, YEARS

Row = dict[str, Any]

# Shares of schools that have a thing, by area and year of YEARS: near the plan's targets, some short of them.
WIFI = {
    "urban": (0.22, 0.41, 0.57, 0.82, 0.97, 1.0),
    "county_town": (0.06, 0.13, 0.24, 0.37, 0.55, 0.93),
    "township": (0.04, 0.08, 0.17, 0.31, 0.47, 0.88),
}
RECORDING = {
    "urban": (0.28, 0.55, 0.74, 0.92, 1.0, 1.0),
    "county_town": (0.22, 0.5, 0.68, 0.88, 0.98, 1.0),
    "township": (0.12, 0.34, 0.52, 0.71, 0.85, 0.96),
}
SMART = {
    "urban": (0.05, 0.33, 0.52, 0.68, 0.93, 1.0),
    "county_town": (0.0, 0.12, 0.22, 0.34, 0.56, 0.86),
    "township": (0.0, 0.06, 0.15, 0.24, 0.42, 0.78),
}
LAB = {
    "urban": (0.5, 0.85, 0.95, 1.0, 1.0, 1.0),
    "county_town": (0.35, 0.6, 0.75, 0.9, 1.0, 1.0),
    "township": (0.05, 0.2, 0.42, 0.68, 0.92, 1.0),
}
MBPS_PER_CLASS = {
    "urban": (3.6, 5.5, 8.5, 10.5, 14.0, 34.0),
    "county_town": (2.2, 4.4, 6.8, 9.2, 12.0, 29.0),
    "township": (1.6, 4.1, 5.6, 8.6, 10.8, 25.0),
}
PUPILS_PER_PC = (8.9, 7.7, 7.0, 6.6, 5.9, 4.6)
MULTIMEDIA = (0.955, 0.985, 0.99, 0.995, 1.0, 1.0)
AREA_PER_PUPIL = {"kindergarten": 3.0, "primary": 4.9, "junior": 6.3, "senior": 6.8, "vocational": 7.5, "special": 9.0}
LABS = (("11", "物理实验室"), ("12", "化学实验室"), ("13", "生物实验室"))
TRAINING = (("21", "信息技术实训室"), ("22", "机电实训室"), ("23", "财经实训室"))


@dataclass(frozen=True)
class School:
    """A school in one year, with its head counts on 1 September."""

    node: Node
    year: int
    pupils: int
    classes: int
    teachers: int
    luck: float
    generator: np.random.Generator

    @property
    def step(self) -> int:
        return self.year - FIRST_YEAR

    @property
    def at(self) -> int:
        """Where the year stands in what is told by year."""
        return YEARS.index(self.year)

    @property
    def stages(self) -> tuple[str, ...]:
        return self.node.kind.stages if self.node.kind else ()

    def has(self, shares: Mapping[str, tuple[float, ...]]) -> bool:
        return self.luck < shares[self.node.area][self.at]


def sites(school: School) -> list[Row]:
    per_pupil = 8.6 if "primary" in school.stages else 11.4
    ground = school.pupils * per_pupil * (0.75 + 0.6 * (1 - school.luck)) + 200
    rows = [
        {"name": "教学区", "kind": "40", "area_m2": round(school.pupils * 7.2 + 600, 2), "built_year": 1998},
        {"name": "运动场", "kind": "11", "area_m2": round(ground, 2), "built_year": 2005},
    ]
    if school.luck < 0.3 and school.pupils > 400:
        rows.append({"name": "体育馆", "kind": "21", "area_m2": 1200.0, "built_year": 2012})
    return rows


def rooms(school: School) -> list[Row]:
    """Number the classrooms first, then the special rooms; the other sheets name them by these numbers."""
    wanted = AREA_PER_PUPIL[school.stages[0]] * (0.72 + 0.55 * (1 - school.luck)) * max(school.pupils, 20)
    special = max(1, school.classes // 4)
    each = wanted / (school.classes + 1.5 * special)
    rows = [_room(number, f"{number} 教室", "5", each, main=True) for number in _numbers("", school.classes)]
    return rows + [_room(number, "专用教室", "6", each * 1.5, main=False) for number in _numbers("Z", special)]


def _numbers(wing: str, count: int) -> list[str]:
    """Return room numbers of a wing: the floor, and twenty rooms a floor."""
    return [f"{wing}{1 + index // 20}{index % 20 + 1:02d}" for index in range(count)]


def _room(number: str, name: str, room_type: str, area: float, *, main: bool) -> Row:
    return {
        "number": number, "name": name, "room_type": room_type, "area_m2": round(area, 2),
        "is_teaching": True, "is_main_place": main, "is_gym": False,
    }  # fmt: skip


def network(school: School) -> list[Row]:
    wifi = "2" if school.has(WIFI) else "1" if school.luck < 0.8 else "0"
    return [{"has_internet": True, "wired_lan": school.luck < 0.95, "wifi": wifi, "ipv6": school.has(SMART)}]


def links(school: School) -> list[Row]:
    mean = MBPS_PER_CLASS[school.node.area][school.at] * (0.7 + 0.75 * (1 - school.luck))
    total = max(10.0, round(mean * school.classes / 10) * 10)
    rows = [{"name": "主出口", "carrier": "1", "medium": "1", "bandwidth_mbps": total, "is_egress": True}]
    if school.luck < 0.25:
        rows.append({"name": "教育城域网", "carrier": "6", "medium": "3", "bandwidth_mbps": 1000.0, "is_egress": False})
    return rows


def devices(school: School) -> list[Row]:
    wanted = round(school.pupils / (PUPILS_PER_PC[school.at] * (0.85 + 0.32 * school.luck)))
    teacher = round(school.teachers * (0.93 + 0.02 * school.at + 0.06 * (1 - school.luck)))
    lots = [("学生机房", "11", "1", wanted - wanted // 5, 2012 + school.step, 3600)]
    lots += [("学生平板", "13", "1", wanted // 5, 2015 + school.step, 1900)]
    lots += [("教师办公", "11", "2", teacher, 2013 + school.step, 4300), ("行政办公", "11", "3", 4, 2014, 4100)]
    return [
        {
            "name": name,
            "kind": kind,
            "used_by": use,
            "count": count,
            "bought_year": year,
            "value_yuan": float(count * price),
        }
        for name, kind, use, count, year, price in lots
        if count > 0
    ]


def multimedia(school: School) -> list[Row]:
    share = MULTIMEDIA[school.at] - (0.1 * (school.luck - 0.6) if school.luck > 0.6 else -0.02)
    equipped = min(school.classes, round(school.classes * min(1.0, share)))
    smart = max(1, school.classes // 5) if school.has(SMART) else 0
    return [
        {
            "room_number": number, "equipment": "2" if index % 3 else "4", "is_networked": True,
            "is_smart": index < smart, "equipped_year": 2012 + index % (school.year - 2011),
        }
        for index, number in enumerate(_numbers("", school.classes)[:equipped])
    ]  # fmt: skip


def recordings(school: School) -> list[Row]:
    if not school.has(RECORDING):
        return []
    count = 2 if school.luck < 0.15 and school.classes > 12 else 1
    return [
        {
            "room_number": number,
            "kind": "2",
            "in_use": True,
            "lessons": 0 if school.luck > 0.9 else int(school.generator.integers(4, 120)),
        }
        for number in _numbers("Z", max(1, school.classes // 4))[:count]
    ]


def labs(school: School) -> list[Row]:
    if not {"junior", "senior", "vocational"} & set(school.stages):
        return []
    digital = school.has(LAB)
    kinds = TRAINING if "vocational" in school.stages else LABS
    numbers = _numbers("Z", max(1, school.classes // 4))[-3:]
    return [
        {"room_number": number, "name": name, "kind": kind, "is_digital": digital}
        for number, (kind, name) in zip(numbers, kinds, strict=False)
    ]


def finance(school: School) -> list[Row]:
    per_pupil = 940 if "junior" in school.stages else 720
    return [
        {
            "public_funds_yuan": float(round(max(school.pupils, 100) * per_pupil * (1 + 0.04 * school.step))),
            "equipment_value_yuan": float(
                round(school.pupils * (1900 + 260 * school.step) * (0.75 + 0.6 * (1 - school.luck)))
            ),
        }
    ]


def spending(school: School) -> list[Row]:
    funds = finance(school)[0]["public_funds_yuan"]
    share = 0.085 + 0.008 * school.at + 0.05 * (1 - school.luck)
    parts = (("终端设备购置", "13", 0.5), ("数字资源与平台服务", "23", 0.3), ("教师信息技术培训", "41", 0.2))
    rows = [
        {"item": item, "category": category, "source": "5", "amount_yuan": float(round(funds * share * part))}
        for item, category, part in parts
    ]
    if school.luck < 0.4:
        rows.append(
            {"item": "智慧校园专项建设", "category": "14", "source": "3", "amount_yuan": float(round(funds * 0.2))}
        )
    return rows


SHEETS: dict[str, Callable[[School], list[Row]]] = {
    "conditions.site": sites,
    "conditions.room": rooms,
    "conditions.network": network,
    "conditions.link": links,
    "conditions.device": devices,
    "conditions.multimedia": multimedia,
    "conditions.recording": recordings,
    "conditions.lab": labs,
    "conditions.finance": finance,
    "conditions.spending": spending,
}
