"""Vendors, their apps, what schools have switched on, and what persons have agreed to. Consent is walled."""

from shuren.modules.apps.models.apps import App, AppItem
from shuren.modules.apps.models.subjects import Consent, IdentifierKey, Subject
from shuren.modules.apps.models.switches import SwitchOn
from shuren.modules.apps.models.vendors import SandboxKey, Vendor

__all__ = ["App", "AppItem", "Consent", "IdentifierKey", "SandboxKey", "Subject", "SwitchOn", "Vendor"]
