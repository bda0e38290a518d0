"""Declared wrongly is told before anything is computed; parameters and formulas are dated."""

from typing import Any

import pytest

from shuren.kernel.measures import checks, facts
from shuren.kernel.measures.cells import eras, usage
from shuren.kernel.measures.facts import Quantity
from shuren.kernel.measures.frame import UnitView, UnknownNameError, blank_frame
from shuren.kernel.measures.indicators import INDICATORS, Indicator, indicator, register, since
from shuren.kernel.measures.parameters import PARAMETERS, InForce, NotInForceError, read
from shuren.kernel.measures.scales import PLAIN, Basis, Direction
from shuren.kernel.registry import DuplicateError
from tests.kernel.measures.conftest import BASIS, TOOLS, Worth

pytestmark = [pytest.mark.usefixtures("toy"), pytest.mark.pure]


class Masters(Indicator):
    """A sound indicator, to be spoilt."""

    code, label, label_en = "TOY.MASTERS", "师傅占比", "share of masters"
    scale, direction, basis = PLAIN, Direction.UP, BASIS
    definition, definition_en = "师傅除以人数。", "Masters over people."

    @since(2017, "{masters} ÷ {people}")
    def share(self, u: Any, _p: Any) -> Any:
        return u.masters, u.people


def ids(check) -> list[str]:
    return [message.id for message in check()]


def test_the_toy_declarations_are_sound():
    register(Masters())
    for check in (
        checks.indicators_have_a_basis, checks.formulas_can_be_built,
        checks.parameters_have_sources, checks.quantities_can_be_counted,
    ):  # fmt: skip
        assert check() == []


@pytest.mark.parametrize(
    "basis", [None, Basis("", "1号", "第一条"), Basis("办法", "1号", ""), Basis("办法", "", "第一条")]
)
def test_an_indicator_without_source_is_told(basis):
    spoilt = Masters()
    spoilt.basis = basis
    register(spoilt)
    assert ids(checks.indicators_have_a_basis) == ["shuren.I002"]


def test_a_document_without_number_passes_only_when_it_says_that_it_is_not_verified():
    unsure = Masters()
    unsure.basis = Basis("办法", "", "第一条", verified=False)
    register(unsure)
    assert checks.indicators_have_a_basis() == []
    assert "待核" in str(unsure.basis)


def test_an_indicator_without_formula_is_told():
    class Bare(Indicator):
        code, basis = "TOY.BARE", BASIS

    register(Bare())
    assert ids(checks.formulas_can_be_built) == ["shuren.I003"]


def test_two_formulas_from_one_year_are_told():
    class Twice(Masters):
        code = "TOY.TWICE"

        @since(2017, "{masters} ÷ {people}")
        def again(self, u: Any, _p: Any) -> Any:
            return u.masters, u.people

    register(Twice())
    assert ids(checks.formulas_can_be_built) == ["shuren.I003"]


def test_a_formula_that_reads_an_undeclared_quantity_is_told():
    class Wrong(Masters):
        code = "TOY.WRONG"

        @since(2018, "{masters} ÷ {people}")
        def wrong(self, u: Any, _p: Any) -> Any:
            return u.mastres, u.people

    register(Wrong())
    (message,) = checks.formulas_can_be_built()
    assert message.id == "shuren.I004"
    assert "mastres" in message.msg


def test_a_formula_whose_text_names_what_it_does_not_read_is_told():
    class Lying(Masters):
        code = "TOY.LYING"

        @since(2018, "{masters} ÷ {tools}")
        def lying(self, u: Any, _p: Any) -> Any:
            return u.masters, u.people

    register(Lying())
    (message,) = checks.formulas_can_be_built()
    assert message.id == "shuren.I005"
    assert "tools" in message.msg


def test_a_parameter_that_no_formula_year_has_is_told():
    class Early(Masters):
        code = "TOY.EARLY"

        @since(2018, "{masters} ÷ {people} × {p.weight}")
        def early(self, u: Any, p: Any) -> Any:
            return u.masters, u.people * p.weight

    register(Early())
    assert ids(checks.formulas_can_be_built) == ["shuren.I004"]


def test_two_indicators_of_one_code_are_refused():
    with pytest.raises(DuplicateError):
        indicator(Worth)


@pytest.mark.parametrize(
    "values",
    [
        [{"since": 2017, "value": 1, "source": " "}],
        [],
        [{"since": 2017, "value": 1, "source": "甲"}, {"since": 2017, "value": 2, "source": "乙"}],
    ],
)
def test_a_parameter_without_source_or_with_two_values_for_a_year_is_told(values):
    for parameter in read({"loose": {"label": "松", "values": values}}):
        PARAMETERS.add(parameter)
    assert ids(checks.parameters_have_sources) == ["shuren.I007"]


def test_a_quantity_over_a_column_its_table_lacks_is_told():
    facts.quantity(Quantity("odd", TOOLS, "怪", "odd", PLAIN, "表2", value=lambda f: f.weight))
    (message,) = checks.quantities_can_be_counted()
    assert message.id == "shuren.I008"
    assert "weight" in message.msg


def test_a_quantity_without_source_is_told():
    facts.quantity(Quantity("odd", TOOLS, "怪", "odd", PLAIN, ""))
    assert ids(checks.quantities_can_be_counted) == ["shuren.I008"]


def test_parameters_answer_with_the_value_in_force():
    assert InForce(2020).enough == 0.5
    assert InForce(2019).weight == 2
    with pytest.raises(NotInForceError):
        _ = InForce(2018).weight
    with pytest.raises(KeyError):
        _ = InForce(2018).nothing


def test_a_year_before_the_first_formula_has_none():
    assert INDICATORS["TOY.WORTH"].formula_for(2016) is None
    assert [item.code for _, pairs in eras([INDICATORS["TOY.WORTH"]], [2016]) for item, _ in pairs] == []


def test_years_with_the_same_formulas_and_parameters_are_computed_together():
    worth = INDICATORS["TOY.WORTH"]
    assert [years for years, _ in eras([worth], [2016, 2017, 2018, 2019, 2020])] == [[2016], [2017, 2018], [2019, 2020]]


def test_a_formula_reads_like_a_sentence_in_both_languages():
    formula = INDICATORS["TOY.EQUIPPED"].formula_for(2018)
    assert formula.readable(2018) == "工具数 ÷ 人数 ≥ 0.5"
    assert formula.readable(2018, english=True) == "tools ÷ people ≥ 0.5"


def test_what_a_formula_reads_includes_the_condition_under_which_it_applies():
    equipped = INDICATORS["TOY.EQUIPPED"]
    assert usage(equipped, equipped.formula_for(2018)).quantities == {"tools", "people"}


def test_a_misspelt_quantity_says_its_name():
    view = UnitView(blank_frame())
    with pytest.raises(UnknownNameError, match="toolz"):
        _ = view.toolz
