"""县域义务教育优质均衡: seven indicators per school and stage, their spread within a county, and the school rule.

A school of several stages splits shared rooms, grounds and equipment between them by pupils, a junior or senior pupil
weighing more than a primary one. Teachers and pupils are counted at their own stage.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from shuren.kernel.measures.indicators import DifferenceCoefficient, Indicator, over, reaches, register, since
from shuren.kernel.measures.scales import PERCENT, PLAIN, Basis, Direction, Rollup, Scale
from shuren.modules.conditions.indicators.bases import JUNIOR_KINDS, PRIMARY_KINDS

DOCUMENT, NUMBER = "县域义务教育优质均衡发展督导评估办法", "教督〔2017〕6号"
TOPIC = "义务教育优质均衡"
NOTE = "一贯制学校、完全中学的共用条件按学段学生数分摊，初中（高中）学生按1.1折算；折算系数待核。"
EXCLUDED = "不含特殊教育学校、中等职业学校和不足50人的教学点。"
EXCLUDED_EN = "Special and vocational schools and teaching points below 50 pupils are left out."


@dataclass(frozen=True)
class Stage:
    code: str
    label: str
    label_en: str
    letter: str
    kinds: tuple[str, ...]


STAGES = (
    Stage("primary", "小学", "primary", "P", (*PRIMARY_KINDS, "point")),
    Stage("junior", "初中", "junior secondary", "J", JUNIOR_KINDS),
)


def counted(stage: Stage, u: Any, p: Any) -> Any:
    """Which schools count for a stage."""
    has_pupils = u[f"pupils_{stage.code}"] > 0
    return u.kind.isin(stage.kinds) & has_pupils & ((u.kind != "point") | (u.pupils >= p.qb_smallest_point))


def share(stage: Stage, u: Any, p: Any) -> Any:
    """The part of what a school's stages share that falls to one of them; 1 where there is no other."""
    weights = {"primary": 1.0, "junior": p.qb_weight_junior, "senior": p.qb_weight_senior}
    weighed = {code: u[f"pupils_{code}"] * weight for code, weight in weights.items()}
    return over(weighed[stage.code], reduce(operator.add, weighed.values()))


@dataclass(frozen=True)
class Item:
    """One of the seven: its number, how it is named and scaled, and its numerator for a stage."""

    number: int
    label: str
    label_en: str
    scale: Scale
    text: str
    numerator: Callable[[Stage, Any, Any], Any]


def _of_stage(name: str) -> Callable[[Stage, Any, Any], Any]:
    return lambda stage, u, _p: u[f"{name}_{stage.code}"]


def _shared(*names: str) -> Callable[[Stage, Any, Any], Any]:
    return lambda stage, u, p: reduce(operator.add, (u[name] for name in names)) * share(stage, u, p)


_WEIGHED = {
    "primary": "{pupils_primary}",
    "junior": "{p.qb_weight_junior} × {pupils_junior}",
    "senior": "{p.qb_weight_senior} × {pupils_senior}",
}
_PER_100 = Scale("人/百名学生", "per 100 pupils", factor=100.0)
_ROOMS_PER_100 = Scale("间/百名学生", "rooms per 100 pupils", factor=100.0)
_AREA = Scale("平方米/生", "m² per pupil")
ITEMS = (
    Item(
        1,
        "每百名学生拥有高于规定学历教师数",
        "teachers above the required education per 100 pupils",
        _PER_100,
        "{{qualified_{0}}} ÷ {{pupils_{0}}} × 100",
        _of_stage("qualified"),
    ),
    Item(
        2,
        "每百名学生拥有县级以上骨干教师数",
        "backbone teachers per 100 pupils",
        _PER_100,
        "{{backbone_{0}}} ÷ {{pupils_{0}}} × 100",
        _of_stage("backbone"),
    ),
    Item(
        3,
        "每百名学生拥有体育、艺术专任教师数",
        "PE and art teachers per 100 pupils",
        _PER_100,
        "{{pe_art_{0}}} ÷ {{pupils_{0}}} × 100",
        _of_stage("pe_art"),
    ),
    Item(
        4,
        "生均教学及辅助用房面积",
        "teaching area per pupil",
        _AREA,
        "{{teaching_area}}{1} ÷ {{pupils_{0}}}",
        _shared("teaching_area"),
    ),
    Item(
        5,
        "生均体育运动场馆面积",
        "sports area per pupil",
        _AREA,
        "({{grounds_area}} + {{gym_area}} + {{gym_rooms_area}}){1} ÷ {{pupils_{0}}}",
        _shared("grounds_area", "gym_area", "gym_rooms_area"),
    ),
    Item(
        6,
        "生均教学仪器设备值",
        "value of teaching equipment per pupil",
        Scale("元/生", "yuan per pupil", decimals=0),
        "{{equipment_value}}{1} ÷ {{pupils_{0}}}",
        _shared("equipment_value"),
    ),
    Item(
        7,
        "每百名学生拥有网络多媒体教室数",
        "networked multimedia rooms per 100 pupils",
        _ROOMS_PER_100,
        "{{multimedia_rooms}}{1} ÷ {{pupils_{0}}} × 100",
        _shared("multimedia_rooms"),
    ),
)


