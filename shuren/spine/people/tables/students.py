"""学生: the items of the national registry form that a school keeps, by their official names."""

from __future__ import annotations

import polars as pl

from shuren.kernel.tabular.columns import Context
from shuren.kernel.tabular.declare import Rule, Table, table
from shuren.kernel.tabular.kinds import Code, Day, Identifier, Ref, SealedIn, Text, YesNo
from shuren.kernel.tabular.scopes import Scope
from shuren.spine.people import actions, rules
from shuren.spine.people.queries.records import classes_to_join, key_data_of, students_of
from shuren.spine.people.tables.columns import (
    JYT_PERSON,
    JYT_SCHOOL,
    REGISTRY_FORM,
    REGISTRY_LAW,
    IdNumber,
    PupilId,
    agrees_on_birth,
    agrees_on_sex,
    has_resident_id,
    id_number,
    known_once,
    person_name,
)
from shuren.spine.people.tables.keeping import REGISTERED, key_data_kept
from shuren.spine.standards import api as standards

FAMILY_HEAD = "监护人"
ENDING = sorted(rules.ENDING_STATUSES)


def _division(label: str, name: str) -> Text:
    return Text(
        label,
        name,
        standard="GB/T 2260-2007；统计用区划代码",
        check=standards.division_problems,
        grade=2,
        note="6、9 或 12 位行政区划代码。",
    )


def _form(label: str, name: str) -> YesNo:
    return YesNo(label, name, standard=REGISTRY_FORM, grade=2)


IDENTITY = (
    Text("学号", "school_no", required=True, max_length=20, standard=JYT_SCHOOL, note="校内学号，在籍学生中不重复。"),
    Identifier(
        "学籍号",
        "national_no",
        standard=REGISTRY_FORM,
        grade=4,
        basis=REGISTRY_LAW,
        width=24,
        check=standards.student_number_problems,
        mask="tail",
        store=SealedIn("national_no", "national_index", "people.enrolment.national_no"),
    ),
    person_name("姓名", basis=REGISTRY_LAW),
    Text(
        "曾用名",
        "former_name",
        max_bytes=36,
        standard=JYT_PERSON,
        grade=3,
        sensitive=True,
        basis=REGISTRY_LAW,
        mask="name",
    ),
    Code("性别", "sex", standards.SEX, required=True, standard=JYT_PERSON),
    Day(
        "出生日期",
        "born_on",
        required=True,
        standard=JYT_PERSON,
        grade=3,
        sensitive=True,
        basis=REGISTRY_LAW,
        mask="birth",
    ),
    Code("身份证件类型", "id_type", standards.ID_TYPE, required=True, standard=JYT_PERSON),
    id_number(PupilId, "身份证件号", "id_no", basis=REGISTRY_LAW, note="证件类型为“其他”且没有号码的可以不填。"),
    Code("国籍/地区", "nationality", standards.COUNTRY, required=True, standard=JYT_PERSON, grade=2),
    Code("民族", "ethnic", standards.ETHNIC, required=True, standard=JYT_PERSON, grade=2),
    Code("港澳台侨外", "gatqw", standards.GATQW, standard=JYT_PERSON, grade=2),
    Code("政治面貌", "political", standards.POLITICAL, standard=JYT_PERSON, grade=2),
    Code("健康状况", "health", standards.HEALTH, standard=JYT_PERSON, grade=3),
    _division("出生地行政区划代码", "birthplace"),
    _division("户口所在地行政区划代码", "hukou"),
    Code("户口性质", "hukou_kind", standards.HUKOU_KIND, standard=REGISTRY_FORM, grade=2),
)
ENROLMENT = (
    Ref(
        "班号",
        "school_class",
        required=True,
        find=classes_to_join,
        fills={"school_class_id": "id", "stage": "stage", "entry_year": "entry_year"},
        fill_types={"stage": "text"},
        standard=JYT_SCHOOL,
        note="先在“班级”中登记。",
        width=20,
    ),
    Day("入学年月", "entered_on", required=True, standard=REGISTRY_FORM, note="进入本校的日期。"),
    Code("入学方式", "enrol_way", standards.ENROL_WAY, standard=REGISTRY_FORM),
    Code("就读方式", "study_mode", standards.STUDY_MODE, required=True, standard=REGISTRY_FORM),
    Code("学生来源", "source", standards.STUDENT_SOURCE, standard=JYT_SCHOOL),
    Code("学生当前状态", "status", standards.STUDENT_STATUS, required=True, standard=JYT_SCHOOL),
    Day("离校日期", "left_on", standard=JYT_SCHOOL, note="转出、毕业等状态须填。"),
)
CARE = (
    Code("是否留守儿童", "left_behind", standards.LEFT_BEHIND, standard=REGISTRY_FORM, grade=3),
    _form("是否进城务工人员随迁子女", "is_migrant"),
    _form("是否独生子女", "is_only_child"),
    _form("是否受过学前教育", "had_preschool"),
    _form("是否孤儿", "is_orphan"),
    _form("是否烈士或优抚子女", "is_martyrs_child"),
    _form("是否需要申请资助", "needs_aid"),
    _form("是否享受一补", "has_aid"),
    Code("残疾类型", "disability", standards.DISABILITY, standard=REGISTRY_FORM, grade=3),
    Code("上下学交通方式", "commute", standards.COMMUTE, standard=REGISTRY_FORM),
)
GUARDIAN = (
    person_name(f"{FAMILY_HEAD}姓名", "g_", required=False, basis=REGISTRY_LAW),
    Code(f"{FAMILY_HEAD}关系", "g_relation", standards.FAMILY, standard=REGISTRY_FORM),
    id_number(
        IdNumber, f"{FAMILY_HEAD}身份证件号", "g_id_no", basis=REGISTRY_LAW, note="填了才能识别同一监护人的多个孩子。"
    ),
    Identifier(
        f"{FAMILY_HEAD}联系电话",
        "g_phone",
        standard=REGISTRY_FORM,
        grade=3,
        basis=REGISTRY_LAW,
        pattern=r"1\d{10}|0\d{2,3}-?\d{7,8}",
        pattern_note="11 位手机号或带区号的固定电话",
        mask="phone",
        store=SealedIn("g_phone", "g_phone_index", "people.guardianship.phone", kind="phone"),
    ),
)


