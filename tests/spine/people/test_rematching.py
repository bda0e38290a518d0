"""The re-match of a whole register says of any two records what the rules say of them."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuren.spine.people.queries import rematching
from shuren.spine.people.rules.sameness import Facts, Verdict, judge

pytestmark = pytest.mark.pure

NAMES = st.sampled_from(
    ["张梓涵", "张子涵", "张梓萱", "李梓涵", "张伟", "欧阳梓涵", "Anna Smith", "smith anna", "艾·力"]
)
TOKENS = st.frozensets(st.sampled_from(["a", "b"]), max_size=2)
PLACES = st.frozensets(st.integers(1, 2), max_size=1)
FACTS = st.builds(
    Facts,
    name=NAMES,
    sex=st.sampled_from(["", "1", "2"]),
    born_on=st.none() | st.sampled_from([date(2017, 3, 5), date(2017, 5, 3), date(2017, 3, 6), date(2014, 1, 1)]),
    former_names=st.frozensets(NAMES, max_size=1),
    id_type=st.sampled_from(["1", "A"]),
    number=st.sampled_from(["", "x", "y"]),
    phones=TOKENS,
    guardians=TOKENS,
    guardian_names=st.frozensets(st.sampled_from(["张国强", "李梅"]), max_size=1),
    schools=PLACES,
    counties=PLACES,
)


def frame(records: list[Facts]) -> pl.DataFrame:
    rows = [
        {
            "id": number, "name": one.name, "sex": one.sex, "born_on": one.born_on,
            "former_name": next(iter(one.former_names), ""), "id_type": one.id_type, "number": one.number or None,
            "phones": sorted(one.phones), "guardians": sorted(one.guardians),
            "guardian_names": sorted(one.guardian_names), "schools": sorted(one.schools),
            "counties": sorted(one.counties),
        }
        for number, one in enumerate(records, start=1)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=dict(rematching.RECORD))


@settings(max_examples=25)
@given(st.lists(FACTS, min_size=2, max_size=12))
def test_every_pair_it_looks_at_is_judged_as_the_rules_judge_it(records: list[Facts]) -> None:
    matching = rematching.connect(memory="1GB")
    rematching.load(matching, frame(records))
    found = {(row["first"], row["second"]): row for row in rematching.matched(matching).to_dicts()}
    looked_at = {(int(one), int(other)) for one, other in matching.execute("SELECT * FROM pairs").fetchall()}
    for first, second in looked_at:
        expected = judge(records[first - 1], records[second - 1])
        row = found.get((first, second))
        assert (row is None) == (expected.verdict == Verdict.UNLIKE), (first, second, expected)
        if row is not None:
            assert row["verdict"] == expected.verdict
            assert row["bits"] == pytest.approx(expected.bits, abs=0.01)


def test_what_the_rules_call_certain_is_looked_at() -> None:
    child = Facts("张梓涵", "2", date(2017, 3, 5), guardians=frozenset({"a"}), schools=frozenset({1}))
    matching = rematching.connect(memory="1GB")
    rematching.load(matching, frame([child, child, Facts("李四", "1", date(2014, 1, 1))]))
    assert rematching.matched(matching).select("first", "second", "verdict").rows() == [(1, 2, "certain")]
