"""One page before a visit: who, last contacts, open promises, events ahead, what to verify. Nothing is judged here.

Everything is cut to what fits one sheet, and said to be cut; the number of statements is fixed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Left
from django.utils.functional import Promise

from accounts.models import Account, AccountYear, Contact
from dossiers.brief.promises import Promised, written_promises
from dossiers.brief.steps import OpenStep, open_steps
from dossiers.brief.unverified import ToVerify, to_verify
from dossiers.diary.narrowing import contacts_last_met_first
from dossiers.knowing import known
from dossiers.ladders import ladder
from dossiers.models import DiaryEntry, EventAhead, Fact
from dossiers.reading import Coming
from dossiers.values import LEVELS

# Those who are offered to choose from, the ones met most lately first.
OFFERED = 300
# What fits one sheet.
MOST_PEOPLE, PEOPLE, ENTRIES, STEPS, PROMISES, EVENTS, NAMES = 6, 4, 3, 5, 4, 4, 4
# [ours] An event is worth a word this long before it, and from the beginning of its lead time.
EVENT_DAYS = 90
YEARS = 2
# Answers to the questions of the ladder are single words.
ANSWER_CHARS = 8


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
    promises: Sequence[Promised]
    more_promises: bool
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
    """The client's people, those met most lately first; whoever is chosen is among them."""
    return list(contacts_last_met_first(account, chosen)[:OFFERED])


def read_brief(
    account: Account, offered: Sequence[Contact], chosen: Sequence[int], *, on: datetime.date, today: datetime.date
) -> Brief:
    """The brief for a visit on the day `on`, with the `chosen` of the contacts `offered`."""
    wanted = [contact for contact in offered if contact.pk in set(chosen)]
    people = wanted or list(offered[:PEOPLE])
    spoken = [_spoken(entry) for entry in _entries(account)]
    steps = open_steps(account, today, STEPS + 1)
    promises = written_promises(account, PROMISES + 1)
    events = list(_events(account, on, today))
    facts = list(_facts(account))
    answers = {fact.key: fact.answer for fact in facts}  # type: ignore[attr-defined]
    return Brief(
        on=on,
        people=people[:MOST_PEOPLE],
        more_people=max(0, len(people) - MOST_PEOPLE),
        is_chosen=bool(wanted),
        spoken=spoken,
        steps=steps[:STEPS],
        more_steps=len(steps) > STEPS,
        promises=promises[:PROMISES],
        more_promises=len(promises) > PROMISES,
        events=events[:EVENTS],
        more_events=len(events) > EVENTS,
        to_verify=to_verify(account, facts, has_diary=bool(spoken), today=today),
        sales=list(AccountYear.objects.filter(account=account, sales__isnull=False)[:YEARS]),
        standing=ladder.standing(answers),
        client_says=LEVELS.get(answers.get("client_answer", ""), ""),
    )


def _facts(account: Account) -> QuerySet[Fact]:
    """What is known, each with the beginning of its value alone."""
    return (
        Fact.objects.filter(account=account)
        .exclude(value="")
        .defer("value")
        .annotate(answer=Left("value", ANSWER_CHARS))
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


def _events(account: Account, on: datetime.date, today: datetime.date) -> Iterator[Coming]:
    """Those not over that come before the visit, or after it within their lead time or EVENT_DAYS."""
    near = Q(on__lte=on + datetime.timedelta(days=EVENT_DAYS)) | Q(begins_on__lte=on)
    coming = EventAhead.objects.filter(account=account).ahead(today).with_beginning().select_related("by")
    months = settings.REVIEW_MONTHS.get(account.status)
    for event in coming.filter(near).order_by("on", "pk")[: EVENTS + 1]:
        yield Coming(event, (event.on - today).days, known(event, today, months))
