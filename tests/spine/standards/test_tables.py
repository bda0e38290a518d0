from datetime import date

import pytest

from shuren.kernel.codes import code_tables
from shuren.spine.standards import api as standards
from shuren.spine.standards.rules.tables import OWN_STANDARD, rows_of

pytestmark = pytest.mark.pure

TABLES = [pytest.param(table, id=table.key) for table in standards.tables()]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_names_its_standard_and_its_source(table):
    assert table.standard
    assert table.source
    assert table.title_zh != table.title_en
    assert len(table)


@pytest.mark.parametrize("table", TABLES)
def test_every_value_is_found_by_its_label_and_has_both_names(table):
    for value in table:
        assert table.find(value.label) is value
        assert table.find(value.code) is value
        assert value.name_zh.strip() == value.name_zh
        assert value.name_en
        assert not value.name_en.isdigit()


@pytest.mark.parametrize("table", TABLES)
def test_names_are_unique_so_that_a_name_may_stand_for_its_code(table):
    ambiguous = {value.name_zh for value in table if table.find(value.name_zh) is not value}
    assert ambiguous <= {"信息技术"}  # JY/T 1001-2012 has it as a subject and as part of 综合实践活动


@pytest.mark.parametrize("table", TABLES)
def test_successors_are_values_of_the_table(table):
    assert all(value.replaced_by in table for value in table if value.replaced_by)


def test_every_value_belongs_to_a_table():
    assert {row["table"] for row in rows_of("codes.csv")} == {row["key"] for row in rows_of("tables.csv")}


def test_no_citation_points_at_a_place_no_reader_can_find():
    rows = [*rows_of("codes.csv"), *rows_of("tables.csv")]
    assert not [row for row in rows if "repo" in row["source"]]


def test_tables_are_registered():
    assert code_tables["sex"] is standards.SEX


def test_own_tables_say_so():
    own = {table.key for table in standards.tables() if table.standard == OWN_STANDARD}
    assert own == {
        "carrier",
        "connection",
        "device_kind",
        "device_user",
        "ict_spending_category",
        "ict_spending_source",
        "lab_kind",
        "multimedia_equipment",
        "place_type",
        "recording_kind",
        "site_kind",
        "wifi_coverage",
    }


@pytest.mark.parametrize(
    ("table", "code", "name"),
    [
        (standards.SEX, "1", "男"),
        (standards.ETHNIC, "03", "回族"),
        (standards.SCHOOL_TYPE, "312", "九年一贯制学校"),
        (standards.SCHOOL_TYPE, "345", "十二年一贯制学校"),
        (standards.URBAN_RURAL, "220", "村庄"),
        (standards.ORGANIZER, "999", "民办"),
        (standards.FAMILY, "71", "兄"),
        (standards.FAMILY, "73", "弟"),
        (standards.FAMILY, "75", "姐姐"),
        (standards.REGISTRY_CHANGE, "22", "转学(转入)"),
        (standards.STUDENT_STATUS, "01", "在读"),
        (standards.ID_TYPE, "1", "居民身份证"),
        (standards.EDUCATION, "21", "大学本科毕业"),
        (standards.TERM, "1", "秋季学期"),
    ],
)
def test_values_are_those_of_the_standard(table, code, name):
    assert table[code].name_zh == name


def test_there_are_fifty_six_ethnic_groups():
    assert len([value for value in standards.ETHNIC if value.code <= "56"]) == 56


def test_a_course_of_the_2022_curriculum_is_not_offered_before_it():
    assert "10 道德与法治" not in standards.SUBJECT.labels(on=date(2020, 9, 1))
    assert "10 道德与法治" in standards.SUBJECT.labels(on=date(2026, 9, 1))
