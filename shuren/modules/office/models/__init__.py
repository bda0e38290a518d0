from shuren.modules.office.models.notices import Audience, PublishedNotice
from shuren.modules.office.models.papers import Annex, Delivery, End, Letterhead, Paper, Retention, Series

__all__ = ["Annex", "Audience", "Delivery", "End", "Letterhead", "Paper", "PublishedNotice", "Retention", "Series"]
