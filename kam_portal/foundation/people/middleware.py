"""Per request: security headers, sign-in first, the reader's language and time zone."""

import zoneinfo
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    ]
)


def security_headers(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if _may_be_signed_in(request):
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


def _may_be_signed_in(request: HttpRequest) -> bool:
    """Also where it cannot be told, because the database is gone: the page that says so keeps its guards."""
    user = getattr(request, "user", None)
    try:
        return user is not None and bool(user.is_authenticated)
    except Error:
        return True


class SignInFirst(LoginRequiredMiddleware):
    """Closed by default. Who lost the session comes back to the page they were on, where the local draft waits.

    A refused POST returns to the page that held its form: the address of the action itself may know no GET. A refused
    htmx request moves the whole page to the sign-in, not a fragment of it.
    """

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        fragment = request.headers.get("HX-Request") == "true"
        came_from = request.headers.get("HX-Current-URL" if fragment else "Referer", "")
        if not fragment and request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        page = _own_path(request, came_from) or "/"
        response = redirect_to_login(page, resolve_url(self.get_login_url(view_func)))
        if fragment:
            return HttpResponse(status=204, headers={"HX-Redirect": response.url})
        return response


def _own_path(request: HttpRequest, address: str) -> str:
    """Path and query of an address on our host; "" for anything else."""
    if not address or not url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def readers_language_and_zone(get_response: Handler) -> Handler:
    """Signed in: the language and zone of the profile. Signed out: what the browser asks for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            timezone.deactivate()
            return get_response(request)
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language
        with timezone.override(zoneinfo.ZoneInfo(user.time_zone)):
            response = get_response(request)
        response.headers.setdefault("Content-Language", user.language)
        return response

    return middleware
