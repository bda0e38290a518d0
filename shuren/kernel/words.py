"""Text that people read: plain, or translated at the moment it is shown."""

from typing import TypeAlias

from django.utils.functional import Promise

Words: TypeAlias = str | Promise
