"""The one page of the dossiers that a client sees: six questions behind a one-time link, and nothing else.

Whoever has the link may answer, without an account and without a cookie: the token in the address is all that the page
goes by. So a forged form can do no more than whoever knows the token, and there is no token of a session to check; the
browser, which shall not tell the address to anybody, would not send what that check needs either.
Opening the page writes nothing: mail scanners open links too.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from allauth.core.ratelimit import consume_or_429
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dossiers.access import get_invitation
from dossiers.ladders.answering import AlreadyAnswered, LinkNotValid, answer_invitation
from dossiers.ladders.forms import ClientLadderForm
from kam_portal.foundation.history.editing import posted
from kam_portal.foundation.people.tokens import digest_of

FOLDER = "dossiers/by_link"
HEADERS = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
# A form that cannot be read. Django's own page for it knows nothing of the headers above.
MALFORMED = (SuspiciousOperation, BadRequest, MultiPartParserError)
TRY_AGAIN_SECONDS = {"GET": 60, "POST": 3600}

View = Callable[..., HttpResponse]


def behind_a_link(view: View) -> View:
    """Decorator: limited by address and token; a link that is not valid, for whatever reason, answers one and the same.

    What was typed comes back with a refusal, so that no remark is lost; nothing else in it depends on the request.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        if _comes_too_often(request, token):
            response = _page(request, "too_often", status=429, remark=_remark(request))
            response["Retry-After"] = str(TRY_AGAIN_SECONDS.get(request.method or "", 60))
        else:
            try:
                response = view(request, token)
            except Http404:
                response = _page(request, "not_valid", status=404, remark=_remark(request))
            except MALFORMED:
                response = _page(request, "not_valid", status=400)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return guarded


def _remark(request: HttpRequest) -> str:
    """What was typed; nothing when the form cannot be read."""
    try:
        return request.POST.get("remark", "")
    except MALFORMED:
        return ""


def _comes_too_often(request: HttpRequest, token: str) -> bool:
    """By the same count as the sign-ins: ACCOUNT_RATE_LIMITS, and behind a proxy the address that it noted."""
    action = "ladder_answer" if request.method == "POST" else "ladder_open"
    return consume_or_429(request, action=action, key=digest_of(token), limit_get=True) is not None


@login_not_required
@csrf_exempt
@behind_a_link
@require_http_methods(["GET", "HEAD", "POST"])
def client_ladder(request: HttpRequest, token: str) -> HttpResponse:
    invitation = get_invitation(token, timezone.now())
    with translation.override(invitation.language):
        if invitation.answered_at is not None:
            return _thanks(request)
        form = ClientLadderForm(posted(request))
        if not form.is_valid():
            return _page(request, "questions", form=form, invitation=invitation)
        try:
            answer_invitation(
                token=token, answers=form.answers(), remark=form.cleaned_data["remark"], at=timezone.now()
            )
        except AlreadyAnswered:
            return _thanks(request)
        except LinkNotValid as error:
            raise Http404 from error
        return redirect("client_ladder", token)


def _thanks(request: HttpRequest) -> HttpResponse:
    """Also to whoever sends a second time; they learn that it was not taken and keep their remark."""
    return _page(request, "thanks", is_late=request.method == "POST", remark=_remark(request))


def _page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    response = render(request, f"{FOLDER}/{name}.html", context, status=status)
    # The page speaks the language of the invitation, whatever the reader's own is.
    response["Content-Language"] = translation.get_language() or ""
    return response
