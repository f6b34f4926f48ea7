"""One search over what the reader may read: accounts, their people, facts, the diary and events ahead.

Words are found by their stems, Russian and English, and wherever they stand inside a longer word; case, ё and accents
aside. Written in quotes they are found next to each other, and `-word` leaves out what has it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format

from accounts.models import Account, Contact
from accounts.querysets import folded
from dossiers.description import BY_KEY, FIELD_SECTION
from dossiers.diary.narrowing import found_by
from dossiers.finding import Snippet, about, snippet, with_headline
from dossiers.models import DiaryEntry, EventAhead, Fact
from dossiers.values import to_words
from kam_portal.foundation.people.models import User

# So many of a kind are shown; the page says when there are more.
SHOWN = 20


@dataclass(frozen=True)
class FoundFact:
    account: Account
    section: str
    section_key: str
    field: str
    snippet: Snippet


@dataclass(frozen=True)
class FoundRow:
    """A diary entry or an event ahead: `title` says which and of what day."""

    account: Account
    title: str
    snippet: Snippet
    entry_id: int | None = None


@dataclass(frozen=True)
class Findings:
    accounts: list[Account]
    contacts: list[Contact]
    facts: list[FoundFact]
    diary: list[FoundRow]
    events: list[FoundRow]

    @property
    def is_empty(self) -> bool:
        return not (self.accounts or self.contacts or self.facts or self.diary or self.events)

    @property
    def is_cut(self) -> bool:
        return SHOWN in [len(rows) for rows in (self.accounts, self.contacts, self.facts, self.diary, self.events)]


def search(user: User, text: str, at: datetime.date, *, account: Account | None = None) -> Findings:
    """Everything readable about `text`, of one account or all; five statements at most."""
    wanted = folded(text.strip())
    visible = Account.objects.visible_to(user, at)
    contacts = Contact.objects.visible_to(user, at).filter(search_text__contains=wanted)
    if account is not None:
        visible, contacts = visible.filter(pk=account.pk), contacts.filter(account=account)
    readable = visible.order_by().values("pk")
    facts = Fact.objects.filter(account__in=readable, key__in=list(FIELD_SECTION))
    events = EventAhead.objects.filter(account__in=readable)
    return Findings(
        accounts=[] if account else list(visible.containing(text).select_related("kam")[:SHOWN]),
        contacts=list(contacts.select_related("account").order_by("name", "pk")[:SHOWN]),
        facts=[_found_fact(fact, text) for fact in _about(facts, text, "value").order_by("-as_of", "pk")[:SHOWN]],
        diary=[_found_row(row, text) for row in _in_diary(readable, text).order_by("-on", "pk")[:SHOWN]],
        events=[_found_row(row, text) for row in _about(events, text, *EVENT).order_by("on", "pk")[:SHOWN]],
    )


EVENT = ("title", "note")


def _about(rows: QuerySet[Any], text: str, *columns: str) -> QuerySet[Any]:
    return with_headline(about(rows, text, *columns), text, *columns).select_related("account")


def _in_diary(readable: QuerySet[Account, Any], text: str) -> QuerySet[DiaryEntry]:
    return found_by(DiaryEntry.objects.filter(account__in=readable), text).select_related("account")


def _found_fact(fact: Any, text: str) -> FoundFact:
    field = FIELD_SECTION[fact.key][fact.key]
    section = BY_KEY[FIELD_SECTION[fact.key].key]
    found = snippet(to_words(field, fact.value), text, fact.headline)
    return FoundFact(fact.account, str(section.title), section.key, str(field.title), found)


def _found_row(row: Any, text: str) -> FoundRow:
    title = row.title if isinstance(row, EventAhead) else row.get_kind_display()
    entry_id = row.pk if isinstance(row, DiaryEntry) else None
    found = snippet(row.stored, text, row.headline)
    return FoundRow(row.account, f"{title}, {date_format(row.on)}", found, entry_id)
