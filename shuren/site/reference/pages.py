"""Which pages there are."""

from collections.abc import Callable

from django.utils import translation

from shuren.site.reference import deeds, figures, packages, registers

PAGES: dict[str, Callable[[], str]] = {
    "code-tables.md": registers.code_tables,
    "dictionary.md": registers.data_dictionary,
    "events.md": deeds.events,
    "indicators.md": figures.indicators,
    "modules.md": packages.modules,
    "permissions.md": deeds.permissions,
    "workflows.md": deeds.workflows,
}


def rendered() -> dict[str, str]:
    """Return every page by its file name."""
    with translation.override("zh-hans"):
        return {name: render() for name, render in PAGES.items()}
