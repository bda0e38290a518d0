"""The public page: is this paper genuine? It needs no account and answers in three words."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shuren.kernel.http.address import address_of
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, public
from shuren.spine.certificates.actions import verifying
from shuren.spine.certificates.forms import VerifyFile, VerifyNumber


@public
@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: Request) -> HttpResponse:
    """Ask by number and code: typed, or brought along by a QR code."""
    sent = request.POST if request.method == "POST" else request.GET
    form = VerifyNumber(sent if "number" in sent else None)
    verdict = submitted(form, lambda **typed: _asked(request, verifying.Asked(**typed)))
    return _answer(request, form, VerifyFile(), verdict, with_name=bool(sent.get("name", "").strip()))


@public
@never_cache
@require_POST
def verify_file(request: Request) -> HttpResponse:
    """Ask by the file itself."""
    form = VerifyFile(request.POST, request.FILES)
    verdict = submitted(form, lambda file: _counted(request, lambda: verifying.verify_file(file)))
    return _answer(request, VerifyNumber(), form, verdict, with_name=True)


def _asked(request: Request, asked: verifying.Asked) -> verifying.Verdict:
    return _counted(request, lambda: verifying.verify(asked))


def _counted(request: Request, answer: Any) -> verifying.Verdict:
    verifying.count_question(address_of(request), at=timezone.now())
    found: verifying.Verdict = answer()
    return found


def _answer(
    request: Request,
    by_number: VerifyNumber,
    by_file: VerifyFile,
    verdict: verifying.Verdict | None,
    *,
    with_name: bool,
) -> HttpResponse:
    context = {
        "by_number": by_number,
        "by_file": by_file,
        "verdict": verdict.value if verdict else "",
        "with_name": with_name,
        "at": timezone.now(),
    }
    refused = by_number if by_number.errors else by_file
    return render(request, "certificates/verify.html", context, status=status_of(refused))
