"""The engine's cells and sums over generated trees of units, against a plain recomputation in Python."""

import itertools
import math
from collections import defaultdict

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuren.kernel.measures.cells import COUNTS, SUMS, at_depth, rolled_up, unit_cells
from shuren.kernel.measures.indicators import computed
from shuren.kernel.measures.session import engine, in_fixed_order

NUMBERS = st.one_of(st.none(), st.integers(0, 300))
UNIT = st.tuples(
    st.sampled_from(["00010001", "00010002", "00010003"]), st.sampled_from(["town", "land"]),
    st.sampled_from(["yard", "stall"]), NUMBERS, NUMBERS, NUMBERS,
)  # fmt: skip


def frame_of(units):
    rows = [
        {"year": 2019, "unit": at, "path": f"{place}{at:04d}", "name": "", "area": area, "kind": kind, "people": people,
         "masters": 0, "tools": tools, "worth": None if worth is None else worth / 4, "shares": 0}
        for at, (place, area, kind, people, tools, worth) in enumerate(units)
    ]  # fmt: skip
    types = {"year": "int64", "unit": "int64", "path": "string", "name": "string", "area": "string", "kind": "string"}
    types |= {"people": "int64", "masters": "int64", "tools": "int64", "worth": "float64", "shares": "int64"}
    return rows, ibis.memtable(rows, schema=ibis.schema(types))


def cell_of(code, row):
    """The same rules in plain Python: (num, den), "missing", or None where the indicator does not apply."""
    people, tools, worth = row["people"], row["tools"], row["worth"]
    if code == "TOY.WORTH":
        return "missing" if None in (worth, people) else (worth, people * 2.0)
    if code == "TOY.PPT":
        return "missing" if None in (people, tools) else (people, tools)
    if row["kind"] != "yard" or people == 0:
        return None
    return "missing" if None in (people, tools) else (float(tools / people >= 0.5), 1.0)


def expected_sums(rows, depth):
    sums = defaultdict(lambda: dict.fromkeys([*SUMS, *COUNTS], 0))
    for item in computed():
        for row in rows:
            cell = cell_of(item.code, row)
            if cell is None:
                continue
            into = sums[item.code, row["path"][: depth * 4], row["area"], row["kind"]]
            if cell == "missing":
                into["missing"] += 1
                continue
            num, den = cell
            ratio = num / den if den else 0
            for name, value in zip(SUMS, (num, den, ratio * num, ratio, ratio * ratio), strict=True):
                into[name] += value
            into["n"] += 1
            into["n_ratio"] += int(den > 0)
    return sums


@pytest.mark.usefixtures("toy")
def test_every_level_equals_a_plain_recomputation():
    numbers = itertools.count()
    with engine() as con:
        in_fixed_order(con)

        @settings(max_examples=25)
        @given(units=st.lists(UNIT, min_size=1, max_size=25))
        def check(units):
            rows, table = frame_of(units)
            frame = con.create_table(f"frame_{next(numbers)}", table, temp=True)
            (cells,) = unit_cells(frame, computed(), [2019])
            levels = {3: cells}
            levels[2] = rolled_up(at_depth(levels[3], 3), 2)
            levels[1] = rolled_up(levels[2], 1)
            for depth, level in levels.items():
                found = {
                    (row["indicator"], row["path"], row["area"], row["kind"]): row
                    for row in con.to_pyarrow(level).to_pylist()
                }
                wanted = expected_sums(rows, depth)
                assert found.keys() == wanted.keys()
                for key, sums in wanted.items():
                    for name, value in sums.items():
                        assert math.isclose(found[key][name], value, rel_tol=1e-12, abs_tol=1e-12), (depth, key, name)

        check()
