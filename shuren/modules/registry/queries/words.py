"""What outcomes are called, for pages."""

from shuren.modules.registry.models.yearends import LABELS

OUTCOME_LABELS = LABELS
