"""What a leader signs becomes known: answers are written as facts, and what differs from before as revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from datetime import datetime

    from shuren.modules.collection.models import Return

SUPERSEDE = """
UPDATE collection_fact AS fact SET superseded_at = %(at)s
FROM collection_answer AS answer JOIN collection_question AS question ON question.id = answer.question_id
WHERE answer.sheet_id = %(sheet)s AND question.item_id = fact.item_id AND fact.org_id = %(org)s
AND fact.as_of = %(as_of)s AND fact.superseded_at IS NULL AND fact.value <> answer.value
"""
RECORD = """
INSERT INTO collection_fact
(item_id, org_id, org_path, as_of, revision, value, number, sheet_id, told_by, recorded_at, why)
SELECT question.item_id, %(org)s, %(path)s, %(as_of)s,
    1 + coalesce((SELECT max(revision) FROM collection_fact AS old WHERE old.item_id = question.item_id
                  AND old.org_id = %(org)s AND old.as_of = %(as_of)s), 0),
    answer.value, answer.number, %(sheet)s, answer.told_by_name, %(at)s, %(why)s
FROM collection_answer AS answer JOIN collection_question AS question ON question.id = answer.question_id
WHERE answer.sheet_id = %(sheet)s AND question.item_id IS NOT NULL AND answer.value <> ''
AND NOT EXISTS (SELECT FROM collection_fact AS now WHERE now.item_id = question.item_id AND now.org_id = %(org)s
                AND now.as_of = %(as_of)s AND now.superseded_at IS NULL)
"""


def record_facts(sheet: Return, *, at: datetime) -> tuple[int, int]:
    """Write what a return says as facts of its unit; return how many are new, and how many of before it replaces.

    What is unchanged stays as it was, so that signing again adds nothing. It runs in the transaction of the signature.
    """
    told: dict[str, Any] = {
        "sheet": sheet.pk, "org": sheet.org_id, "path": sheet.org_path, "as_of": sheet.round.as_of, "at": at,
        "why": sheet.why_reopened,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(SUPERSEDE, told)
        replaced = cursor.rowcount
        cursor.execute(RECORD, told)
        return cursor.rowcount, replaced
