"""One page before a visit: who, last contacts, open promises, events ahead, what to verify. Nothing is judged here.

Everything is cut to what fits one sheet, and said to be cut; the number of statements is fixed.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, Count, DateField, Exists, ExpressionWrapper, F, Max, OuterRef, Q, QuerySet, When
from django.db.models.functions import Left
from django.utils.functional import Promise

from accounts.models import Account, AccountYear, Contact
from dossiers import ladder
from dossiers.brief.steps import OpenStep, open_steps
from dossiers.completeness import of_section
from dossiers.description import FIELD_SECTION, SECTIONS, SectionKind
from dossiers.models import DiaryEntry, EventAhead, Fact, FinancialYear, Review
from dossiers.reading import Coming, is_stale
from dossiers.reviews import topics as review_topics
from dossiers.values import LEVELS

# Those who are offered to choose from, the ones met most lately first.
OFFERED = 300
# What fits one sheet.
MOST_PEOPLE, PEOPLE, ENTRIES, STEPS, EVENTS, STALE, NAMES = 6, 4, 3, 5, 4, 4, 4
# [ours] An event is worth a word this long before it, and from the beginning of its lead time.
EVENT_DAYS = 90
YEARS = 2
# Answers to the questions of the ladder are single words.
ANSWER_CHARS = 8


@dataclass(frozen=True)
class StaleFact:
    section: str | Promise
    title: str | Promise
    as_of: datetime.date


@dataclass(frozen=True)
class ToVerify:
    """Stale facts, the oldest first; `answered` of `asked` in the running review, None where none runs."""

    stale: Sequence[StaleFact]
    stale_count: int
    empty: Sequence[SectionKind]
    answered: int | None
    asked: int

    @property
    def more_stale(self) -> int:
        return self.stale_count - len(self.stale)

    @property
    def is_clean(self) -> bool:
        return not self.stale_count and not self.empty and self.answered is None


@dataclass(frozen=True)
class Spoken:
    """A diary entry in short; names of those who met, cut to NAMES a side."""

    entry: DiaryEntry
    theirs: str
    ours: str


@dataclass(frozen=True)
class Brief:
    on: datetime.date
    people: Sequence[Contact]
    more_people: int
    is_chosen: bool
    spoken: Sequence[Spoken]
    steps: Sequence[OpenStep]
    more_steps: bool
    events: Sequence[Coming]
    more_events: bool
    to_verify: ToVerify
    sales: Sequence[AccountYear]
    standing: ladder.Standing | None
    client_says: str | Promise

    @property
    def level(self) -> str | Promise:
        """The step of the ladder in words, where the answers allow one alone."""
        return LEVELS[str(self.standing.lowest)] if self.standing and self.standing.is_exact else ""


def contacts_offered(account: Account, chosen: Sequence[int]) -> list[Contact]:
    """The client's people, those met most lately first, with `last_on`; whoever is chosen is among them."""
    people = Contact.objects.filter(account=account).annotate(last_on=Max("theirparticipant__entry__on"))
    first = Case(When(pk__in=chosen, then=0), default=1)
    return list(people.order_by(first, F("last_on").desc(nulls_last=True), "name", "pk")[:OFFERED])


def read_brief(
    account: Account, offered: Sequence[Contact], chosen: Sequence[int], *, on: datetime.date, today: datetime.date
) -> Brief:
    """The brief for a visit on the day `on`, with the `chosen` of the contacts `offered`."""
    wanted = [contact for contact in offered if contact.pk in set(chosen)]
    people = wanted or list(offered[:PEOPLE])
    facts = Fact.objects.filter(account=account).exclude(value="")
    read = list(facts.values_list("key", "as_of", Left("value", ANSWER_CHARS)))
    answers = {key: value for key, _as_of, value in read}
    steps = open_steps(account, today, STEPS + 1)
    events = [Coming(event, (event.on - today).days) for event in _events(account, on, today)]
    spoken = [_spoken(entry) for entry in _entries(account)]
    return Brief(
        on=on,
        people=people[:MOST_PEOPLE],
        more_people=max(0, len(people) - MOST_PEOPLE),
        is_chosen=bool(wanted),
        spoken=spoken,
        steps=steps[:STEPS],
        more_steps=len(steps) > STEPS,
        events=events[:EVENTS],
        more_events=len(events) > EVENTS,
        to_verify=_to_verify(account, {key: as_of for key, as_of, _value in read}, bool(spoken), today),
        sales=list(AccountYear.objects.filter(account=account, sales__isnull=False)[:YEARS]),
        standing=ladder.standing(answers),
        client_says=LEVELS.get(answers.get("client_answer", ""), ""),
    )


def _entries(account: Account) -> QuerySet[DiaryEntry]:
    return (
        DiaryEntry.objects.filter(account=account).prefetch_related("ours", "theirs").order_by("-on", "-pk")[:ENTRIES]
    )


def _spoken(entry: DiaryEntry) -> Spoken:
    theirs = [person.name for person in entry.theirs.all()]
    ours = [person.full_name for person in entry.ours.all()]
    return Spoken(entry, _names(theirs), _names(ours))


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMES])
    return f"{shown} +{len(names) - NAMES}" if len(names) > NAMES else shown


def _events(account: Account, on: datetime.date, today: datetime.date) -> list[EventAhead]:
    """Those not over that come before the visit, or after it within their lead time or EVENT_DAYS."""
    begins = ExpressionWrapper(F("on") - F("lead_days"), output_field=DateField())
    near = Q(on__lte=on + datetime.timedelta(days=EVENT_DAYS)) | Q(begins_on__lte=on)
    coming = EventAhead.objects.filter(account=account, on__gte=today).annotate(begins_on=begins)
    return list(coming.filter(near).order_by("on", "pk")[: EVENTS + 1])


def _to_verify(account: Account, as_of: dict[str, datetime.date], has_diary: bool, today: datetime.date) -> ToVerify:
    months = settings.REVIEW_MONTHS.get(account.status)
    known = [key for key in as_of if key in FIELD_SECTION]
    old = sorted((key for key in known if is_stale(as_of[key], today, months)), key=lambda key: as_of[key])
    own = {"account": OuterRef("pk")}
    rows = Account.objects.filter(pk=account.pk).values_list(
        Exists(FinancialYear.objects.filter(**own)), Exists(EventAhead.objects.filter(**own))
    )
    has_years, has_events = rows.get()
    counted = {"years": has_years, "events": has_events, "diary": has_diary}
    running = Review.objects.running().filter(account=account).annotate(n=Count("answers")).values_list("n", flat=True)
    return ToVerify(
        stale=[_stale_fact(key, as_of[key]) for key in old[:STALE]],
        stale_count=len(old),
        empty=[section for section in SECTIONS if not of_section(section, known, counted).filled],
        answered=running.first(),
        asked=len(review_topics.topics()),
    )


def _stale_fact(key: str, as_of: datetime.date) -> StaleFact:
    section = FIELD_SECTION[key]
    field = section[key]
    return StaleFact(section.title, f"{field.group}: {field.title}" if field.group else field.title, as_of)
