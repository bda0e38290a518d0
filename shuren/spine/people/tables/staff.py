"""教职工: the items of the staff register, by their official names."""

from __future__ import annotations

import polars as pl

from shuren.kernel.tabular.declare import Rule, Table, table
from shuren.kernel.tabular.kinds import Code, Day, Identifier, SealedIn, Text, YesNo
from shuren.spine.people import actions
from shuren.spine.people.queries.records import staff_of
from shuren.spine.people.tables.columns import (
    BACKBONE,
    JYT_PERSON,
    JYT_SCHOOL,
    STAGES,
    TEACHER_LAW,
    IdNumber,
    agrees_on_birth,
    agrees_on_sex,
    has_resident_id,
    id_number,
    known_once,
    person_name,
)
from shuren.spine.standards import api as standards

PLAN = "合肥市教育信息化重点工作（2016-2020 年）"
ASSESSED = ["1", "2", "3"]


@table
class StaffTable(Table):
    """教职工基本信息: everybody who works at the school now."""

    code, label, key, owner = "people.staff", "教职工", "staff_no", "学校"
    counts_persons = True
    columns = (
        Text(
            "工号", "staff_no", required=True, max_length=20, standard=JYT_SCHOOL, note="校内工号，在职人员中不重复。"
        ),
        Text("教师编号", "teacher_no", pattern=r"\d{8}", pattern_note="8 位数字", standard="全国教师管理信息系统"),
        person_name("姓名", basis=TEACHER_LAW),
        Code("性别", "sex", standards.SEX, required=True, standard=JYT_PERSON),
        Day(
            "出生日期",
            "born_on",
            required=True,
            standard=JYT_PERSON,
            grade=3,
            sensitive=True,
            basis=TEACHER_LAW,
            mask="birth",
        ),
        Code("身份证件类型", "id_type", standards.ID_TYPE, required=True, standard=JYT_PERSON),
        id_number(
            IdNumber, "身份证件号", "id_no", required=True, basis=TEACHER_LAW, note="用来识别在几所学校任职的同一个人。"
        ),
        Code("民族", "ethnic", standards.ETHNIC, standard=JYT_PERSON, grade=2),
        Code("政治面貌", "political", standards.POLITICAL, standard=JYT_PERSON, grade=2),
        Identifier(
            "联系电话",
            "phone",
            standard=JYT_PERSON,
            basis=TEACHER_LAW,
            mask="phone",
            store=SealedIn("phone", "phone_index", "people.person.phone", kind="phone"),
        ),
        Code("教职工类别", "staff_kind", standards.STAFF_KIND, required=True, standard=JYT_SCHOOL),
        Code("岗位职业", "post_kind", standards.POST_KIND, standard=JYT_SCHOOL),
        YesNo("是否在编", "is_established", standard=JYT_SCHOOL),
        Code("教职工当前状态", "status", standards.STAFF_STATUS, required=True, standard=JYT_SCHOOL),
        Code("学历", "education", standards.EDUCATION, required=True, leaves_only=True, standard=JYT_PERSON, width=18),
        Code("专业技术职务", "title", standards.TITLE, standard="GB/T 8561-2001"),
        Code("任教学段", "stage", STAGES),
        Code("任教学科", "subject", standards.SUBJECT, standard=JYT_SCHOOL, width=18),
        Identifier(
            "教师资格证书号",
            "certificate_no",
            sensitive=False,
            grade=2,
            check=standards.certificate_problems,
            standard="教师资格证书编号规则",
            width=20,
        ),
        Code("骨干教师级别", "backbone_level", BACKBONE, required=True, standard=PLAN),
        Code(
            "信息技术应用能力等级", "ict_level", standards.ICT_LEVEL, standard=PLAN, note="没有测评过的不填。", width=18
        ),
        Day("测评日期", "ict_assessed_on", standard=PLAN),
        Day("任职起始日期", "from_on", required=True, standard=JYT_SCHOOL),
        Day("任职终止日期", "to_on", standard=JYT_SCHOOL, note="仍在职的不填。"),
        YesNo("是否主要任职", "is_main", required=True, note="在几所学校任职的，只有一所填“是”。"),
    )
    rules = (
        Rule(
            "resident_id",
            ("id_no", "id_type"),
            has_resident_id(),
            "身份证件类型是居民身份证，须填 18 位身份证件号。",
            source=JYT_PERSON,
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
            known_once("id_no"),
            "身份证件号“{id_no}”在文件中出现不止一次，请改正或删去重复的一行。",
            source=JYT_PERSON,
        ),
        Rule(
            "order",
            ("to_on", "from_on"),
            pl.col("to_on") >= pl.col("from_on"),
            "任职终止日期“{to_on}”早于任职起始日期“{from_on}”。",
            source=JYT_SCHOOL,
        ),
        Rule(
            "teaches",
            ("stage", "staff_kind"),
            (pl.col("staff_kind") != "1") | pl.col("stage").is_not_null(),
            "专任教师须填任教学段，各项师资指标按学段统计。",
            source=JYT_SCHOOL,
        ),
        Rule(
            "assessed",
            ("ict_assessed_on", "ict_level"),
            ~pl.col("ict_level").is_in(ASSESSED) | pl.col("ict_assessed_on").is_not_null(),
            "填了信息技术应用能力等级，建议同时填测评日期。",
            source=PLAN,
            level="warning",
        ),
    )
    current = staff_of
    apply = actions.record_staff
