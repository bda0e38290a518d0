"""Marks for tests."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from shuren.modules.marks.models import Mark

ENTERED_AT = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)


def mark(pupil: Any, subject: str = "13", **values: Any) -> Mark:
    facts = {"year": 2025, "term": "1", "score": Decimal(92), "full": Decimal(100), "level": "优秀", **values}
    made: Mark = Mark.objects.create(
        org_path=pupil.org_path,
        school=pupil.school,
        county=pupil.school.county,
        city=pupil.school.city,
        enrolment=pupil,
        subject=subject,
        entered_by="李录",
        entered_at=ENTERED_AT,
        **facts,
    )
    return made
