"""How we stand with one client: what the floors know, gathered for one page in a fixed number of statements."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value, Window

from accounts.contact_columns import with_columns
from accounts.listing import Cell
from accounts.models import (
    Account,
    AccountMember,
    AccountYear,
    Candidate,
    Contact,
    Decision,
    Ground,
    Round,
    StatusChange,
)
from accounts.who_left import LEFT_LAST, with_left
from dossiers.listed import due_in_words
from dossiers.models import DiaryEntry, EventAhead, NextStep
from kam_portal.foundation.alongside import Alongside
from kam_portal.foundation.charts.amounts import short_amount
from kam_portal.foundation.charts.bars import Bar, BarChart, bar_chart
from kam_portal.foundation.people.models import User
from kam_portal.foundation.statements import Statement

CONTACTS_SHOWN, EVENTS_SHOWN, STEPS_SHOWN, DIARY_SHOWN, GROUP_SHOWN = 6, 6, 6, 3, 20
YEARS_DRAWN = 6
CHART_WIDTH, CHART_HEIGHT = 300, 110


@dataclass(frozen=True)
class Ahead:
    """A step with its owner, or an event with its kind."""

    on: datetime.date
    text: str
    beside: str


@dataclass(frozen=True)
class Overview:
    due: Cell | None
    grounds: list[str]
    decision: StatusChange | None
    years: list[AccountYear]
    chart: BarChart | None
    currency: str
    group: list[Account]
    contacts: list[Contact]
    contact_count: int
    members: list[AccountMember]
    events: list[Ahead]
    steps: list[Ahead]
    diary: list[DiaryEntry]
    place: Candidate | None

    @property
    def decided(self) -> Decision | None:
        """What the latest published round decided."""
        return getattr(self.place, "decision", None)

    @property
    def latest_sales(self) -> AccountYear | None:
        return next((year for year in self.years if year.sales is not None), None)

    @property
    def latest_amount(self) -> str:
        return short_amount(self.latest_sales.sales) if self.latest_sales else ""

    @property
    def bars(self) -> list[tuple[Bar, str]]:
        """The bars with their amounts in words."""
        return [(bar, short_amount(bar.value)) for bar in self.chart.bars] if self.chart else []

    @property
    def more_contacts(self) -> bool:
        return self.contact_count > len(self.contacts)


def overview_of(user: User, account: Account, today: datetime.date) -> Overview:
    """Everything the page shows of `account`, as `user` may see it on that day."""
    [along] = _ALONG.ask(account=account.pk)
    years = _YEARS.loaded(along.year_rows)
    currency = years[0].currency if years else ""
    contacts = list(_contacts(account))
    diary = DiaryEntry.objects.filter(account=account)
    steps, events = _ahead(account, today)
    return Overview(
        due=_due(account, today),
        grounds=[str(Ground(key).label) for key in account.grounds],
        decision=StatusChange.objects.filter(account=account).select_related("decided_by", "round").first(),
        years=years,
        chart=_sales_chart(years, currency),
        currency=currency,
        group=list(_group(user, account, today)),
        contacts=contacts,
        contact_count=contacts[0].of_all if contacts else 0,  # type: ignore[attr-defined]
        members=_MEMBERS.loaded(along.member_rows),
        events=events,
        steps=steps,
        diary=list(diary.select_related("by").order_by("-on", "-pk")[:DIARY_SHOWN]),
        place=_place(account),
    )


_YEARS = Alongside(AccountYear, "year", "currency", "sales", "margin", "cost_to_serve")
_MEMBERS = Alongside(AccountMember, "function", "can_edit", "user__full_name")


def _along(account: Any) -> QuerySet[Any]:
    """Our sales, the latest first, and the account team by name."""
    years = AccountYear.objects.filter(account=OuterRef("pk")).order_by("-year")
    members = AccountMember.objects.filter(account=OuterRef("pk")).order_by("user__full_name")
    found = Account.objects.filter(pk=account).only("pk").order_by()
    return found.annotate(year_rows=_YEARS.of(years), member_rows=_MEMBERS.of(members))


_ALONG = Statement(_along, account=int)


def _due(account: Account, today: datetime.date) -> Cell | None:
    """How the due date reads; None for a status without reviews."""
    dossier = getattr(account, "dossier", None)
    return due_in_words(dossier.due_on, dossier.review_state, today) if dossier and dossier.due_on else None


def _ahead(account: Account, today: datetime.date) -> tuple[list[Ahead], list[Ahead]]:
    """The next steps and the next events, in one statement."""
    steps = NextStep.objects.open().filter(account=account).order_by("on", "pk")
    events = EventAhead.objects.filter(account=account).ahead(today).order_by("on", "pk")
    read = steps.values_list(Value(True), "on", "pk", "text", "owner__full_name")[:STEPS_SHOWN].union(
        events.values_list(Value(False), "on", "pk", "title", "kind")[:EVENTS_SHOWN], all=True
    )
    kinds = dict(EventAhead._meta.get_field("kind").flatchoices)
    found: tuple[list[Ahead], list[Ahead]] = ([], [])
    for is_step, on, _pk, text, beside in sorted(read, key=lambda row: row[1:3]):
        found[0 if is_step else 1].append(Ahead(on, text, beside if is_step else str(kinds[beside])))
    return found


def _contacts(account: Account) -> QuerySet[Contact]:
    """The first few, each carrying the number of all."""
    people = with_left(with_columns(Contact.objects.known().filter(account=account)))
    return people.annotate(of_all=Window(Count("pk"))).order_by(LEFT_LAST, "name", "pk")[:CONTACTS_SHOWN]


def _group(user: User, account: Account, today: datetime.date) -> QuerySet[Account]:
    """Parent and subsidiaries by their directory cards; `is_readable` where the reader may open them."""
    readable = Account.objects.visible_to(user, today).order_by().filter(pk=OuterRef("pk"))
    family = Account.objects.filter(Q(pk=account.parent_id) | Q(parent=account))
    return family.annotate(is_readable=Exists(readable)).order_by("sort_key", "pk")[:GROUP_SHOWN]


def _place(account: Account) -> Candidate | None:
    """Where the latest published round put the account, with what was decided."""
    published = Candidate.objects.filter(account=account, stays=True, round__state=Round.State.PUBLISHED)
    return published.select_related("round", "decision").order_by("-round__published_on", "-round").first()


def _sales_chart(years: Sequence[AccountYear], currency: str) -> BarChart | None:
    """Sales of the latest years in one currency, the oldest at the left; None with nothing to draw."""
    drawn = [year for year in years[:YEARS_DRAWN] if year.currency == currency][::-1]
    if not any(year.sales is not None for year in drawn):
        return None
    return bar_chart([(str(y.year), y.sales) for y in drawn], width=CHART_WIDTH, height=CHART_HEIGHT)
