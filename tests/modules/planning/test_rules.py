"""Scopes, comparison, lights and conflicts of targets, without a database."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.modules.planning.rules.conflicts import Conflict, conflicts
from shuren.modules.planning.rules.lights import Light, light
from shuren.modules.planning.rules.published import PLANS, IncompleteMeasureError, _measure, measures_of, targets_of
from shuren.modules.planning.rules.scopes import SCOPES, is_declared, places, scope_of
from shuren.modules.planning.rules.targets import (
    Comparator,
    Margins,
    Target,
    TargetKind,
    exact_of,
    meets,
    progress,
    shortfall,
)  # fmt: skip

pytestmark = pytest.mark.pure


def target(
    comparator: str = ">=", value: float = 50, *, scope: str = "全市", note: str = "", unit: str = "%", **more
) -> Target:
    return Target(
        more.pop("indicator_id", "T"), "", "标", "target", scope_of(scope), 2020, Comparator(comparator), value, unit,
        note=note, **more,
    )  # fmt: skip


# --- scopes -----------------------------------------------------------------------------------------------------------


def test_every_scope_of_the_published_plan_is_declared():
    assert {item.scope.text for item in targets_of("HF")} <= set(SCOPES)


def test_a_scope_may_be_written_with_full_width_brackets():
    assert scope_of("县（市）") is scope_of("县(市)")


def test_a_scope_nobody_has_declared_stands_for_no_schools():
    assert not is_declared("火星")
    assert not places(scope_of("火星"))
    assert not scope_of("火星").holds("urban", "primary")


def test_targets_of_scopes_that_stand_for_no_schools_are_compared_by_their_wording():
    assert kinds(target(">=", 50, scope="火星"), target(">=", 60, scope="金星")) == []
    assert kinds(target(">=", 50, scope="火星"), target(">=", 60, scope="火星")) == [Conflict.STRICTER]


@pytest.mark.parametrize(
    ("text", "area", "kind", "held"),
    [
        ("市区", "urban", "primary", True),
        ("市区", "county_town", "primary", False),
        ("县(市)", "county_town", "primary", True),
        ("县(市)", "township", "primary", True),
        ("县(市)", "urban", "primary", False),
        ("市区和县城普通高中", "county_town", "senior", True),
        ("市区和县城普通高中", "township", "senior", False),
        ("市区和县城普通高中", "urban", "complete", False),
        ("其他中学(初中/完中/职高/农村高中)", "urban", "complete", True),
        ("其他中学(初中/完中/职高/农村高中)", "township", "senior", True),
        ("其他中学(初中/完中/职高/农村高中)", "urban", "senior", False),
        ("全市中学", "urban", "vocational", True),
        ("全市中学", "urban", "primary", False),
        ("常住人口", "urban", "primary", False),
    ],
)
def test_a_scope_holds_the_schools_it_speaks_of(text, area, kind, held):
    assert scope_of(text).holds(area, kind) is held


def test_seniors_and_other_secondary_schools_together_are_all_secondary_schools_without_overlap():
    seniors, others = (places(scope_of(text)) for text in ("市区和县城普通高中", "其他中学(初中/完中/职高/农村高中)"))
    assert not seniors & others
    assert seniors | others == places(scope_of("全市中学"))


# --- comparison -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comparator", "value", "actual", "met"),
    [
        (">=", 50, 50, True),
        (">=", 50, 49.99, False),
        (">", 50, 50, False),
        (">", 50, 50.01, True),
        ("<=", 6, 6, True),
        ("<=", 6, 6.01, False),
        ("<=", 6, math.inf, False),
        ("<", 6, 6, False),
        ("<", 6, 5.9, True),
        ("=", 100, 100, True),
        ("=", 100, 99.9, False),
        ("≈", 100, 95, True),
        ("≈", 100, 94.9, False),
    ],
)
def test_a_figure_meets_or_misses(comparator, value, actual, met):
    assert meets(target(comparator, value), actual) is met


@pytest.mark.parametrize(("value", "note", "exact"), [(33.33, "1/3", Fraction(1, 3)), (66.67, "2/3", Fraction(2, 3))])
@pytest.mark.parametrize("schools", [3, 30, 999, 1200])
def test_a_third_is_a_third_however_it_was_rounded(value, note, exact, schools):
    asked = target(">=", value, note=note)
    assert meets(asked, float(exact * schools) / schools * 100)
    assert meets(asked, round(float(exact) * 100, 4))
    assert meets(asked, value)
    assert not meets(asked, value - 0.02)


def test_a_note_that_does_not_agree_with_the_value_is_no_fraction():
    assert exact_of("1/2 of the rooms", 33.33, "%") is None
    assert exact_of("range 15-20%", 15, "%") is None


@given(value=st.floats(1, 100), share=st.floats(0, 2), comparator=st.sampled_from(list(Comparator)))
def test_the_light_is_green_exactly_when_met_and_never_worse_nearer_the_target(value, share, comparator):
    asked, actual = target(comparator.value, value), value * share
    shown = light(asked, actual)
    assert (shown is Light.GREEN) == meets(asked, actual)
    better = actual * 1.1 + 0.1 if asked.upward else actual * 0.9
    order = [Light.RED, Light.AMBER, Light.GREEN]
    assert order.index(light(asked, better)) >= order.index(shown)


@pytest.mark.parametrize(
    ("comparator", "value", "actual", "shown"),
    [
        (">=", 100, None, Light.GREY),
        (">=", 100, 100, Light.GREEN),
        (">=", 100, 90, Light.AMBER),
        (">=", 100, 89.9, Light.RED),
        ("<=", 6, 6.6, Light.AMBER),
        ("<=", 6, 6.7, Light.RED),
        ("<=", 6, math.inf, Light.RED),
        (">", 50, 50, Light.AMBER),
    ],
)
def test_the_light_shows_how_far(comparator, value, actual, shown):
    assert light(target(comparator, value), actual) is shown


def test_the_amber_distance_is_a_parameter():
    assert light(target(">=", 100), 85, Margins(amber=0.2)) is Light.AMBER


@pytest.mark.parametrize(
    ("comparator", "value", "actual", "percent"),
    [
        (">=", 50, 25, 50),
        (">=", 50, 60, 100),
        ("<=", 6, 12, 50),
        ("<=", 6, 3, 100),
        ("<=", 6, math.inf, 0),
        (">=", 50, None, None),
        ("≈", 100, 96, 96),
    ],
)
def test_progress_is_the_part_of_the_way(comparator, value, actual, percent):
    assert progress(target(comparator, value), actual) == percent


def test_a_shortfall_is_told_in_the_unit_of_the_figure():
    assert shortfall(target("<=", 6), 8) == 2


# --- conflicts --------------------------------------------------------------------------------------------------------


def kinds(*targets: Target) -> list[Conflict]:
    return [finding.conflict for finding in conflicts(targets)]


def test_parts_that_give_more_than_the_whole_asks_make_the_whole_idle():
    (finding,) = conflicts([target(">", 50), target("=", 100, scope="市区"), target(">=", 50, scope="县(市)")])
    assert finding.conflict is Conflict.IMPLIED
    assert finding.targets[0].scope.text == "全市"
    assert "全市 >50%" in finding.sentence
    assert "whole city > 50%" in finding.sentence_en


def test_parts_that_do_not_cover_the_whole_do_not_imply_it():
    assert kinds(target(">", 50), target("=", 100, scope="市区")) == []


def test_parts_that_ask_less_than_the_whole_leave_it_binding():
    assert kinds(target(">=", 80), target("=", 100, scope="市区"), target(">=", 50, scope="县(市)")) == []


def test_nearly_all_and_all_of_the_same_schools_do_not_both_bind():
    (finding,) = conflicts([target("≈", 100, scope="市区和县镇"), target("=", 100, scope="市区、县城、乡镇学校")])
    assert finding.conflict is Conflict.STRICTER
    assert finding.targets[0].comparator is Comparator.NEARLY


def test_a_floor_and_a_ceiling_make_a_range_and_no_conflict():
    assert kinds(target(">=", 15, scope="市区"), target("<=", 20, scope="市区")) == []


def test_a_floor_above_a_ceiling_is_a_contradiction():
    assert kinds(target(">=", 25), target("<=", 20)) == [Conflict.CONTRADICTION]


def test_the_same_said_twice_is_told_as_such():
    assert kinds(target("<=", 6), target("<=", 6)) == [Conflict.REPEATED]


def test_other_years_other_indicators_and_disjoint_scopes_do_not_conflict():
    assert kinds(target(">=", 50, scope="市区"), target(">=", 60, scope="县(市)")) == []
    assert kinds(target(">=", 50), target(">=", 60, indicator_id="U")) == []


def test_milestones_are_not_compared():
    assert kinds(target("=", 1, kind=TargetKind.MILESTONE), target(">=", 60)) == []


def test_indicators_measured_alike_are_compared():
    pair = [target("≈", 100, indicator_id="A"), target("=", 100, indicator_id="B")]
    assert conflicts(pair, lambda _: "same")[0].conflict is Conflict.STRICTER


# --- the published plan -----------------------------------------------------------------------------------------------


def test_all_rows_of_the_plan_are_shipped():
    assert len(targets_of("HF")) == 124


def test_every_indicator_of_the_plan_is_measured_or_says_which_fact_is_missing():
    measures = measures_of("HF")
    assert set(measures) == {item.indicator_id for item in targets_of("HF")}
    for measure in measures.values():
        assert bool(measure.code) != bool(measure.missing)
        assert measure.code or (measure.missing.fact and measure.missing.supplier_en)


def test_a_measure_that_names_neither_or_half_a_fact_is_refused():
    blank = dict.fromkeys(
        ("fact", "fact_en", "register", "register_en", "supplier", "supplier_en", "note", "note_en"), ""
    )
    with pytest.raises(IncompleteMeasureError):
        _measure({"indicator_id": "X", "code": "", **blank})
    with pytest.raises(IncompleteMeasureError):
        _measure({"indicator_id": "X", "code": "", **blank, "fact": "人数"})
    with pytest.raises(IncompleteMeasureError):
        _measure({"indicator_id": "X", "code": "C", **blank, "fact": "人数"})


def test_the_plans_own_conflicts_are_found_and_its_range_is_not_one():
    measures = measures_of("HF")
    found = conflicts(targets_of("HF"), lambda item: measures[item.indicator_id].code or item.indicator_id)
    told = {(finding.conflict.value, finding.targets[0].indicator_id) for finding in found}
    assert told == {
        ("implied", "HF.WIFI_FULL"), ("repeated", "HF.WIFI_FULL"), ("stricter", "HF.REC_ROOM"),
        ("stricter", "HF.DIGI_LAB"), ("repeated", "HF.STU_PC"),
    }  # fmt: skip


@pytest.mark.parametrize(("code", "lines"), [("SD", 27), ("SN", 35), ("TJ", 29), ("ZJ", 38), ("HI", 56), ("BJ", 3)])
def test_the_plans_of_other_regions_come_along_whole(code, lines):
    targets = targets_of(code)
    assert len(targets) == lines
    asked = [item for item in targets if item.kind is not TargetKind.BASELINE]
    assert asked
    assert all(item.year in PLANS[code].years for item in asked)
    assert set(measures_of(code)) <= {item.indicator_id for item in asked}
    assert all(places(item.scope) for item in asked if item.indicator_id in measures_of(code))


def test_a_target_stated_once_for_several_years_holds_in_each():
    found = {(item.indicator_id, item.year): item.years for item in targets_of("HF")}
    assert found["HF.FUND_ICT", 2020] == range(2016, 2021)
    assert found["HF.BBT", 2017] == range(2017, 2021)
    assert found["HF.BBT", 2016] == range(2016, 2017)
    assert found["HF.LLL_REG", 2020] == range(2020, 2021)
