"""Tell what an answer cost, where the installation asks for it (smoke runs, benches)."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse


class CostsMiddleware:
    """Add X-Queries and X-Milliseconds to every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.SHOW_COSTS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        counted = 0

        def count(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal counted
            counted += 1
            return execute(*args)

        began = time.perf_counter()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-Queries"] = str(counted)
        response["X-Milliseconds"] = f"{(time.perf_counter() - began) * 1000:.1f}"
        return response
