from shuren.modules.office.models.archive import Filed, Retention
from shuren.modules.office.models.notices import Audience, PublishedNotice
from shuren.modules.office.models.papers import Annex, Delivery, End, Letterhead, Paper, Series

__all__ = [
    "Annex",
    "Audience",
    "Delivery",
    "End",
    "Filed",
    "Letterhead",
    "Paper",
    "PublishedNotice",
    "Retention",
    "Series",
]
