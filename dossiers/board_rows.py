"""One row of the reviews board: read as plain values, and what is wrong said in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.listing import money_in_words
from accounts.models import Contact, Status
from accounts.templatetags.account_page import status_tone
from dossiers import nudging
from dossiers.board import STATE_TITLES
from dossiers.models import DiaryEntry, Review, ReviewState
from dossiers.querysets import DossierQuerySet, board_states
from dossiers.reminders import ESCALATE, TOPIC
from dossiers.staleness import count_stale, first_fresh_day
from dossiers.templatetags.due import review_in_words
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.models import User

# [ours] A key client of whom nothing was written down for so long is worth a word.
SILENT_DAYS = 60
REASON_CHARS = 80

READS = (
    "pk",
    "due_on",
    "review_state",
    "completeness",
    "account__trade_name",
    "account__status",
    "account__annual_sales",
    "account__annual_sales_currency",
    "account__kam",
    "account__kam__full_name",
    "account__kam__is_active",
    "account__kam__team__name",
    "account__kam__team__lead",
    "has_contacts",
    "last_entry",
    "stale",
    "last",
    "nudged_at",
    "is_escalated",
)


def as_rows(dossiers: DossierQuerySet, today: datetime.date) -> Any:
    """The dossiers as plain values with everything that may be wrong, nothing asked per row.

    `last` is the latest closed review as a mapping, None before the first.
    """
    own = {"account": OuterRef("pk")}
    escalated = Message.objects.filter(
        topic=TOPIC, stage=ESCALATE, subject_id=OuterRef("pk"), due_on=OuterRef("due_on")
    )
    nudged = Message.objects.filter(topic=nudging.TOPIC, subject_id=OuterRef("pk")).order_by("-due_on", "-created_at")
    closed = Review.objects.filter(**own).exclude(state=Review.State.IN_PROGRESS).order_by("-number")
    return dossiers.annotate(
        stale_before=first_fresh_day(settings.REVIEW_MONTHS, today),
        has_contacts=Exists(Contact.objects.filter(**own)),
        last_entry=Subquery(DiaryEntry.objects.filter(**own).order_by("-on").values("on")[:1]),
        stale=count_stale(today, OuterRef("stale_before")),
        last=Subquery(closed.values(told=_LAST)[:1]),
        nudged_at=Subquery(nudged.values("created_at")[:1]),
        is_escalated=Exists(escalated),
    ).values(*READS)


_LAST = JSONObject(
    number="number",
    state="state",
    reason="return_reason",
    is_empty="is_empty",
    on_behalf_of="on_behalf_of",
    signer="signed_by__full_name",
    signed_at="signed_at",
)


@dataclass(frozen=True)
class Row:
    """One dossier of the board; tones are those of components/pill.html."""

    pk: int
    client: str
    status: str
    kam: str
    team: str
    review_state: str
    due_on: datetime.date
    today: datetime.date
    completeness: int
    stake: Decimal | None
    currency: str
    may_nudge: bool
    # Number of the latest signed review, for whoever may return it.
    returnable: int | None = None
    wrong: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    @property
    def pills(self) -> list[tuple[str, str]]:
        """Everything that is true of the review, the worst first, each with its tone."""
        return review_in_words(self.due_on, self.review_state, self.today)

    @property
    def states_in_words(self) -> str:
        states = board_states(self.due_on, self.review_state, self.today)
        return "; ".join(str(STATE_TITLES[state]) for state in states)

    @property
    def days_late(self) -> int:
        return max(0, (self.today - self.due_on).days)

    @property
    def due_in_words(self) -> str:
        return date_format(self.due_on, "SHORT_DATE_FORMAT")

    @property
    def status_label(self) -> str:
        return str(Status(self.status).label)

    @property
    def status_tone(self) -> str:
        return status_tone(self.status)

    @property
    def stake_in_words(self) -> str:
        return money_in_words(self.stake, self.currency)

    @property
    def wrong_in_words(self) -> str:
        return " · ".join(self.wrong) or ("" if self.marks else "—")


def row_of(values: Mapping[str, Any], user: User, today: datetime.date) -> Row:
    leads = user.is_admin or (user.is_lead and values["account__kam__team__lead"] == user.pk)
    last = values["last"]
    return Row(
        pk=values["pk"],
        client=values["account__trade_name"],
        status=values["account__status"],
        kam=values["account__kam__full_name"] or "",
        team=values["account__kam__team__name"] or "",
        review_state=values["review_state"],
        due_on=values["due_on"],
        today=today,
        completeness=values["completeness"],
        stake=values["account__annual_sales"],
        currency=values["account__annual_sales_currency"],
        may_nudge=leads and values["account__kam"] not in (None, user.pk),
        returnable=last["number"] if leads and last and last["state"] == Review.State.SIGNED else None,
        wrong=what_is_wrong(values, today),
        marks=_marks(values, today),
    )


def what_is_wrong(values: Mapping[str, Any], today: datetime.date) -> list[str]:
    """Sentences without a full stop, the gravest first."""
    found = []
    if values["account__kam"] is None:
        found.append(_("no manager"))
    elif not values["account__kam__is_active"]:
        found.append(_("the manager is deactivated"))
    if values["review_state"] == ReviewState.RETURNED and values["last"] and values["last"]["reason"]:
        reason = Truncator(values["last"]["reason"]).chars(REASON_CHARS)
        found.append(_("returned: “%(reason)s”") % {"reason": reason})
    if values["stale"]:
        found.append(ngettext("%(n)d stale fact", "%(n)d stale facts", values["stale"]) % {"n": values["stale"]})
    if not values["has_contacts"]:
        found.append(_("no contacts"))
    if values["last_entry"] is None:
        found.append(_("nothing in the diary"))
    elif (silent := (today - values["last_entry"]).days) > SILENT_DAYS:
        found.append(
            ngettext("nothing in the diary for %(n)d day", "nothing in the diary for %(n)d days", silent)
            % {"n": silent}
        )
    return found


def _marks(values: Mapping[str, Any], today: datetime.date) -> list[str]:
    """What a lead should know of the last review, of this due date and of the own word to the manager."""
    last, nudged_at = values["last"], values["nudged_at"]
    found = []
    if last and last["is_empty"] and values["review_state"] != ReviewState.RETURNED:
        found.append(_("last review confirmed within seconds"))
    if last and last["on_behalf_of"]:
        found.append(_("signed on behalf by %(name)s") % {"name": last["signer"]})
    if values["is_escalated"]:
        found.append(_("escalated"))
    if nudged_at and not _is_answered(nudged_at, last):
        found.append(_nudged(timezone.localtime(nudged_at).date(), today))
    return found


def _is_answered(nudged_at: datetime.datetime, last: Mapping[str, Any] | None) -> bool:
    """Whether a review was signed after the nudge."""
    signed_at = parse_datetime(last["signed_at"]) if last else None
    return signed_at is not None and signed_at > nudged_at


def _nudged(day: datetime.date, today: datetime.date) -> str:
    if day == today:
        return _("nudged today")
    return _("nudged on %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")}


HEADER = (
    gettext_lazy("Client"),
    gettext_lazy("Status"),
    gettext_lazy("Key account manager"),
    gettext_lazy("Team"),
    gettext_lazy("Review"),
    gettext_lazy("Due"),
    gettext_lazy("Days late"),
    gettext_lazy("Completeness, %"),
    gettext_lazy("At stake"),
    gettext_lazy("Currency"),
    gettext_lazy("What is wrong"),
    gettext_lazy("Marks"),
)


def table_of(dossiers: DossierQuerySet, user: User, today: datetime.date) -> Iterator[Sequence[Any]]:
    """Rows for the export, read in portions."""
    for values in as_rows(dossiers, today).iterator(chunk_size=2_000):
        row = row_of(values, user, today)
        yield (
            row.client,
            row.status_label,
            row.kam,
            row.team,
            row.states_in_words,
            row.due_on,
            row.days_late,
            row.completeness,
            row.stake,
            row.currency,
            "; ".join(row.wrong),
            "; ".join(row.marks),
        )
