from datetime import date

import polars as pl
import pytest

from shuren.kernel.identifiers import PROVINCES
from shuren.spine.standards import api as standards

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("340000", "安徽省"),
        ("340100", "安徽省合肥市"),
        ("340102", "安徽省合肥市瑶海区"),
        ("340102001002", "安徽省合肥市瑶海区"),
        ("340181", "安徽省合肥市巢湖市"),
        ("340176", "安徽省合肥市合肥高新技术产业开发区"),
        ("110105", "北京市朝阳区"),
        ("340210", "安徽省芜湖市湾沚区"),
        ("653228", "新疆维吾尔自治区和田地区和康县"),
        ("999999", ""),
    ],
)
def test_the_full_name_goes_from_the_province_down(code, name):
    assert standards.division_name(code) == name


def test_a_code_bears_the_name_of_the_day():
    assert standards.division_name("340102", on=date(2001, 1, 1)) == "安徽省合肥市东市区"
    assert standards.division_name("340102", on=date(2026, 1, 1)) == "安徽省合肥市瑶海区"


@pytest.mark.parametrize(
    ("retired", "successor"),
    [("340221", "340210"), ("340222", "340212"), ("340225", "340281"), ("341402", "340181"), ("341421", "340124")],
)
def test_a_retired_code_still_counts_and_names_its_successor(retired, successor):
    found = standards.division(retired)
    assert found is not None
    assert found.is_retired
    assert found.replaced_by == successor
    assert standards.check_division(retired) is None


def test_hefei_has_nine_divisions_and_three_zones_with_a_code():
    today = [each for each in standards.divisions(under="3401", on=date(2026, 9, 1)) if each.name != "市辖区"]
    assert [each.code for each in today if each.is_zone] == ["340176", "340177", "340178"]
    assert len([each for each in today if not each.is_zone and each.code != "340100"]) == 9


def test_provinces_of_the_kernel_are_those_of_the_table_and_of_the_list():
    assert {value.code: value.name_zh for value in standards.code_table("province")} == PROVINCES
    for code, name in PROVINCES.items():
        assert standards.division_name(f"{code}0000") == name


def test_successors_exist_and_periods_do_not_end_before_they_begin():
    for each in standards.divisions():
        assert not each.replaced_by or standards.division(each.replaced_by) is not None
        assert each.valid_from is None or each.valid_to is None or each.valid_from < each.valid_to


def test_names_of_one_code_do_not_hold_at_the_same_time():
    last = None
    for each in standards.divisions():
        if last is not None and last.code == each.code:
            assert last.valid_to is not None
            assert each.valid_from is not None
            assert last.valid_to <= each.valid_from
        last = each


def test_a_column_of_codes_becomes_names():
    names = standards.division_names(pl.Series(["340102", "340102001", "000000", None]))
    assert names.to_list() == ["安徽省合肥市瑶海区", "安徽省合肥市瑶海区", None, None]
