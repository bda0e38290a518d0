"""What the schools of the demo region report of their conditions: rows by school and year."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from shuren.kernel.periods import reference_date
from shuren.site.demo.conditions import SHEETS, School
from shuren.site.demo.region import Node
from shuren.site.demo.sizes import YEARS
from shuren.spine.orgs.rules import Area

HEADS = """
WITH y AS (SELECT unnest(%(years)s::int[]) AS year, unnest(%(days)s::date[]) AS day),
s AS (SELECT year, school_id, count(*) AS pupils FROM people_enrolment
      JOIN y ON entered_on <= day AND (left_on IS NULL OR left_on > day) GROUP BY year, school_id),
c AS (SELECT year, school_id, count(*) AS classes FROM orgs_schoolclass
      JOIN y ON opened_on <= day AND (closed_on IS NULL OR closed_on > day) GROUP BY year, school_id),
t AS (SELECT year, school_id, count(*) AS teachers FROM people_post
      JOIN y ON from_on <= day AND (to_on IS NULL OR to_on > day) WHERE staff_kind = '1' GROUP BY year, school_id)
SELECT year, school_id, pupils, classes, teachers
FROM s LEFT JOIN c USING (year, school_id) LEFT JOIN t USING (year, school_id) ORDER BY year, school_id
"""


def heads() -> dict[tuple[int, int], tuple[int, int, int]]:
    """Return pupils, classes and teachers on the reference date by (school, year); the caller has opened the rows."""
    days: list[date] = [reference_date(year) for year in YEARS]
    with connection.cursor() as cursor:
        cursor.execute(HEADS, {"years": list(YEARS), "days": days})
        return {
            (school, year): (pupils, classes or 0, teachers or 0) for year, school, pupils, classes, teachers in cursor
        }


def schools(nodes: list[Node], seed: int) -> Iterator[School]:
    """Return every school in every year in which it had pupils, with its luck, the same for a seed each time."""
    counted, lucks = heads(), _lucks(nodes, seed)
    for node in nodes:
        if not node.kind:
            continue
        luck = lucks[node.id]
        for year in YEARS:
            if found := counted.get((node.id, year)):
                yield School(node, year, *found, luck, np.random.default_rng([seed, 21, node.id, year]))


def _lucks(nodes: list[Node], seed: int) -> dict[int, float]:
    """Deal luck out evenly within each class of area, so that shares of schools come out as wanted in small regions."""
    generator = np.random.default_rng([seed, 20])
    lucks: dict[int, float] = {}
    for area in Area:
        own = [node.id for node in nodes if node.area == area]
        order = generator.permutation(len(own))
        lucks |= {node: float(rank + 0.5) / len(own) for node, rank in zip(own, order, strict=True)}
    return lucks


def rows_of(school: School) -> dict[str, list[dict[str, Any]]]:
    """Return a school's rows of one year by table code."""
    return {code: sheet(school) for code, sheet in SHEETS.items()}
