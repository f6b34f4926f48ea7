"""The inbox: what the portal has to say to its reader, at once and without waiting for the mail."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.reading import mark_all_read, mark_read
from kam_portal.foundation.notifications.topics import Line, lines_of, still_true
from kam_portal.foundation.numbers import number_in
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.signed_in import SignedInRequest
from kam_portal.foundation.tabular.paging import page_of


@dataclass(frozen=True)
class Entry:
    """A message with its line; None for what its reader may no longer see."""

    message: Message
    line: Line | None
    # Whether it still asks for something: the review may be signed, the account in other hands.
    is_current: bool


@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    page = page_of(Message.objects.inbox_of(request.user).select_related("about__team"), request.GET.get("page"))
    lines = lines_of(page.rows, request.user, timezone.localdate())
    newest = max((message.pk for message in page), default=0)
    current = still_true(page.rows, timezone.now())
    page.rows[:] = [Entry(message, lines.get(message.pk), message.pk in current) for message in page]
    context = {"page": page, "newest": newest, "has_unread": any(e.message.read_at is None for e in page)}
    return render(request, "notifications/inbox.html", context)


@require_POST
def message_read(request: SignedInRequest, pk: int) -> HttpResponse:
    message = _own_message(request.user, pk)
    mark_read(message=message, at=timezone.now())
    line = lines_of([message], request.user, timezone.localdate()).get(message.pk)
    return redirect(line.path if line is not None else "inbox")


@require_POST
def messages_read(request: SignedInRequest) -> HttpResponse:
    until = number_in(request.POST.get("until", "")) or 0
    count = mark_all_read(reader=request.user, until=until, at=timezone.now())
    said = ngettext("%(n)d message is marked as read.", "%(n)d messages are marked as read.", count)
    messages.success(request, said % {"n": count})
    return redirect("inbox")


def _own_message(reader: User, pk: int) -> Message:
    """A message of the reader's own inbox; Http404 for anybody else's."""
    message = Message.objects.inbox_of(reader).select_related("about__team").filter(pk=pk).first()
    if message is None:
        raise Http404
    return message
