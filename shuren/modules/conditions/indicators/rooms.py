"""Indicators of equipped rooms: multimedia, recording, labs, smart classrooms."""

from typing import Any

from shuren.kernel.measures.indicators import indicator, register, since
from shuren.kernel.measures.scales import PERCENT, Direction
from shuren.modules.conditions.indicators.bases import (
    COUNTED,
    COUNTED_EN,
    SECONDARY_KINDS,
    SENIOR_KINDS,
    hefei,
    national,
)
from shuren.modules.conditions.indicators.network import OfSchools, SchoolsWith

SECONDARY = "统计初中、一贯制学校、完全中学、高级中学和中等职业学校。"
SECONDARY_EN = "Secondary and vocational schools."


@indicator
class MainPlacesWithMultimedia(OfSchools):
    """Main teaching places equipped class by class."""

    code, label, label_en = "ICT.BBT", "主要教学场所班班通配备率", "main teaching places with multimedia equipment"
    scale, direction, topic = PERCENT, Direction.UP, "班班通"
    basis = hefei("年度任务“班班通”")
    definition = "配备多媒体教学设备的主要教学场所数除以主要教学场所数。" + COUNTED
    definition_en = "Main teaching places with multimedia equipment over main teaching places. " + COUNTED_EN

    @since(2016, "{multimedia_places} ÷ {main_places}")
    def equipped_to_places(self, u: Any, _p: Any) -> Any:
        return u.multimedia_places, u.main_places


@indicator
class MultimediaToClassrooms(OfSchools):
    """Networked multimedia rooms as a share of classrooms."""

    code, label, label_en = "ICT.MULTIMEDIA", "网络多媒体教室比例", "networked multimedia rooms per classroom"
    scale, direction, topic = PERCENT, Direction.UP, "班班通"
    basis = national("信息化类：网络多媒体教室占教室比例")
    definition = "网络多媒体教室数除以普通教室和多媒体教室数。" + COUNTED
    definition_en = "Networked multimedia rooms over ordinary and multimedia classrooms. " + COUNTED_EN

    @since(2016, "{multimedia_rooms} ÷ {classrooms}")
    def multimedia_to_classrooms(self, u: Any, _p: Any) -> Any:
        return u.multimedia_rooms, u.classrooms


register(
    SchoolsWith(
        "recording_rooms",
        code="ICT.REC_ROOM",
        label="配备录播教室的学校比例",
        label_en="schools with a recording room",
        what="至少有一间在用录播教室",
        what_en="with at least one recording room in use",
        basis=hefei("总体目标；年度任务“录播教室”"),
        topic="录播教室",
    ),
    SchoolsWith(
        "digital_labs",
        code="ICT.DIGI_LAB",
        label="配备数字实验室的普通高中比例",
        label_en="senior highs with a digital lab",
        what="至少有一间数字实验室",
        what_en="with at least one digital lab",
        basis=hefei("年度任务“数字实验室”"),
        topic="数字实验室",
        kinds=SENIOR_KINDS,
        counted="统计完全中学、高级中学和十二年一贯制学校。",
        counted_en="Complete secondary, senior and twelve-year schools.",
    ),
    SchoolsWith(
        "digital_or_training",
        code="ICT.LAB",
        label="配备数字实验室或实训室的中学比例",
        label_en="secondary schools with a digital lab or training room",
        what="至少有一间数字实验室或实训室",
        what_en="with at least one digital lab or training room",
        basis=hefei("总体目标；年度任务“数字实验室”"),
        topic="数字实验室",
        kinds=SECONDARY_KINDS,
        counted=SECONDARY,
        counted_en=SECONDARY_EN,
    ),
    SchoolsWith(
        "smart_rooms",
        code="ICT.SMARTCLS",
        label="智慧课堂覆盖学校比例",
        label_en="schools with a smart classroom",
        what="至少有一间智慧课堂教室",
        what_en="with at least one smart classroom",
        basis=hefei("年度任务“智慧课堂”", note="规划未定义“覆盖”，按至少有一间教室开展智慧课堂理解。"),
        topic="智慧课堂",
    ),
)
