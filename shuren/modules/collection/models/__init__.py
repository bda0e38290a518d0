"""Tables of the clearing house: what is asked, what is owed and answered, and what is known since."""

from shuren.modules.collection.models.facts import Fact, Item
from shuren.modules.collection.models.requests import Ceiling, Check, Gap, Question, Request, Round
from shuren.modules.collection.models.returns import Answer, Part, Return
from shuren.modules.collection.models.urging import Urging

__all__ = [
    "Answer",
    "Ceiling",
    "Check",
    "Fact",
    "Gap",
    "Item",
    "Part",
    "Question",
    "Request",
    "Return",
    "Round",
    "Urging",
]
