"""The lists a school hands in: classes, students, staff; one workbook each, for they change at different times."""

from shuren.kernel.tabular.declare import Workbook, workbook
from shuren.spine.people import permissions as can
from shuren.spine.people.tables.classes import ClassTable
from shuren.spine.people.tables.staff import StaffTable
from shuren.spine.people.tables.students import StudentTable

__all__ = ["ClassTable", "ClassesWorkbook", "StaffTable", "StaffWorkbook", "StudentTable", "StudentsWorkbook"]

REGISTRAR = "学校数据管理员"


@workbook
class ClassesWorkbook(Workbook):
    """班级."""

    code, label, who = "people.classes", "班级", REGISTRAR
    tables = (ClassTable,)
    permission, confirmer = can.record_people, can.confirm_people
    note = "填报本校现有的全部班级。名单中没有的班级视为撤班，须先把学生转到其他班级。"


@workbook
class StudentsWorkbook(Workbook):
    """学生."""

    code, label, who = "people.students", "学生", REGISTRAR
    tables = (StudentTable,)
    permission, confirmer = can.record_people, can.confirm_people
    note = "填报本校现有的全部在籍学生。名单中没有的学生视为离校，学籍记录保留，不会删除。请先登记班级。"


@workbook
class StaffWorkbook(Workbook):
    """教职工."""

    code, label, who = "people.staff", "教职工", REGISTRAR
    tables = (StaffTable,)
    permission, confirmer = can.record_people, can.confirm_people
    note = "填报本校现有的全部教职工。名单中没有的人员视为离任，任职记录保留，不会删除。"
