"""The address under which a calendar program reads one's dates."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kam_portal.foundation.people.feeds import close_feed, open_feed
from kam_portal.foundation.people.models import CalendarFeed
from kam_portal.foundation.people.signed_in import SignedInRequest


@require_safe
def me_calendar(request: SignedInRequest) -> HttpResponse:
    feed = CalendarFeed.objects.filter(user=request.user).first()
    return render(request, "people/me_calendar.html", {"feed": feed})


@require_POST
def me_calendar_make(request: SignedInRequest) -> HttpResponse:
    """The answer itself shows the address: it is kept nowhere, neither in a session nor for a page after."""
    secret = open_feed(user=request.user, at=timezone.now())
    address = request.build_absolute_uri(reverse("calendar_feed", args=[secret]))
    feed = CalendarFeed.objects.get(user=request.user)
    return render(request, "people/me_calendar.html", {"feed": feed, "address": address})


@require_POST
def me_calendar_off(request: SignedInRequest) -> HttpResponse:
    close_feed(user=request.user)
    messages.success(request, _("Your calendar address is switched off."))
    return redirect("me_calendar")
