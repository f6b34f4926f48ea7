"""What one person should do this week: a fixed number of statements over what the floors know."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Account, Contact, Status
from accounts.querysets import AccountQuerySet, without_a_tie
from accounts.selection.standing import Asked, asked_of
from decision_map.across import Pressing, alerts_across, most_pressing
from dossiers.board_rows import SILENT_DAYS
from dossiers.listed import due_in_words
from dossiers.models import DiaryEntry, Dossier, EventAhead, NextStep, Review, ReviewState
from dossiers.querysets import DUE_SOON_DAYS
from dossiers.reviews import topics as review_topics
from kam_portal.foundation.people.models import User
from kam_portal.foundation.people.roles import Right
from planning.actions.promised import Promised, promised_of
from planning.life.whose_turn import waiting_for
from planning.models import Plan

ROWS_SHOWN = 12
# [ours] A promise is shown from three weeks before its day.
STEPS_AHEAD_DAYS = 21
# [ours] A signed review is news for a week.
SIGNED_SINCE_DAYS = 7
ALERTS_SHOWN, ALERTS_OF_AN_ACCOUNT = 6, 2
KEY_STATUSES = (Status.KEY, Status.KEY_DEVELOPMENT)


@dataclass(frozen=True)
class Warn:
    """A sentence, and the address where something can be done about it (a URL name with its argument)."""

    text: str
    account_id: int | None = None
    page: str = "account"


@dataclass(frozen=True)
class Week:
    reviews: list[Dossier]
    more_reviews: bool
    events: list[EventAhead]
    steps: list[NextStep]
    warnings: list[Warn]
    # The rounds in which one is asked to nominate or to score.
    rounds: list[Asked]
    # The first few accounts one may read; asked for colleagues, and where nothing else is to be shown.
    accounts: list[Account]
    # What others signed lately, for a lead to read.
    signed: Sequence[Review] = ()
    # Alerts of maps of the own clients.
    pressing: Pressing = Pressing()
    # Actions and communications of running plans.
    promised: Sequence[Promised] = ()
    # Plans to be approved, returned ones, and those in which a question is asked of this person.
    plans: Sequence[Plan] = ()

    @property
    def is_first(self) -> bool:
        """Whether there is nothing at all yet that concerns this person."""
        concerns = (self.reviews, self.events, self.steps, self.warnings, self.rounds, self.accounts, self.signed)
        return not any(concerns) and not self.pressing.alerts and not self.promised and not self.plans


def week_of(user: User, today: datetime.date) -> Week:
    """A fixed number of statements, whatever there is to show."""
    readable = Account.objects.visible_to(user, today)
    answered_for = Account.objects.answered_for_by(user, today)
    reviews = _in_words(list(_reviews(answered_for, today)[: ROWS_SHOWN + 1]), today)
    events = list(_events(readable, today)[:ROWS_SHOWN])
    steps = list(_steps(user, readable, answered_for, today)[:ROWS_SHOWN])
    plans = list(waiting_for(user, answered_for, readable)[:ROWS_SHOWN])
    promised = _promised(user, readable, answered_for, today)
    warnings = [*_overload(user), *_blind_spots(answered_for, today), *_unowned(user)]
    rounds = [asked for asked in asked_of(user).values() if not asked.is_done]
    # A lead reads every one; an admin answers for the whole company and has the board.
    reads_signed = user.is_lead and not user.is_admin
    signed = list(_signed(user, answered_for, today)[:ROWS_SHOWN]) if reads_signed else []
    pressing = _pressing(user, today)
    busy_with = (reviews, events, steps, plans, promised, warnings, signed, pressing.alerts)
    is_busy = any(busy_with) and user.may(Right.EDIT_OWN)
    accounts = [] if is_busy else list(readable.select_related("kam").order_by("sort_key", "pk")[:ROWS_SHOWN])
    more = len(reviews) > ROWS_SHOWN
    return Week(
        reviews[:ROWS_SHOWN], more, events, steps, warnings, rounds, accounts, signed, pressing, promised, plans
    )


def _in_words(reviews: list[Dossier], today: datetime.date) -> list[Dossier]:
    """With how the due date reads, and how many topics are asked about in a review that is under way."""
    asked = review_topics.how_many([d.account_id for d in reviews if d.review_state == ReviewState.IN_PROGRESS])
    for dossier in reviews:
        dossier.asked = asked.get(dossier.account_id, 0)  # type: ignore[attr-defined]
        assert dossier.due_on is not None  # noqa: S101 - a condition of the query
        dossier.cell = due_in_words(dossier.due_on, dossier.review_state, today)  # type: ignore[attr-defined]
    return reviews


def _pressing(user: User, today: datetime.date) -> Pressing:
    """Of clients that this person has: judgements are read by who may edit."""
    own = Account.objects.filter(kam=user) if user.may(Right.EDIT_OWN) else Account.objects.none()
    return most_pressing(alerts_across(own, today), shown=ALERTS_SHOWN, of_an_account=ALERTS_OF_AN_ACCOUNT)


def _ids(accounts: AccountQuerySet) -> QuerySet[Account, Any]:
    return accounts.order_by().values("pk")


def _reviews(accounts: AccountQuerySet, today: datetime.date) -> QuerySet[Dossier]:
    """Overdue, due soon, begun or returned, the latest first; with the answers given and the reason of a return."""
    soon = today + datetime.timedelta(days=DUE_SOON_DAYS)
    returned = Review.objects.filter(account=OuterRef("pk"), state=Review.State.RETURNED).order_by("-number")
    running = Review.objects.running().filter(account=OuterRef("pk")).annotate(n=Count("answers"))
    due = Q(due_on__lte=soon) | Q(due_on__isnull=False) & ~Q(review_state=ReviewState.NONE)
    return (
        Dossier.objects.filter(due, account__in=_ids(accounts))
        .annotate(
            return_reason=Subquery(returned.values("return_reason")[:1]), answered=Subquery(running.values("n")[:1])
        )
        .select_related("account__kam")
        .order_by("due_on", "pk")
    )


def _signed(user: User, accounts: AccountQuerySet, today: datetime.date) -> QuerySet[Review]:
    """Signed in the last days by others and not given back, the latest first; without what was frozen."""
    since = today - datetime.timedelta(days=SIGNED_SINCE_DAYS)
    signed = Review.objects.signed().filter(account__in=_ids(accounts), signed_on__gt=since).exclude(signed_by=user)
    people = ("account", "signed_by", "on_behalf_of")
    return signed.select_related(*people).defer("snapshot", "changes").order_by("-signed_at", "-pk")


def _events(accounts: AccountQuerySet, today: datetime.date) -> QuerySet[EventAhead]:
    """Those still ahead whose lead time has begun, at clients that are not closed."""
    begun = EventAhead.objects.filter(account__in=_ids(accounts)).of_open_accounts().begun(today)
    return begun.select_related("account").order_by("on", "pk")


def _steps(
    user: User, readable: AccountQuerySet, answered_for: AccountQuerySet, today: datetime.date
) -> QuerySet[NextStep]:
    """Next steps this person promised, and then those promised by others: all of a lead's team, else of leavers."""
    soon = NextStep.objects.open().filter(on__lte=today + datetime.timedelta(days=STEPS_AHEAD_DAYS))
    mine = Q(owner=user, account__in=_ids(readable))
    own_first = Case(When(owner=user, then=0), default=1)
    others = _of_others(user, answered_for, Q(owner__is_active=False))
    return soon.filter(mine | others).select_related("account", "owner").order_by(own_first, "on", "pk")


