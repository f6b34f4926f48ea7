"""Dossiers, reviews and the diary, in the words of the field; scopes delegate to the accounts floor."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import DateField, ExpressionWrapper, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Status
from dossiers.cadence import DAYS_BEFORE

if TYPE_CHECKING:
    from dossiers.models import Dossier, EventAhead, NextStep, Review  # noqa: F401 - the bases below name them
    from kam_portal.foundation.people.models import User

# A review counts as due soon from its first reminder on.
DUE_SOON_DAYS = max(DAYS_BEFORE)


class BoardState(models.TextChoices):
    """What is true of a dossier on the reviews board, the worst first; a returned review may be overdue too."""

    OVERDUE = "overdue", _("overdue")
    RETURNED = "returned", _("returned")
    DUE_SOON = "due_soon", _("due soon")
    IN_PROGRESS = "in_progress", _("in progress")
    FINE = "fine", _("fine")


class DossierQuerySet(QuerySet["Dossier"]):
    def visible_to(self, user: User, at: datetime.date) -> DossierQuerySet:
        return self.filter(account__in=Account.objects.visible_to(user, at).order_by().values("pk"))

    def under_review(self) -> DossierQuerySet:
        """Those that fall due at all: candidates and closed accounts have no date."""
        return self.filter(due_on__isnull=False)

    def in_board_state(self, state: str, at: datetime.date) -> DossierQuerySet:
        return self.filter(board_condition(state, at))


def board_condition(state: str, at: datetime.date, prefix: str = "") -> Q:
    """Condition on a dossier for one state of the board; every dossier that falls due meets at least one.

    Overdue and due soon follow from the date alone, returned and in progress from the review alone: whoever asks for
    one of them finds all of which it is true.
    """
    due, running = f"{prefix}due_on", f"{prefix}review_state"
    soon = at + datetime.timedelta(days=DUE_SOON_DAYS)
    match state:
        case BoardState.OVERDUE:
            return Q(**{f"{due}__lt": at})
        case BoardState.RETURNED:
            return Q(**{f"{due}__isnull": False, running: "returned"})
        case BoardState.DUE_SOON:
            return Q(**{f"{due}__range": (at, soon)})
        case BoardState.IN_PROGRESS:
            return Q(**{f"{due}__isnull": False, running: "in_progress"})
        case BoardState.FINE:
            return Q(**{f"{due}__gt": soon, running: "none"})
    raise ValueError(f"unknown board state {state!r}")


def board_states(due_on: datetime.date, review_state: str, at: datetime.date) -> list[BoardState]:
    """The same of one dossier in memory, the worst first."""
    days = (due_on - at).days
    truths = {
        BoardState.OVERDUE: days < 0,
        BoardState.RETURNED: review_state == "returned",
        BoardState.DUE_SOON: 0 <= days <= DUE_SOON_DAYS,
        BoardState.IN_PROGRESS: review_state == "in_progress",
    }
    return [state for state, is_true in truths.items() if is_true] or [BoardState.FINE]


class ReviewQuerySet(QuerySet["Review"]):
    def running(self) -> ReviewQuerySet:
        return self.filter(state="in_progress")

    def signed(self) -> ReviewQuerySet:
        """Those that count: signed and not returned."""
        return self.filter(state="signed")


class EventAheadQuerySet(QuerySet["EventAhead"]):
    def of_open_accounts(self) -> EventAheadQuerySet:
        """Nobody prepares for what comes at a client that is closed."""
        return self.exclude(account__status=Status.CLOSED)

    def ahead(self, at: datetime.date) -> EventAheadQuerySet:
        """Those that are not over; what is today is ahead."""
        return self.filter(on__gte=at)

    def with_beginning(self) -> EventAheadQuerySet:
        """Each with `begins_on`, the day its lead time begins (EventAhead.starts_on)."""
        begins = ExpressionWrapper(F("on") - F("lead_days"), output_field=DateField())
        return self.annotate(begins_on=begins)

    def begun(self, at: datetime.date) -> EventAheadQuerySet:
        """Those still ahead whose lead time has begun."""
        return self.ahead(at).with_beginning().filter(Q(begins_on__lte=at))


class NextStepQuerySet(QuerySet["NextStep"]):
    def open(self) -> NextStepQuerySet:
        return self.filter(done_on__isnull=True)
