from shuren.modules.office.models.notices import Audience, PublishedNotice
from shuren.modules.office.models.papers import Annex, Delivery, Letterhead, Paper, Retention, Series

__all__ = ["Annex", "Audience", "Delivery", "Letterhead", "Paper", "PublishedNotice", "Retention", "Series"]