@table
class StudentTable(Table):
    """学生基本信息: everybody who is enrolled at the school now."""

    code, label, key, owner = "people.student", "学生", "school_no", "学校"
    counts_persons = True
    columns = (*IDENTITY, *ENROLMENT, *CARE, *GUARDIAN)
    rules = (
        Rule(
            "resident_id",
            ("id_no", "id_type"),
            has_resident_id(),
            "身份证件类型是居民身份证，须填 18 位身份证件号。",
            source=REGISTRY_FORM,
        ),
        Rule(
            "birth",
            ("born_on", "id_no", "id_type"),
            agrees_on_birth(),
            "出生日期“{born_on}”与身份证件号中的日期不一致，请对照证件改正。",
            source="GB 11643-1999",
        ),
        Rule(
            "sex",
            ("sex", "id_no", "id_type"),
            agrees_on_sex(),
            "性别“{sex}”与身份证件号第 17 位不一致，请对照证件改正。",
            source="GB 11643-1999",
        ),
        Rule(
            "id_once",
            ("id_no",),
            pl.col("id_no").is_null() | known_once("id_no"),
            "问题学籍（身份证件号重复）：“{id_no}”在文件中出现不止一次，请对照证件改正。",
            source="《全国中小学生学籍信息管理系统》问题学籍处理",
        ),
        Rule(
            "double",
            ("name", "sex", "born_on"),
            known_once("name", "sex", "born_on"),
            "问题学籍（姓名、性别、出生日期重复）：“{name}”与文件中另一行相同，请核对是否重复登记；不是同一人的无须改动。",
            source="《全国中小学生学籍信息管理系统》问题学籍处理",
            level="warning",
        ),
        Rule(
            "left",
            ("left_on", "status"),
            pl.col("status").is_in(ENDING) == pl.col("left_on").is_not_null(),
            "学生当前状态“{status}”与离校日期“{left_on}”不相符：离校的状态须填离校日期，在籍的不填。",
            source="JY/T 1001-2012 学生当前状态",
        ),
        Rule(
            "order",
            ("left_on", "entered_on"),
            pl.col("left_on") >= pl.col("entered_on"),
            "离校日期“{left_on}”早于入学年月“{entered_on}”。",
            source=JYT_SCHOOL,
        ),
        Rule(
            "guardian",
            ("g_name", "g_relation", "g_id_no", "g_phone"),
            pl.col("g_name").is_not_null() == pl.col("g_relation").is_not_null(),
            "监护人姓名与监护人关系须同时填写。",
            source=REGISTRY_FORM,
        ),
    )
    current = students_of
    against = key_data_kept
    apply = actions.record_students

    @classmethod
    def context(cls, scope: Scope) -> Context:
        plain = super().context(scope)
        return Context(scope, {**plain.lookups, REGISTERED: key_data_of(scope)})
