"""What the diary of one account can be narrowed to; people met, and when the last time was."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, When

from accounts.models import Account, Contact
from accounts.who_left import LEFT_LAST, with_left
from dossiers.finding import EVERY_WORD, HEADLINE, about, with_headline
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
    return found_by(found, asked.text, options=EVERY_WORD) if asked.text else found


def found_by(entries: QuerySet[DiaryEntry], text: str, *, options: str = HEADLINE) -> QuerySet[DiaryEntry]:
    """Entries with these words in what happened, was promised or comes next, each with `stored` and `headline`."""
    by_words = about(entries, text, "summary", "promises").order_by().values("pk")
    by_steps = about(NextStep.objects.filter(entry__in=entries.order_by().values("pk")), text, "text")
    found = entries.filter(pk__in=by_words.union(by_steps.order_by().values("entry")))
    steps = NextStep.objects.filter(entry=OuterRef("pk")).order_by().values("entry")
    steps_text = Subquery(steps.annotate(texts=StringAgg("text", delimiter=" ")).values("texts"))
    return with_headline(found, text, "summary", "promises", steps_text, options=options)


def with_steps(entries: QuerySet[DiaryEntry]) -> QuerySet[DiaryEntry]:
    """Entries with their writers and next steps, in one more statement."""
    return entries.select_related("by").prefetch_related(Prefetch("steps", NextStep.objects.select_related("owner")))


def with_people_and_steps(entries: QuerySet[DiaryEntry]) -> QuerySet[DiaryEntry]:
    """The same with everybody who met, in two more."""
    return with_steps(entries).prefetch_related("ours", "theirs")


def our_people_in_diary(account: Account) -> list[tuple[int, str]]:
    """Ids and names of those of us who wrote, met or promised something."""
    entries = DiaryEntry.objects.filter(account=account).order_by()
    named = (
        entries.filter(by__isnull=False)
        .values("by")
        .union(
            OurParticipant.objects.filter(entry__account=account).values("user"),
            NextStep.objects.filter(account=account).order_by().values("owner"),
        )
    )
    return list(User.objects.filter(pk__in=named).order_by("full_name", "pk").values_list("pk", "full_name"))


def contacts_last_met_first(account: Account | int, chosen: Sequence[int] = ()) -> QuerySet[Contact]:
    """The people at the client, each with the day `last_met`; those never met come last, by name,
    and after them who has left.

    Whoever is `chosen`, by id, comes before all others, and is among them even when erased.
    """
    known = Q(erased_on__isnull=True) | Q(pk__in=chosen)
    # Grouped rather than asked of every contact: of 200 people and 500 entries that takes a quarter of the reading.
    people = Contact.objects.filter(known, account=account).annotate(last_met=Max("theirparticipant__entry__on"))
    last_met = F("last_met").desc(nulls_last=True)
    first = Case(When(pk__in=chosen, then=0), default=1)
    return with_left(people).order_by(first, LEFT_LAST, last_met, "name", "pk")


def day_last_met(contact: str = "pk") -> Subquery:
    """The day of the latest entry that mentions a contact, as a column of contacts or of rows that name one."""
    met = TheirParticipant.objects.filter(contact=OuterRef(contact)).order_by("-entry__on")
    return Subquery(met.values("entry__on")[:1])