def _split(stage: Stage) -> str:
    """The text of `share`."""
    return f" × ({_WEIGHED[stage.code]}) ÷ ({' + '.join(_WEIGHED.values())})"


class PerPupil(Indicator):
    """One of the seven for one stage."""

    direction, topic = Direction.UP, TOPIC

    def __init__(self, item: Item, stage: Stage) -> None:
        self.item, self.stage = item, stage
        self.code, self.scale = f"QB.{item.number}{stage.letter}", item.scale
        self.label, self.label_en = f"{stage.label}：{item.label}", f"{stage.label_en}: {item.label_en}"
        self.basis = Basis(DOCUMENT, NUMBER, f"资源配置指标（{item.number}）", NOTE if item.number > 3 else "")  # noqa: PLR2004
        self.standard = f"qb_{item.number}_{stage.code}"
        self.definition = f"{stage.label}阶段{item.label}。{EXCLUDED}"
        self.definition_en = f"{self.label_en}. {EXCLUDED_EN}"
        self.per_pupil = since(2017, item.text.format(stage.code, _split(stage)))(PerPupil.ratio)

    def applies(self, u: Any, p: Any) -> Any:
        return counted(self.stage, u, p)

    def ratio(self, u: Any, p: Any) -> Any:
        return self.item.numerator(self.stage, u, p), u[f"pupils_{self.stage.code}"]


class SchoolsMeetingTheSeven(Indicator):
    """Share of schools that meet most of the seven and come near the rest."""

    scale, direction, topic, rollup = PERCENT, Direction.UP, TOPIC, Rollup.SHARE_OF_UNITS

    def __init__(self, stage: Stage) -> None:
        self.stage, self.code = stage, f"QB.SCHOOLS_{stage.letter}"
        self.label = f"{stage.label}：资源配置达标学校比例"
        self.label_en = f"{stage.label_en}: schools meeting the resource standards"
        self.basis = Basis(
            DOCUMENT,
            NUMBER,
            "资源配置：每校至少六项达标，余项不低于标准的85%",
            "“余项不低于85%”待核对原文。",
            verified=False,
        )
        self.definition = f"七项指标中至少六项达标、其余不低于标准85%的{stage.label}占比。{EXCLUDED}"
        self.definition_en = f"Schools meeting at least six of the seven and 85 % of the rest. {EXCLUDED_EN}"
        text = (
            f"（{{pupils_{stage.code}}} > 0 的学校）七项中达标项数 ≥ {{p.qb_least_met}}，且各项 ≥ 标准 × {{p.qb_floor}}"
        )
        english = (
            f"({{pupils_{stage.code}}} > 0) met of seven ≥ {{p.qb_least_met}} and each ≥ standard × {{p.qb_floor}}"
        )
        self.meeting = since(2017, text, english)(SchoolsMeetingTheSeven.meets)

    def applies(self, u: Any, p: Any) -> Any:
        return counted(self.stage, u, p)

    def meets(self, u: Any, p: Any) -> Any:
        pupils = u[f"pupils_{self.stage.code}"]
        standards = [(item, p[f"qb_{item.number}_{self.stage.code}"]) for item in ITEMS]
        values = [
            (over(item.numerator(self.stage, u, p), pupils) * item.scale.factor, standard)
            for item, standard in standards
        ]
        met = reduce(operator.add, (reaches(value, standard).cast("int64") for value, standard in values))
        near = reduce(operator.and_, (reaches(value, standard * p.qb_floor) for value, standard in values))
        return (met >= p.qb_least_met) & near


for _stage in STAGES:
    for _item in ITEMS:
        _indicator = PerPupil(_item, _stage)
        _spread = DifferenceCoefficient(
            _indicator,
            code=f"QB.CV{_item.number}{_stage.letter}",
            label=f"{_indicator.label}差异系数",
            label_en=f"{_indicator.label_en}: difference coefficient",
            scale=PLAIN,
            standard=f"qb_difference_{_stage.code}",
            basis=Basis(
                DOCUMENT, NUMBER, "县级：各项指标校际差异系数", "以学生数加权；同时给出不加权的标准差/平均值。"
            ),
        )
        register(_indicator, _spread)
    register(SchoolsMeetingTheSeven(_stage))
