"""What codes are called, for pages."""

from django.utils.translation import override

from shuren.kernel.words import Words
from shuren.modules.registry.models.rosters import ABSENCES, SEASONS
from shuren.modules.registry.models.yearends import LABELS
from shuren.spine.people.queries.words import code_name

OUTCOME_LABELS = LABELS
SEASON_LABELS = dict(SEASONS)
ABSENCE_CHOICES = ABSENCES


def status_words(status: str) -> str:
    """Return a pupil's status where it is not the ordinary one, 在读."""
    return "" if status == "01" else code_name("student_status", status)


def kept(words: Words) -> str:
    """Return declared words as they are kept, in Chinese; readers are shown them in their own language."""
    with override("zh-hans"):
        return str(words)
