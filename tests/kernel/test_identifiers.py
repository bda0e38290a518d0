"""Vectors are those of the standards' examples and of real, public organisations."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.kernel import identifiers
from shuren.kernel.identifiers import credit, resident
from shuren.kernel.identifiers.text import tidy, tidy_column

pytestmark = pytest.mark.pure

KNOWN = identifiers.KnownDivisions(["110105", "340102", "340221"])
CITIZENS = ["11010519491231002X", "340102201503010014"]
ORGANISATIONS = ["91350100M000100Y43", "12100000400000624D", "12100000400002259P"]

provinces = st.sampled_from(sorted(identifiers.PROVINCES))
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 12, 31))


@st.composite
def resident_ids(draw):
    division = draw(provinces) + f"{draw(st.integers(0, 9999)):04}"
    first17 = f"{division}{draw(days):%Y%m%d}{draw(st.integers(0, 999)):03}"
    return first17 + resident.check_character(first17)


@st.composite
def credit_codes(draw):
    inner = draw(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8))
    first17 = (
        draw(st.sampled_from(["11", "12", "52", "91", "92"])) + draw(provinces) + f"{draw(st.integers(0, 9999)):04}"
    )
    first17 += inner + credit.inner_check_character(inner)
    return first17 + credit.check_character(first17)


almost_numbers = st.one_of(
    st.text(max_size=20),
    st.text("0123456789Xx １９Ｘ\t", min_size=15, max_size=20),
    st.text("0123456789ABCDEFGHJKLMNPQRTUWXYIOSVZ", min_size=17, max_size=19),
    resident_ids(),
    credit_codes(),
    st.none(),
)


@pytest.mark.parametrize("number", CITIZENS)
def test_published_resident_ids_hold(number):
    assert identifiers.check_resident_id(number, divisions=KNOWN, on=date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("110105194912310021", "resident_id.check"),
        ("110105491231002", "resident_id.old"),
        ("1101051949123100", "resident_id.form"),
        ("A1010519491231002X", "resident_id.form"),
        ("01010519491231002X", "resident_id.form"),
        ("990105194912310021", "resident_id.province"),
        ("190105194912310021", "resident_id.province"),
        ("110999194912310021", "resident_id.division"),
        ("11010519490231002X", "resident_id.born_on"),
        ("11010518991231002X", "resident_id.born_on"),
        ("110105202613010021", "resident_id.born_on"),
        ("110105202702010021", "resident_id.future"),
    ],
)
def test_each_fault_of_a_resident_id_has_its_own_sentence(number, code):
    problem = identifiers.check_resident_id(number, divisions=KNOWN, on=date(2026, 9, 1))
    assert problem is not None
    assert problem.code == code
    assert problem.sentence.endswith("。")


def test_numbers_are_read_as_people_type_them():
    assert identifiers.check_resident_id(" 110105 19491231 002x\u200b") is None
    assert identifiers.check_resident_id("３４０１０２２０１５０３０１００１４") is None
    assert identifiers.check_resident_id("") is None


def test_digits_of_other_scripts_are_no_digits():
    assert identifiers.check_resident_id("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X") is not None


def test_a_retired_division_still_counts_as_known():
    number = "34022119900101001"
    number += resident.check_character(number)
    assert identifiers.check_resident_id(number, divisions=KNOWN) is None


@pytest.mark.parametrize(("prefix", "kind"), [("810000", "hong_kong"), ("820000", "macao"), ("830000", "taiwan")])
def test_residence_permits_share_the_form(prefix, kind):
    first17 = prefix + "19940823002"
    told = identifiers.read_resident_id(first17 + resident.check_character(first17))
    assert told is not None
    assert (told.kind, told.sex, told.born_on) == (kind, "2", date(1994, 8, 23))
    assert identifiers.check_resident_id(told.number, divisions=KNOWN) is None


def test_permanent_residence_permits_of_foreigners_begin_with_nine():
    first17 = "931840" + "19800101" + "001"
    told = identifiers.read_resident_id(first17 + resident.check_character(first17))
    assert told is not None
    assert told.kind == "foreign"


@given(resident_ids())
def test_what_a_number_was_built_from_is_read_back(number):
    told = identifiers.read_resident_id(number)
    assert told is not None
    assert told.number == number
    assert f"{told.born_on:%Y%m%d}" == number[6:14]
    assert told.sex == ("1" if int(number[16]) % 2 else "2")


@given(resident_ids(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_single_wrong_character_is_found(number, place, wrong):
    if wrong != number[place]:
        assert identifiers.check_resident_id(number[:place] + wrong + number[place + 1 :]) is not None


@given(resident_ids(), st.integers(0, 16))
def test_any_two_neighbours_swapped_are_found(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert identifiers.check_resident_id(swapped) is not None


@pytest.mark.parametrize("code", ORGANISATIONS)
def test_published_credit_codes_hold(code):
    assert identifiers.check_credit_code(code) is None
    assert identifiers.check_credit_code(f" {code.lower()} ") is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("91350100M000100Y4", "credit_code.form"),
        ("9135O100M000100Y43", "credit_code.form"),
        ("91990100M000100Y43", "credit_code.division"),
        ("91350100M000100Y53", "credit_code.inner"),
        ("91350100M000100Y44", "credit_code.check"),
    ],
)
def test_each_fault_of_a_credit_code_has_its_own_sentence(value, code):
    problem = identifiers.check_credit_code(value)
    assert problem is not None
    assert problem.code == code


@given(credit_codes(), st.integers(0, 17), st.sampled_from(credit.ALPHABET))
def test_any_single_wrong_character_of_a_credit_code_is_found(code, place, wrong):
    if wrong != code[place]:
        assert identifiers.check_credit_code(code[:place] + wrong + code[place + 1 :]) is not None


@pytest.mark.parametrize("value", ["340102", "340102001", "340102001002", "１１０１０５", ""])
def test_divisions_have_six_nine_or_twelve_digits(value):
    assert identifiers.check_division(value, known=KNOWN) is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("34010", "division.form"),
        ("3401020", "division.form"),
        ("990102", "division.form"),
        ("190102", "division.province"),
        ("340199", "division.unknown"),
    ],
)
def test_each_fault_of_a_division_has_its_own_sentence(value, code):
    problem = identifiers.check_division(value, known=KNOWN)
    assert problem is not None
    assert problem.code == code


def test_province_of_a_number():
    assert identifiers.province_of("340102201503010014") == "安徽省"
    assert identifiers.province_of("990102") is None


@given(st.lists(st.one_of(st.none(), st.text(max_size=12)), max_size=8))
def test_tidying_a_column_is_tidying_each_value(values):
    column = pl.Series("v", values, dtype=pl.String)
    assert tidy_column(column).to_list() == [None if value is None else tidy(value) for value in values]


@pytest.mark.parametrize(
    ("column_check", "check"),
    [
        (
            lambda c: identifiers.resident_id_problems(c, divisions=KNOWN, on=date(2020, 1, 1)),
            lambda v: identifiers.check_resident_id(v, divisions=KNOWN, on=date(2020, 1, 1)),
        ),
        (identifiers.resident_id_problems, identifiers.check_resident_id),
        (
            lambda c: identifiers.credit_code_problems(c, divisions=KNOWN),
            lambda v: identifiers.check_credit_code(v, divisions=KNOWN),
        ),
        (identifiers.credit_code_problems, identifiers.check_credit_code),
        (
            lambda c: identifiers.division_problems(c, known=KNOWN),
            lambda v: identifiers.check_division(v, known=KNOWN),
        ),
    ],
    ids=["resident id, dated", "resident id", "credit code, known divisions", "credit code", "division"],
)
@given(values=st.lists(st.one_of(almost_numbers, st.sampled_from(CITIZENS + ORGANISATIONS + ["340102"])), max_size=12))
def test_a_column_is_judged_as_its_values_are(column_check, check, values):
    expected = [None if value is None else check(value) for value in values]
    sentences = [problem.sentence if problem else None for problem in expected]
    assert column_check(pl.Series("v", values, dtype=pl.String)).to_list() == sentences


def test_a_slice_of_a_column_is_judged_by_its_own_rows():
    column = pl.Series("v", [*CITIZENS, "x", *CITIZENS])[1:4]
    assert identifiers.resident_id_problems(column).is_null().to_list() == [True, False, True]


def test_facts_are_told_by_sound_numbers_only():
    facts = identifiers.resident_id_facts(pl.Series("v", [*CITIZENS, "110105194912310021", "", None]))
    assert facts["sex"].to_list() == ["2", "1", None, None, None]
    assert facts["born_on"].to_list() == [date(1949, 12, 31), date(2015, 3, 1), None, None, None]
    assert facts["division"].to_list() == ["110105", "340102", None, None, None]
