from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from shuren.kernel.http.policy import Request, public, signed_in
from shuren.kernel.notices import queries as notices


@signed_in
def desk(request: Request) -> HttpResponse:
    """The first page of every role: what awaits a reply."""
    return render(request, "portal/desk.html", {"todos": notices.open_for(request.actor)[:50]})


@public
def health(request: HttpRequest) -> JsonResponse:
    """Answer load balancers and the command line."""
    return JsonResponse({"status": "ok"})
