"""The Jinja2 environment all pages share."""

from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from shuren.kernel.words import told, translated, with_unit
from shuren.site.ui import formats
from shuren.site.ui.assets import asset
from shuren.site.ui.tables import shapes


def environment(**options: Any) -> Environment:
    """Return the environment: undefined names are errors, translations are installed, figures are formatted once."""
    env = Environment(  # noqa: S701  Django's backend passes autoescape=True
        **{**options, "undefined": StrictUndefined},
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(_=_in_language, url=_url, asset=asset, static=static)
    env.globals.update(language=get_language, now=timezone.localtime)
    env.filters.update(formats.FILTERS, told=told, translated=translated, with_unit=with_unit, shapes=shapes)
    return env


@lru_cache(maxsize=20_000)  # a page asks for a hundred and more, and no address depends on who asks
def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs)


def _in_language(text: str, /, **values: Any) -> Markup:
    """Return a text of a template in the reader's language, with its values filled in."""
    language = get_language()
    return _format(language, text) % values if values else _unfilled(language, text)


@lru_cache(maxsize=20_000)  # a page asks for hundreds
def _format(_language: str | None, text: str) -> Markup:
    return Markup(gettext(text))  # noqa: S704  what catalogues and templates say is the project's own


@lru_cache(maxsize=20_000)
def _unfilled(language: str | None, text: str) -> Markup:
    """Return a text without values; a doubled percent sign is one there too."""
    return _format(language, text) % {}
