"""What somebody reads where no page answers: an unknown address, a stale or unreadable request, a broken server."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address that nothing lives at."""
    return render(request, "ui/errors/404.html", status=404)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django refuses to read, such as a form of too many fields."""
    return render(request, "ui/errors/stale.html", status=400)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or of another sign-in."""
    return render(request, "ui/errors/stale.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer where the program failed."""
    return render(request, "ui/errors/500.html", status=500)
