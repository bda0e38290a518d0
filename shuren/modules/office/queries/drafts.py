"""The versions of a draft, and what was made of it from one to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shuren.kernel.actors import Actor
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.queries import case_for, log_of
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.words import Words
from shuren.modules.office import permissions as can
from shuren.modules.office.rules.revisions import Run, is_changed, marked


@dataclass(frozen=True)
class Version:
    """One version of a draft: its number from 1 on, and by whom and when it was made."""

    number: int
    who: str
    at: datetime
    form: Mapping[str, Any]


@dataclass(frozen=True)
class Compared:
    """One part of the text in both versions."""

    label: Words
    paragraphs: list[list[Run]]
    is_changed: bool


def draft_for(actor: Actor, case_id: int, *codes: str) -> Case:
    """Return a case of one of these types that the actor handles. Raises NotFoundHere."""
    found = case_for(actor, can.handle, case_id)
    if found.type not in codes:
        raise NotFoundHere
    return found


def versions_of(case: Case, parts: tuple[str, ...]) -> list[Version]:
    """Return the versions in which one of the parts reads differently, oldest first."""
    changes = [row for row in log_of(case) if row.replaced is not None]
    made = [(case.applicant_name, case.opened_at), *((row.actor_name, row.at) for row in changes)]
    forms = [*(row.replaced or {} for row in changes), case.form]
    found = list[Version]()
    for (who, at), form in zip(made, forms, strict=True):
        if not found or any(found[-1].form.get(part, "") != form.get(part, "") for part in parts):
            found.append(Version(len(found) + 1, who, at, form))
    return found


def compared(old: Version, new: Version, labels: Mapping[str, Words]) -> list[Compared]:
    """Return both versions part by part, marked up."""
    return [
        _compared(label, str(old.form.get(part, "")), str(new.form.get(part, ""))) for part, label in labels.items()
    ]


def _compared(label: Words, old: str, new: str) -> Compared:
    paragraphs = marked(old, new)
    return Compared(label, paragraphs, is_changed(paragraphs))
