"""Numbers that public standards define: their form, their check characters, and what they tell about their holder.

Every check comes twice. `check_x(value)` judges one value and answers with a `Problem` or nothing;
`x_problems(column)` judges a polars column and answers with one sentence or null for each row.
Both judge the tidied value (see `tidy`), and both say the same sentence. Empty values are nobody's problem here:
whether a number may be missing is for the declaration of the column to say.
"""

from shuren.kernel.identifiers.credit import check_credit_code, credit_code_problems
from shuren.kernel.identifiers.divisions import (
    PROVINCES,
    KnownDivisions,
    check_division,
    division_problems,
    province_of,
)
from shuren.kernel.identifiers.resident import (
    ResidentId,
    check_resident_id,
    read_resident_id,
    resident_id_facts,
    resident_id_problems,
)
from shuren.kernel.identifiers.text import Problem, explain, tidy, tidy_column

__all__ = [
    "PROVINCES",
    "KnownDivisions",
    "Problem",
    "ResidentId",
    "check_credit_code",
    "check_division",
    "check_resident_id",
    "credit_code_problems",
    "division_problems",
    "explain",
    "province_of",
    "read_resident_id",
    "resident_id_facts",
    "resident_id_problems",
    "tidy",
    "tidy_column",
]
