"""One's dates in a calendar program: the page that gives the address, and the feed that stands behind it.

The feed asks for no sign-in, but for an address that nobody can guess.
"""

from __future__ import annotations

import zoneinfo

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kam_portal.foundation.people.feeds import close_feed, open_feed, reader_of
from kam_portal.foundation.people.limits import address_of, is_too_often
from kam_portal.foundation.people.models import CalendarFeed
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.workspace.feed import feed_of

# A minute. Calendar programs of a whole office may ask from one address, each of them only now and then.
ADDRESS_LIMIT, FEED_LIMIT = 300, 60


@require_safe
@login_not_required
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    if is_too_often("calendar", address_of(request), limit=ADDRESS_LIMIT, at=at):
        return _not_so_often()
    reader = reader_of(token)
    if reader is None:
        raise Http404
    # Counted by the person: whoever makes up addresses fills no cache with counters.
    if is_too_often("calendar", f"user {reader.pk}", limit=FEED_LIMIT, at=at):
        return _not_so_often()
    with translation.override(reader.language), timezone.override(zoneinfo.ZoneInfo(reader.time_zone)):
        calendar = feed_of(reader, timezone.localdate(), at)
    quiet = {"Cache-Control": "no-store, private", "X-Robots-Tag": "noindex, nofollow"}
    return HttpResponse(calendar, content_type="text/calendar; charset=utf-8", headers=quiet)


def _not_so_often() -> HttpResponse:
    words = _("Too many requests. Try again in a minute.")
    return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")


@require_safe
def me_calendar(request: SignedInRequest) -> HttpResponse:
    feed = CalendarFeed.objects.filter(user=request.user).first()
    return render(request, "workspace/me_calendar.html", {"feed": feed})


@require_POST
def me_calendar_make(request: SignedInRequest) -> HttpResponse:
    """The answer itself shows the address: it is kept nowhere, neither in a session nor for a page after."""
    secret = open_feed(user=request.user, at=timezone.now())
    address = request.build_absolute_uri(reverse("calendar_feed", args=[secret]))
    feed = CalendarFeed.objects.get(user=request.user)
    return render(request, "workspace/me_calendar.html", {"feed": feed, "address": address})


@require_POST
def me_calendar_off(request: SignedInRequest) -> HttpResponse:
    close_feed(user=request.user)
    messages.success(request, _("Your calendar address is switched off."))
    return redirect("me_calendar")
