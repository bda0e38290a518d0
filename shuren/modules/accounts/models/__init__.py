"""Sheets of first sign-in codes, and guardians' consent to accounts of the young. Lines and consent are walled."""

from shuren.modules.accounts.models.consents import AccountConsent, Way
from shuren.modules.accounts.models.sheets import Group, Sheet, SheetLine

__all__ = ["AccountConsent", "Group", "Sheet", "SheetLine", "Way"]
