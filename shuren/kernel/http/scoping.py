"""The row scope of a request."""

from django.http import HttpRequest, HttpResponse

from shuren.kernel.http.middleware import Next
from shuren.kernel.rowsecurity import scope_of


class RowScopeMiddleware:
    """Open walled tables to a request as far as its actor's node reaches, and close them behind it.

    It stands after ActorMiddleware; a request without an actor opens nothing. Rows must be read before the answer is
    returned: a streamed body would find the wall closed.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None:
            return self.get_response(request)
        with scope_of(actor):
            return self.get_response(request)
