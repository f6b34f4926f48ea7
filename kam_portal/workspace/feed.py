"""A person's dates for a calendar program: what was promised, what is coming at the own clients, reviews to be done.

Whole days, as the portal keeps them. An event is entered twice, with the day to begin: calendars that are subscribed to
mostly leave alarms out. What is said of people, and how a meeting went, is never in it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.models import Account, AccountMember
from accounts.querysets import AccountQuerySet
from dossiers.models import Dossier, EventAhead, NextStep
from kam_portal.foundation.people.models import User
from planning.actions.promised import ACTION, promised_of

ROWS_AT_MOST = 1_000
# A step long overdue is a matter for "my week"; events that are over stay for a while.
STEPS_BACK, EVENTS_BACK = datetime.timedelta(days=366), datetime.timedelta(days=31)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def feed_of(user: User, today: datetime.date, at: datetime.datetime) -> bytes:
    """The calendar in iCalendar form, in the active language; six statements at most."""
    calendar = Calendar()
    calendar.add("prodid", "-//KAM Portal//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("KAM Portal: %(person)s") % {"person": user.full_name})
    calendar.add("x-wr-timezone", user.time_zone)
    calendar.add("refresh-interval", datetime.timedelta(hours=1), parameters={"value": "DURATION"})
    own = _own(user, today)
    for event in (*_steps(user, today), *_promised(user, today), *_events(own, today), *_reviews(user, own)):
        event.add("dtstamp", at)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical()


def _own(user: User, today: datetime.date) -> AccountQuerySet:
    """Those that the person owns or helps, of those that may be read."""
    helped = AccountMember.objects.filter(user=user).order_by().values("account")
    return Account.objects.visible_to(user, today).filter(Q(kam=user) | Q(pk__in=helped)).order_by()


def _steps(user: User, today: datetime.date) -> Iterator[Event]:
    readable = Account.objects.visible_to(user, today).order_by().values("pk")
    steps = NextStep.objects.open().filter(owner=user, account__in=readable, on__gte=today - STEPS_BACK)
    for step in steps.select_related("account").order_by("on", "pk")[:ROWS_AT_MOST]:
        path = reverse("diary_entry", args=[step.account_id, step.entry_id])
        yield _entry("next-step", step.pk, step.on, step.account.trade_name, step.text, path)


def _promised(user: User, today: datetime.date) -> Iterator[Event]:
    """Actions and communications of running plans."""
    readable = Account.objects.visible_to(user, today)
    for each in promised_of(user, readable, since=today - STEPS_BACK, at_most=ROWS_AT_MOST):
        said = each.text if each.kind == ACTION else _("tell: %(message)s") % {"message": each.text}
        yield _entry(each.kind, each.pk, each.on, each.account, said, each.path)


def _events(own: AccountQuerySet, today: datetime.date) -> Iterator[Event]:
    ahead = EventAhead.objects.filter(account__in=own.values("pk")).of_open_accounts().ahead(today - EVENTS_BACK)
    for event in ahead.select_related("account").order_by("on", "pk")[:ROWS_AT_MOST]:
        path = f"{reverse('dossier', args=[event.account_id])}#events"
        said = f"{event.title} ({event.get_kind_display()})"
        yield _entry("event-ahead", event.pk, event.on, event.account.trade_name, said, path)
        if event.lead_days:
            begins = event.on - datetime.timedelta(days=event.lead_days)
            said = _("start now: %(event)s on %(day)s") % {"event": event.title, "day": date_format(event.on)}
            yield _entry("event-start", event.pk, begins, event.account.trade_name, said, path)


def _reviews(user: User, own: AccountQuerySet) -> Iterator[Event]:
    due = Dossier.objects.filter(account__in=own.filter(kam=user).values("pk")).under_review()
    for dossier in due.select_related("account").order_by("due_on", "pk")[:ROWS_AT_MOST]:
        assert dossier.due_on is not None  # noqa: S101 - a condition of the query
        path = reverse("review", args=[dossier.account_id])
        yield _entry("review", dossier.account_id, dossier.due_on, dossier.account.trade_name, _("review is due"), path)


def _entry(kind: str, pk: int, on: datetime.date, account: str, said: str, path: str) -> Event:
    """One day; its UID stays the same as long as the thing does."""
    event = Event()
    event.add("uid", f"{kind}-{pk}@{urlsplit(settings.SITE_URL).hostname or 'kam-portal'}")
    event.add("dtstart", on)
    event.add("dtend", on + datetime.timedelta(days=1))
    event.add("summary", CONTROL.sub(" ", f"{account}: {said}"))
    event.add("url", settings.SITE_URL + path)
    return event
