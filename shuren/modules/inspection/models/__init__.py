"""Rounds of checks and what was found."""

from shuren.modules.inspection.models.notes import Note, Photo, Statement
from shuren.modules.inspection.models.rounds import Assignee, Item, Round, Visit

__all__ = ["Assignee", "Item", "Note", "Photo", "Round", "Statement", "Visit"]
