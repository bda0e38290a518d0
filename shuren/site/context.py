"""What every page shows around its content."""

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from shuren.kernel.actors import Actor
from shuren.kernel.http import menu
from shuren.kernel.http.listing import COUNTED_TO
from shuren.kernel.notices import queries as notices
from shuren.site.sessions import session_left
from shuren.site.ui.shell import Shell, shell_of
from shuren.spine.identity import queries as identity


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the actor, the frame of the page and what has just been done, gathered only where a template draws it."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "actor": actor,
        "shell": SimpleLazyObject(lambda: _shell(request, actor)) if actor else None,
        "languages": settings.LANGUAGES,
        "toasts": SimpleLazyObject(lambda: list(get_messages(request))),
    }


def _shell(request: HttpRequest, actor: Actor) -> Shell:
    return shell_of(
        request,
        actor,
        menu=menu.entries_for(actor),
        grants=identity.grants_to_choose(request),
        todo_count=notices.count_open(actor, COUNTED_TO),
        region=str(settings.REGION_NAME),
        session_left=session_left(request),
    )