def _of_others(user: User, answered_for: AccountQuerySet, gone: Q) -> Q:
    """Whose promises stand below the own ones: all of a lead's team, else theirs who are `gone`."""
    others = Q(account__in=_ids(answered_for))
    return others if user.is_lead and not user.is_admin else others & gone


def _promised(
    user: User, readable: AccountQuerySet, answered_for: AccountQuerySet, today: datetime.date
) -> Sequence[Promised]:
    """The same of running plans, actions and what is to be told; a leaver is who no longer works with the client."""
    until = today + datetime.timedelta(days=STEPS_AHEAD_DAYS)
    others = _of_others(user, answered_for, without_a_tie(today))
    return promised_of(user, readable, until=until, others=others, at_most=ROWS_SHOWN)


def _overload(user: User) -> list[Warn]:
    key = Account.objects.filter(status=Status.KEY, kam__is_active=True)
    if not user.is_admin:
        key = key.filter(Q(kam__team__lead=user) | Q(kam=user)) if user.is_lead else key.filter(kam=user)
    counted = key.order_by().values("kam", name=F("kam__full_name")).annotate(n=Count("pk"))
    heavy = counted.filter(n__gte=settings.KEY_ACCOUNTS_WARN_FROM).order_by("-n", "name")[:ROWS_SHOWN]
    sentence = _("%(name)s carries %(count)d key accounts; one manager keeps one to three.")
    page = "assignments" if user.is_lead or user.is_admin else "accounts"
    return [Warn(sentence % {"name": row["name"], "count": row["n"]}, page=page) for row in heavy]


def _blind_spots(accounts: AccountQuerySet, today: datetime.date) -> list[Warn]:
    """Key accounts where we know nobody, or spoke with nobody for long. New ones get the same time first."""
    since = today - datetime.timedelta(days=SILENT_DAYS)
    spoken = DiaryEntry.objects.filter(account=OuterRef("pk"), on__gte=since)
    known = Contact.objects.filter(account=OuterRef("pk"))
    key = accounts.filter(status__in=KEY_STATUSES).annotate(is_known=Exists(known), is_spoken_with=Exists(spoken))
    blind = key.filter(Q(is_known=False) | Q(is_spoken_with=False, status_since__lt=since))
    return [_blind_spot(a) for a in blind.order_by("is_known", "sort_key", "pk")[:ROWS_SHOWN]]


def _blind_spot(account: Account) -> Warn:
    if not account.is_known:  # type: ignore[attr-defined]
        return Warn(_("%(account)s: no contact is known.") % {"account": account.trade_name}, account.pk, "contact_new")
    sentence = ngettext(
        "%(account)s: nothing in the diary for %(days)d day.",
        "%(account)s: nothing in the diary for %(days)d days.",
        SILENT_DAYS,
    )
    return Warn(sentence % {"account": account.trade_name, "days": SILENT_DAYS}, account.pk, "diary_new")


def _unowned(user: User) -> list[Warn]:
    if not user.is_admin or not Account.objects.filter(Q(kam__isnull=True) | Q(kam__is_active=False)).exists():
        return []
    return [Warn(_("There are accounts without a manager who works here."), page="assignments")]
