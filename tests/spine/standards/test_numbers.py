from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.kernel.identifiers import Problem
from shuren.spine.standards import api as standards

pytestmark = pytest.mark.pure

ID = "340102201503010014"


def code_of(problem: Problem | None) -> str | None:
    return problem and problem.code


@pytest.mark.parametrize("value", ["4111010001", "4145014684", "3162012300", "2134000001", " 21 3400 0001", ""])
def test_published_school_codes_hold(value):
    assert standards.check_school_code(value) is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("213400001", "school_code.form"),
        ("21340000011", "school_code.form"),
        ("2934000001", "school_code.prefix"),
        ("2190000001", "school_code.province"),
        ("4134100001", "school_code.serial"),
    ],
)
def test_each_fault_of_a_school_code_has_its_own_sentence(value, code):
    assert code_of(standards.check_school_code(value)) == code


@pytest.mark.parametrize("value", [f"G{ID}", f"g{ID}", "L340102201503010014", "L2026000001", ""])
def test_formal_and_temporary_student_numbers_hold(value):
    assert standards.check_student_number(value) is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (ID, "student_number.form"),
        ("G", "student_number.form"),
        ("L1", "student_number.form"),
        ("G340102201503010015", "student_number.resident_id"),
        ("G340102", "student_number.resident_id"),
    ],
)
def test_each_fault_of_a_student_number_has_its_own_sentence(value, code):
    assert code_of(standards.check_student_number(value)) == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("20183400021123456", None),
        ("2018340002112345", "certificate.form"),
        ("18993400021123456", "certificate.year"),
        ("20303400021123456", "certificate.year"),
        ("20189900021123456", "certificate.province"),
        ("20183400091123456", "certificate.kind"),
        ("20183400023123456", "certificate.sex"),
    ],
)
def test_each_fault_of_a_certificate_has_its_own_sentence(value, code):
    assert code_of(standards.check_certificate(value, on=date(2026, 9, 1))) == code


def test_a_pupil_born_in_a_county_that_is_gone_is_accepted():
    assert standards.check_resident_id("340221199001010019") is None
    assert code_of(standards.check_resident_id("349999199001010015")) == "resident_id.division"


def test_credit_codes_are_registered_in_a_known_division():
    assert standards.check_credit_code("12100000400000624D") is None
    assert standards.check_credit_code("91350100M000100Y43") is None


numbers = st.lists(
    st.one_of(
        st.none(),
        st.text("0123456789GLX", max_size=20),
        st.sampled_from([ID, f"G{ID}", "G", "L123456", "2134000001", "4134100001", "20183400021123456", "34022119"]),
    )
)


@pytest.mark.parametrize(
    ("column_check", "check"),
    [
        (standards.school_code_problems, standards.check_school_code),
        (standards.student_number_problems, standards.check_student_number),
        (standards.certificate_problems, standards.check_certificate),
        (standards.resident_id_problems, standards.check_resident_id),
        (standards.credit_code_problems, standards.check_credit_code),
        (standards.division_problems, standards.check_division),
    ],
)
@given(values=numbers)
def test_a_column_is_judged_as_its_values_are(column_check, check, values):
    problems = [None if value is None else check(value) for value in values]
    expected = [problem.sentence if problem else None for problem in problems]
    assert column_check(pl.Series("v", values, dtype=pl.String)).to_list() == expected
