"""Indicators of terminals. Pupils per computer gets better downward."""

from typing import Any

from shuren.kernel.measures.indicators import indicator, since
from shuren.kernel.measures.scales import Direction, Scale
from shuren.modules.conditions.indicators.bases import COUNTED, COUNTED_EN, hefei, national
from shuren.modules.conditions.indicators.network import OfSchools

PER_COMPUTER = Scale(":1", ":1")


@indicator
class PupilsPerComputer(OfSchools):
    """Pupils divided by the computers they use."""

    code, label, label_en = "ICT.STU_PC", "生机比", "pupils per computer"
    scale, direction, topic = PER_COMPUTER, Direction.DOWN, "计算机配比"
    basis = hefei("总体目标；年度任务“计算机配比”", note="原文“生机比不低于6:1”，指每6名学生至少1台，即数值不大于6。")
    definition = "在校学生数除以学生用计算机数，数值越小越好。没有计算机的学校，其学生仍计入分子。" + COUNTED
    definition_en = "Pupils over computers for pupils; lower is better. " + COUNTED_EN

    @since(2016, "{pupils} ÷ {pupil_computers}")
    def pupils_to_computers(self, u: Any, _p: Any) -> Any:
        return u.pupils, u.pupil_computers


@indicator
class TeachersPerComputer(OfSchools):
    """Full-time teachers divided by the computers they use."""

    code, label, label_en = "ICT.TEA_PC", "师机比", "teachers per computer"
    scale, direction, topic = PER_COMPUTER, Direction.DOWN, "计算机配比"
    basis = hefei("年度任务“计算机配比”")
    definition = "专任教师数除以教师用计算机数，数值越小越好。" + COUNTED
    definition_en = "Full-time teachers over computers for teachers; lower is better. " + COUNTED_EN

    @since(2016, "{teachers} ÷ {teacher_computers}")
    def teachers_to_computers(self, u: Any, _p: Any) -> Any:
        return u.teachers, u.teacher_computers


@indicator
class TerminalsPerHundred(OfSchools):
    """Terminals for teaching per hundred pupils."""

    code, label, label_en = "ICT.TERMINALS", "每百名学生拥有教学用终端数", "terminals for teaching per 100 pupils"
    scale, direction, topic = Scale("台/百名学生", "per 100 pupils", factor=100.0), Direction.UP, "计算机配比"
    basis = national("信息化类：每百名学生拥有教学用终端数")
    definition = "学生和教师教学用终端数除以在校学生数，乘以100。" + COUNTED
    definition_en = "Terminals of pupils and teachers per 100 pupils. " + COUNTED_EN

    @since(2016, "{teaching_terminals} ÷ {pupils} × 100")
    def terminals_to_pupils(self, u: Any, _p: Any) -> Any:
        return u.teaching_terminals, u.pupils
