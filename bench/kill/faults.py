"""What must not be found after a storm: lost, happened twice, or left half done."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.kill.asking import Ledger
from bench.kill.services import Services

ASKED = {  # each with the ids of the requests of the run
    "granted_and_not_sent": """
        SELECT count(*) FROM collection_request q JOIN cases_case c ON c.id = q.case_id
        WHERE q.id = ANY(%s) AND (c.outcome = 'granted') <> (q.sent_at IS NOT NULL)""",
    "begun_not_once": """
        SELECT count(*) FROM collection_request q WHERE id = ANY(%s) AND sent_at IS NOT NULL
        AND (SELECT count(*) FROM collection_round r WHERE r.request_id = q.id) <> 1""",
    "log_does_not_say_once_that_it_was_sent": """
        SELECT count(*) FROM collection_request q WHERE id = ANY(%s) AND sent_at IS NOT NULL
        AND (SELECT count(*) FROM audit_entry
            WHERE label = 'collection.request.sent' AND subject_id = q.id::text) <> 1""",
    "units_not_asked_once": """
        SELECT count(*) FROM collection_request q JOIN orgs_org unit ON unit.path >= q.below
            AND unit.path < q.below || '~' AND unit.level = 'school' AND unit.closed_on IS NULL
        WHERE q.id = ANY(%s) AND q.sent_at IS NOT NULL AND (SELECT count(*) FROM collection_return s
            JOIN collection_round r ON r.id = s.round_id WHERE r.request_id = q.id AND s.org_id = unit.id) <> 1""",
    "units_counted_wrong": """
        SELECT count(*) FROM collection_round r WHERE request_id = ANY(%s)
        AND units <> (SELECT count(*) FROM collection_return s WHERE s.round_id = r.id AND s.asked > 0)""",
    "owed_and_not_told_once": """
        SELECT count(*) FROM collection_return s JOIN collection_round r ON r.id = s.round_id
        WHERE r.request_id = ANY(%s) AND (SELECT count(*) FROM notices_notice
            WHERE kind = 'collection.return' AND subject_id = s.id::text AND settled_at IS NULL)
        <> (s.handed_in_at IS NULL)::int""",
    "answers_counted_wrong": """
        SELECT count(*) FROM collection_return s JOIN collection_round r ON r.id = s.round_id
        WHERE r.request_id = ANY(%s)
        AND s.answered <> (SELECT count(*) FROM collection_answer a WHERE a.sheet_id = s.id AND a.value <> '')""",
    "returns_with_other_than_one_case": """
        SELECT count(*) FROM collection_return s JOIN collection_round r ON r.id = s.round_id
        WHERE r.request_id = ANY(%s) AND (SELECT count(*) FROM cases_case c
            WHERE c.subject = (SELECT subject FROM cases_case WHERE id = s.case_id))
        <> (s.handed_in_at IS NOT NULL)::int""",
    "facts_other_than_signed_answers": """
        SELECT count(*) FROM collection_return s JOIN collection_round r ON r.id = s.round_id
        JOIN collection_answer a ON a.sheet_id = s.id JOIN collection_question question ON question.id = a.question_id
        WHERE r.request_id = ANY(%s) AND (SELECT count(*) FROM collection_fact f WHERE f.item_id = question.item_id
            AND f.org_id = s.org_id AND f.as_of = r.as_of AND f.value = a.value AND f.revision = 1)
        <> (s.signed_at IS NOT NULL)::int""",
    "cases_with_gaps_in_their_log": """
        SELECT count(*) FROM cases_case c WHERE (c.id IN (SELECT case_id FROM collection_request WHERE id = ANY(%s))
            OR c.type = 'collection.return')
        AND length <> (SELECT count(*) FROM cases_entry e WHERE e.case_id = c.id)""",
}
VISITED = {  # each with the ids of the visits of the run
    "items_not_noted_once": """
        SELECT count(*) FROM inspection_visit v JOIN inspection_item i USING (round_id) WHERE v.id = ANY(%s)
        AND (SELECT count(*) FROM inspection_note n
            WHERE n.visit_id = v.id AND n.item_id = i.id AND NOT n.is_aside) <> 1""",
    "pictures_doubled_or_too_few": """
        SELECT count(*) FROM inspection_visit v JOIN inspection_item i USING (round_id) WHERE v.id = ANY(%s)
        AND (SELECT count(DISTINCT sha256) FILTER (WHERE count = 1) FROM (SELECT f.sha256, count(*) FROM
            inspection_photo p JOIN files_storedfile f ON f.id = p.file_id WHERE p.visit_id = v.id AND p.item_id = i.id
            AND p.dropped_at IS NULL AND NOT p.is_aside GROUP BY 1) AS pictures) <> i.photos""",
    "handed_in_not_once": """
        SELECT count(*) FROM inspection_visit v WHERE v.id = ANY(%s) AND (state <> 'done' OR handed_in_at IS NULL OR
        (SELECT count(*) FROM audit_entry WHERE label = 'inspection.visit.step' AND subject_id = v.id::text) <> 1)""",
    "unit_not_told_once": """
        SELECT count(*) FROM inspection_visit v WHERE v.id = ANY(%s) AND (SELECT count(*) FROM notices_notice
        WHERE kind = 'inspection.result' AND subject_id = v.id::text) <> 1""",
    "inspectors_still_asked": """
        SELECT count(*) FROM inspection_visit v JOIN notices_notice n ON n.kind = 'inspection.round'
            AND n.settled_at IS NULL AND split_part(n.subject_id, ':', 1) = v.round_id::text
        WHERE v.id = ANY(%s)
        AND NOT EXISTS (SELECT FROM inspection_visit WHERE round_id = v.round_id AND state = 'open')""",
}


def found(services: Services, ledger: Ledger) -> dict[str, int]:
    """Return how often each thing that must not be is found."""
    begun, visited = list(ledger.begun), list(ledger.visited)
    requests = dict(services.rows("SELECT id, sent_at FROM collection_request WHERE id = ANY(%s)", begun))
    cells = {(sheet, question): value for sheet, question, value in services.rows(
        "SELECT sheet_id, question_id, value FROM collection_answer")}  # fmt: skip
    returns = {row[0]: row[1:] for row in services.rows(
        "SELECT id, handed_in_at, signed_at, received_at FROM collection_return")}  # fmt: skip
    notes = dict(services.rows("SELECT key::text, answer FROM inspection_note"))
    photos = {row[0]: row[1:] for row in services.rows(
        "SELECT p.key::text, p.dropped_at, f.sha256 FROM inspection_photo p JOIN files_storedfile f ON f.id = p.file_id"
    )}  # fmt: skip
    lost = {
        "never_sent": sum(sent is None for sent in requests.values()),
        "answers_lost": sum(cells.get(cell) != value for cell, value in ledger.saved.items()),
        "handed_in_and_lost": sum(returns[each][0] is None for each in ledger.handed_in),
        "signed_and_lost": sum(returns[each][1] is None for each in ledger.signed),
        "received_and_lost": sum(returns[each][2] is None for each in ledger.received),
        "notes_lost": sum(notes.get(key) != answer for key, answer in ledger.notes.items()),
        "photos_lost": sum(not _is_kept(services.files, photos.get(key)) for key in ledger.photos),
        "photos_back_again": sum(photos[key][0] is None for key in ledger.dropped),
    }
    asked = {name: services.rows(query, begun)[0][0] for name, query in ASKED.items()}
    return lost | asked | {name: services.rows(query, visited)[0][0] for name, query in VISITED.items()}


def _is_kept(files: Path, photo: tuple[Any, ...] | None) -> bool:
    """Say whether a picture has its row and its bytes."""
    if photo is None:
        return False
    path = files / photo[1][:2] / photo[1][2:]
    return path.is_file() and sha256(path.read_bytes()).hexdigest() == photo[1]
