"""应用接入审核 as a case: what the vendor says of an app, and who decides on each data item."""

from shuren.modules.apps.cases import review  # noqa: F401  declares the type
