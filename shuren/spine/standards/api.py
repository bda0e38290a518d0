"""The door for other modules: the tables by name, the divisions, and the checks with every known division built in.

from shuren.spine.standards import api as standards

standards.SEX.find("男")
standards.division_name("340221")
standards.resident_id_problems(column, on=today)
"""

from datetime import date

import polars as pl

from shuren.kernel import identifiers
from shuren.kernel.identifiers import Problem
from shuren.spine.standards.rules.divisions import (
    Division,
    division,
    division_name,
    division_names,
    division_told,
    divisions,
    known_divisions,
)
from shuren.spine.standards.rules.numbers import (
    certificate_problems,
    check_certificate,
    check_school_code,
    check_student_number,
    school_code_problems,
    student_number_problems,
)
from shuren.spine.standards.rules.tables import code_table, tables

SEX = code_table("sex")
ETHNIC = code_table("ethnic")
COUNTRY = code_table("country")
POLITICAL = code_table("political")
EDUCATION = code_table("education")
MARITAL = code_table("marital")
HEALTH = code_table("health")
FAMILY = code_table("family")
ID_TYPE = code_table("id_type")
GATQW = code_table("gatqw")
YES_NO = code_table("yes_no")

SCHOOL_PREFIX = code_table("school_id_prefix")
SCHOOL_TYPE = code_table("school_type")
ORGANIZER = code_table("organizer")
SCHOOL_RUN = code_table("school_run")
URBAN_RURAL = code_table("urban_rural")
ORG_CHANGE = code_table("org_change")
CLASS_TYPE = code_table("class_type")
TERM = code_table("term")
SUBJECT = code_table("subject_zxx")

STUDENT_TYPE = code_table("student_type")
STUDENT_STATUS = code_table("student_status")
STUDENT_SOURCE = code_table("student_source_zxx")
STUDY_MODE = code_table("study_mode")
ENROL_WAY = code_table("enrol_way_registry")
REGISTRY_CHANGE = code_table("registry_change")
REGISTRY_FLOW = code_table("registry_flow")
CHANGE_REASON = code_table("change_reason")
LEFT_BEHIND = code_table("leftbehind")
HUKOU_KIND = code_table("hukou_kind")
DISABILITY = code_table("disability")
DISABILITY_GRADE = code_table("disability_grade")
COMMUTE = code_table("commute")

STAFF_KIND = code_table("staff_kind")
STAFF_STATUS = code_table("staff_status")
STAFF_LEAVE = code_table("staff_leave")
STAFF_FLOW = code_table("staff_flow")
POST_KIND = code_table("post_kind")
TITLE = code_table("title_k12")
CERTIFICATE_KIND = code_table("certificate_kind")
ICT_LEVEL = code_table("ict_level")

SITE_KIND = code_table("site_kind")
ROOM_TYPE = code_table("room_type")
PLACE_TYPE = code_table("place_type")
CARRIER = code_table("carrier")
CONNECTION = code_table("connection")
WIFI_COVERAGE = code_table("wifi_coverage")
DEVICE_KIND = code_table("device_kind")
DEVICE_USER = code_table("device_user")
MULTIMEDIA_EQUIPMENT = code_table("multimedia_equipment")
RECORDING_KIND = code_table("recording_kind")
LAB_KIND = code_table("lab_kind")
ICT_SPENDING_CATEGORY = code_table("ict_spending_category")
ICT_SPENDING_SOURCE = code_table("ict_spending_source")


def check_resident_id(value: str, *, on: date | None = None) -> Problem | None:
    """A resident ID whose division is known to some revision; `on` is today."""
    return identifiers.check_resident_id(value, divisions=known_divisions(), on=on)


def resident_id_problems(column: pl.Series, *, on: date | None = None) -> pl.Series:
    """`check_resident_id` for a column."""
    return identifiers.resident_id_problems(column, divisions=known_divisions(), on=on)


def check_credit_code(value: str) -> Problem | None:
    """A unified social credit code registered in a known division."""
    return identifiers.check_credit_code(value, divisions=known_divisions())


def credit_code_problems(column: pl.Series) -> pl.Series:
    """`check_credit_code` for a column."""
    return identifiers.credit_code_problems(column, divisions=known_divisions())


def check_division(value: str) -> Problem | None:
    """A division code of 6, 9 or 12 digits whose first six were ever in use."""
    return identifiers.check_division(value, known=known_divisions())


def division_problems(column: pl.Series) -> pl.Series:
    """`check_division` for a column."""
    return identifiers.division_problems(column, known=known_divisions())


__all__ = [
    "Division",
    "certificate_problems",
    "check_certificate",
    "check_school_code",
    "check_student_number",
    "code_table",
    "division",
    "division_name",
    "division_names",
    "division_told",
    "divisions",
    "known_divisions",
    "school_code_problems",
    "student_number_problems",
    "tables",
]
