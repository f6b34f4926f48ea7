"""What the diary of one account can be narrowed to; people met, and when the last time was."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Account, Contact
from dossiers.finding import EVERY_WORD, about, with_headline
from dossiers.models import DiaryEntry, NextStep, OurParticipant, TheirParticipant
from kam_portal.foundation.people.models import User


@dataclass(frozen=True)
class Asked:
    """Filters of the diary; what is left out narrows nothing. `since` and `until` are days of entries, both included.

    `ours` and `theirs` are ids: who wrote, met or promised something of us, and whom of the client we met.
    """

    kind: str = ""
    text: str = ""
    mood: str = ""
    ours: int | None = None
    theirs: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    only_open: bool = False


def narrowed(entries: QuerySet[DiaryEntry], asked: Asked) -> QuerySet[DiaryEntry]:
    conditions = {"kind": asked.kind, "mood": asked.mood, "on__gte": asked.since, "on__lte": asked.until}
    found = entries.filter(**{name: value for name, value in conditions.items() if value})
    steps = NextStep.objects.filter(entry=OuterRef("pk"))
    if asked.ours is not None:
        met = OurParticipant.objects.filter(entry=OuterRef("pk"), user=asked.ours)
        found = found.filter(Q(by=asked.ours) | Exists(met) | Exists(steps.filter(owner=asked.ours)))
    if asked.theirs is not None:
        found = found.filter(Exists(TheirParticipant.objects.filter(entry=OuterRef("pk"), contact=asked.theirs)))
    if asked.only_open:
        found = found.filter(Exists(steps.open()))
    if not asked.text:
        return found
    by_words = about(entries, asked.text, "summary", "promises").order_by().values("pk")
    by_steps = about(NextStep.objects.filter(entry__in=entries.order_by().values("pk")), asked.text, "text")
    found = found.filter(pk__in=by_words.union(by_steps.order_by().values("entry")))
    return with_headline(found, asked.text, "summary", "promises", options=EVERY_WORD)


def with_steps(entries: QuerySet[DiaryEntry]) -> QuerySet[DiaryEntry]:
    """Entries with their writers and next steps, in one more statement."""
    return entries.select_related("by").prefetch_related(Prefetch("steps", NextStep.objects.select_related("owner")))


def with_people_and_steps(entries: QuerySet[DiaryEntry]) -> QuerySet[DiaryEntry]:
    """The same with everybody who met, in two more."""
    return with_steps(entries).prefetch_related("ours", "theirs")


def people_in_diary(account: Account) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Ids and names of those the diary mentions: of the client, the last one met first, and of us by name."""
    met = contacts_last_met_first(account).filter(last_met__isnull=False)
    theirs = list(met.values_list("pk", "name"))
    entries = DiaryEntry.objects.filter(account=account).order_by()
    named = (
        entries.filter(by__isnull=False)
        .values("by")
        .union(
            OurParticipant.objects.filter(entry__account=account).values("user"),
            NextStep.objects.filter(account=account).order_by().values("owner"),
        )
    )
    return theirs, list(User.objects.filter(pk__in=named).order_by("full_name", "pk").values_list("pk", "full_name"))


def contacts_last_met_first(account: Account) -> QuerySet[Contact]:
    """The people at the client, each with the day `last_met`; those never met come last, by name."""
    people = Contact.objects.filter(account=account).annotate(last_met=Max("diary__on"))
    return people.order_by(F("last_met").desc(nulls_last=True), "name", "pk")


def last_contacts(account: Account) -> dict[int, datetime.date]:
    """Contact id -> day of the latest entry that mentions the person, in one statement; nobody who was never met."""
    met = TheirParticipant.objects.filter(entry__account=account).order_by()
    return dict(met.values_list("contact").annotate(last=Max("entry__on")))
