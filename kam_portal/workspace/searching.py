"""One search over what the reader may read: accounts, their people, facts, the diary, events ahead and files.

Words are found by their stems, Russian and English, and wherever they stand inside a longer word; case, ё and accents
aside. Written in quotes they are found next to each other, and `-word` leaves out what has it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func, Q, QuerySet, TextField, Value
from django.utils.formats import date_format

from accounts.models import Account, Contact
from accounts.querysets import folded
from dossiers.description import BY_KEY, FIELD_SECTION
from dossiers.models import Attachment, DiaryEntry, EventAhead, Fact
from dossiers.values import to_words
from kam_portal.foundation.people.models import User

# So many of a kind are shown; the page says when there are more.
SHOWN = 20
AROUND = 80
# Marks that nobody can type; PostgreSQL sets them around the words it found.
START, STOP = "\x02", "\x03"
IN_RUSSIAN = "ts_headline('russian'::regconfig, %(expressions)s)"
HEADLINE = f"StartSel={START}, StopSel={STOP}, MaxFragments=1, MaxWords=30, MinWords=12"


@dataclass(frozen=True)
class Snippet:
    """The found words with what stands around them; `found` is empty when only the fold of accents matched."""

    before: str
    found: str
    after: str


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


@dataclass(frozen=True)
class FoundFile:
    """An attachment by its title, its file's name or its note."""

    account: Account
    file: Attachment
    snippet: Snippet


@dataclass(frozen=True)
class Findings:
    accounts: list[Account]
    contacts: list[Contact]
    facts: list[FoundFact]
    diary: list[FoundRow]
    events: list[FoundRow]
    files: list[FoundFile]

    @property
    def _all(self) -> tuple[Sequence[Any], ...]:
        return self.accounts, self.contacts, self.facts, self.diary, self.events, self.files

    @property
    def is_empty(self) -> bool:
        return not any(self._all)

    @property
    def is_cut(self) -> bool:
        return SHOWN in [len(rows) for rows in self._all]


def search(user: User, text: str, at: datetime.date, *, account: Account | None = None) -> Findings:
    """Everything readable about `text`, of one account or all; six statements at most."""
    wanted = folded(text.strip())
    visible = Account.objects.visible_to(user, at)
    contacts = Contact.objects.visible_to(user, at).filter(search_text__contains=wanted)
    if account is not None:
        visible, contacts = visible.filter(pk=account.pk), contacts.filter(account=account)
    readable = visible.order_by().values("pk")
    facts = Fact.objects.filter(account__in=readable, key__in=list(FIELD_SECTION))
    diary = DiaryEntry.objects.filter(account__in=readable)
    events = EventAhead.objects.filter(account__in=readable)
    files = Attachment.objects.filter(account__in=readable)
    return Findings(
        accounts=[] if account else list(visible.containing(text).select_related("kam")[:SHOWN]),
        contacts=list(contacts.select_related("account").order_by("name", "pk")[:SHOWN]),
        facts=[_found_fact(fact, text) for fact in _about(facts, text, "value").order_by("-as_of", "pk")[:SHOWN]],
        diary=[_found_row(row, text) for row in _about(diary, text, *DIARY).order_by("-on", "pk")[:SHOWN]],
        events=[_found_row(row, text) for row in _about(events, text, *EVENT).order_by("on", "pk")[:SHOWN]],
        files=[_found_file(row, text) for row in _about(files, text, *FILE).order_by("title", "pk")[:SHOWN]],
    )


DIARY = ("summary", "promises", "next_step")
EVENT = ("title", "note")
FILE = ("title", "file_name", "note")


def _about(rows: QuerySet[Any], text: str, *columns: str) -> QuerySet[Any]:
    """Rows with these words in their columns, as they are indexed: one column alone, or three together."""
    indexed: Sequence[Any] = columns if len(columns) in (1, 3) else (*columns, Value(""))
    fold = "kam_fold" if len(columns) == 1 else "kam_search_text"
    wanted = folded(text.strip())
    query = SearchQuery(wanted, config="russian", search_type="websearch")
    stored = Func(Value(" "), *columns, function="concat_ws", output_field=TextField())
    found = rows.alias(
        words=Func(*indexed, function="kam_words", output_field=SearchVectorField()),
        whole=Func(*indexed, function=fold, output_field=TextField()),
    ).filter(Q(words=query) | Q(whole__contains=wanted))
    return found.select_related("account").annotate(
        stored=stored, headline=Func(stored, query, Value(HEADLINE), template=IN_RUSSIAN, output_field=TextField())
    )


def _found_fact(fact: Any, text: str) -> FoundFact:
    field = FIELD_SECTION[fact.key][fact.key]
    section = BY_KEY[FIELD_SECTION[fact.key].key]
    snippet = _snippet(to_words(field, fact.value), text, fact.headline)
    return FoundFact(fact.account, str(section.title), section.key, str(field.title), snippet)


def _found_row(row: Any, text: str) -> FoundRow:
    title = row.title if isinstance(row, EventAhead) else row.get_kind_display()
    return FoundRow(row.account, f"{title}, {date_format(row.on)}", _snippet(row.stored, text, row.headline))


def _found_file(row: Any, text: str) -> FoundFile:
    """A title that is the file's name is not said twice."""
    stored = row.stored.removeprefix(f"{row.title} ") if row.title == row.file_name else row.stored
    return FoundFile(row.account, row, _snippet(stored, text, row.headline))


def _snippet(value: str, text: str, headline: str) -> Snippet:
    """The text as it was typed where it stands so, or else the words of its stems."""
    typed = cut_out(value, text)
    if typed.found or START not in headline:
        return typed
    before, found = headline.split(START, 1)
    found, after = found.split(STOP, 1)
    return Snippet(before, found, after.replace(START, "").replace(STOP, ""))


def cut_out(value: str, text: str) -> Snippet:
    """The first place in `value` where `text` stands, with some words around it."""
    place = _plain(value).find(_plain(text.strip()))
    if place < 0:
        return Snippet(value[: 2 * AROUND], "", "…" if len(value) > 2 * AROUND else "")
    end = place + len(text.strip())
    start, stop = max(0, place - AROUND), min(len(value), end + AROUND)
    before = ("…" if start else "") + value[start:place]
    return Snippet(before, value[place:end], value[end:stop] + ("…" if stop < len(value) else ""))


def _plain(text: str) -> str:
    """Lower case and ё as е, letter for letter, so that places agree with the original."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text).replace("ё", "е")
