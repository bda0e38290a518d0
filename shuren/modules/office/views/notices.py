"""Published information: the board, the register of what was published, the public's page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.actors import Actor
from shuren.kernel.http.policy import Request, policy, public
from shuren.modules.office import permissions as can
from shuren.modules.office.actions import publishing
from shuren.modules.office.queries import notices
from shuren.modules.office.rules import texts

NOBODY = Actor("", "", "", "", frozenset())


@require_safe
@policy(can.handle)
def board(request: Request) -> HttpResponse:
    """List what the own unit and those above it have published."""
    page = notices.BOARD.page(notices.board_for(request.actor), request.GET.dict(), request.actor)
    context = {
        "page": page,
        "pinned": notices.pinned(notices.board_for(request.actor)) if not page.query else [],
        "may_draft": request.actor.may(can.draft_notices),
        "may_withdraw": request.actor.may(can.withdraw_notices),
    }
    return render(request, "office/board.html", context)


@require_safe
@policy(can.withdraw_notices)
def published(request: Request) -> HttpResponse:
    """List all that was ever published by the own unit and those below it."""
    page = notices.PUBLISHED.page(notices.published_by(request.actor), request.GET.dict(), request.actor)
    return render(request, "office/published.html", {"page": page})


@require_safe
@policy(can.handle)
def notice(request: Request, notice_id: int) -> HttpResponse:
    """Show one notice."""
    found = notices.notice_for(request.actor, notice_id)
    context = {
        "notice": found,
        "paragraphs": list(texts.paragraphs(found.body)),
        "state": notices.state_of(found),
        "checks": notices.checks_of(found),
        "may_withdraw": request.actor.may_at(can.withdraw_notices, found.org_path),
    }
    return render(request, "office/notice.html", context)


@require_POST
@policy(can.withdraw_notices)
def withdraw(request: Request, notice_id: int) -> HttpResponse:
    """Take a notice off all boards."""
    found = notices.notice_for(request.actor, notice_id)
    reason = request.POST.get("reason", "")
    publishing.withdraw(actor=request.actor, notice=found, reason=reason, at=timezone.now())
    return redirect("office:notice", notice_id)


@require_POST
@policy(can.withdraw_notices)
def pin(request: Request, notice_id: int) -> HttpResponse:
    """Put a notice on top of boards, or no longer."""
    found = notices.notice_for(request.actor, notice_id)
    publishing.pin(actor=request.actor, notice=found, on_top=request.POST.get("on_top") == "1")
    return redirect("office:notice", notice_id)


@require_safe
@public
def news(request: Request) -> HttpResponse:
    """List what everybody may read."""
    page = notices.PUBLIC.page(notices.public(), request.GET.dict(), NOBODY)
    top = notices.pinned(notices.public()) if not page.query else []
    return render(request, "office/news.html", {"page": page, "pinned": top})


@require_safe
@public
def public_notice(request: Request, notice_id: int) -> HttpResponse:
    """Show one notice to everybody."""
    found = notices.public_notice(notice_id)
    return render(request, "office/public_notice.html", {"notice": found, "paragraphs": texts.paragraphs(found.body)})
