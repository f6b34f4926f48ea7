"""Dossiers, reviews and the diary, in the words of the field; scopes delegate to the accounts floor."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.models import Account

if TYPE_CHECKING:
    from dossiers.models import DiaryEntry, Dossier, Review  # noqa: F401 - the bases below name them
    from kam_portal.foundation.people.models import User

# A review is announced as due soon from this many days before its date (method.md, first reminder).
DUE_SOON_DAYS = 14


class BoardState(models.TextChoices):
    """Where a dossier stands on the reviews board, the worst first."""

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

    def with_board_state(self, at: datetime.date) -> DossierQuerySet:
        cases = [When(board_condition(state, at), then=Value(state)) for state in BoardState.values]
        return self.annotate(board_state=Case(*cases, default=Value(""), output_field=CharField()))


def board_condition(state: str, at: datetime.date, prefix: str = "") -> Q:
    """Condition on a dossier for one state of the board; the states exclude each other and cover all that are due."""
    due, running = f"{prefix}due_on", f"{prefix}review_state"
    soon = at + datetime.timedelta(days=DUE_SOON_DAYS)
    overdue = Q(**{f"{due}__lt": at})
    in_time = Q(**{f"{due}__gte": at})
    match state:
        case BoardState.OVERDUE:
            return overdue
        case BoardState.RETURNED:
            return in_time & Q(**{running: "returned"})
        case BoardState.IN_PROGRESS:
            return in_time & Q(**{running: "in_progress"})
        case BoardState.DUE_SOON:
            return Q(**{f"{due}__range": (at, soon), running: "none"})
        case BoardState.FINE:
            return Q(**{f"{due}__gt": soon, running: "none"})
    raise ValueError(f"unknown board state {state!r}")


class ReviewQuerySet(QuerySet["Review"]):
    def running(self) -> ReviewQuerySet:
        return self.filter(state="in_progress")

    def signed(self) -> ReviewQuerySet:
        """Those that count: signed and not returned."""
        return self.filter(state="signed")


class DiaryEntryQuerySet(QuerySet["DiaryEntry"]):
    def open_next_steps(self) -> DiaryEntryQuerySet:
        return self.exclude(next_step="").filter(next_step_done_on__isnull=True)

    def narrowed(self, kind: str = "", text: str = "") -> DiaryEntryQuerySet:
        """Entries of one kind, and with these words in what happened, was promised or comes next."""
        found = self.filter(kind=kind) if kind else self
        if not text:
            return found
        words = Q(summary__icontains=text) | Q(promises__icontains=text) | Q(next_step__icontains=text)
        return found.filter(words)
