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
from django.db.models import DateField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, NullIf
from django.utils.formats import date_format

from accounts.models import Account, Contact
from accounts.querysets import folded
from dossiers.description import BY_KEY, FIELD_SECTION
from dossiers.models import Attachment, DiaryEntry, DiaryKind, EventAhead, Fact
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
    """An attachment, by the number of its latest version."""

    account: Account
    pk: int
    number: int
    title: str
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
    """Everything readable about `text`, of one account or all; four statements at most."""
    wanted = folded(text.strip())
    visible = Account.objects.visible_to(user, at)
    contacts = Contact.objects.visible_to(user, at).filter(search_text__contains=wanted)
    if account is not None:
        visible, contacts = visible.filter(pk=account.pk), contacts.filter(account=account)
    readable = visible.order_by().values("pk")
    facts = Fact.objects.filter(account__in=readable, key__in=list(FIELD_SECTION))
    rows = _rows(readable, text)
    return Findings(
        accounts=[] if account else list(visible.containing(text).select_related("kam")[:SHOWN]),
        contacts=list(contacts.select_related("account").order_by("name", "pk")[:SHOWN]),
        facts=[_found_fact(fact, text) for fact in _about(facts, text, "value").order_by("-as_of", "pk")[:SHOWN]],
        diary=[_found_row(row, text) for row in rows if row.of == "diary"],
        events=[_found_row(row, text) for row in rows if row.of == "events"],
        files=[_found_file(row, text) for row in rows if row.of == "files"],
    )


DIARY = ("summary", "promises", "next_step")
EVENT = ("title", "note")
FILE = ("title", "file_name", "note")
# What is read of a row, whatever it is: `name` is a title or a kind, `number` counts versions.
READ = ("of", "pk", "account_id", "account__trade_name", "name", "on", "number", "stored", "headline")


def _rows(readable: QuerySet[Any], text: str) -> list[Any]:
    """Diary entries, events ahead and files about `text` in one statement, each kind in its order."""
    none = {"number": Value(0)}
    diary = _about(DiaryEntry.objects.filter(account__in=readable), text, *DIARY)
    events = _about(EventAhead.objects.filter(account__in=readable), text, *EVENT)
    named = ("title", NullIf("file_name", "title"), "note")
    files = _about(Attachment.objects.filter(account__in=readable), text, *FILE, shown=named)
    arms = [
        diary.annotate(of=Value("diary"), name=F("kind"), **none).order_by("-on", "pk"),
        events.annotate(of=Value("events"), name=F("title"), **none).order_by("on", "pk"),
        files.annotate(
            of=Value("files"), name=F("title"), number=F("latest"), on=Cast("created_at", DateField())
        ).order_by("-on", "pk"),
    ]
    one, *others = [arm.values_list(*READ, named=True)[:SHOWN] for arm in arms]
    found = list(one.union(*others, all=True))
    ahead = sorted((row for row in found if row.of == "events"), key=lambda row: (row.on, row.pk))
    return ahead + sorted((row for row in found if row.of != "events"), key=lambda row: (-row.on.toordinal(), row.pk))


def _about(rows: QuerySet[Any], text: str, *columns: str, shown: Sequence[Any] = ()) -> QuerySet[Any]:
    """Rows with these words in their columns, as they are indexed: one column alone, or three together.

    `shown` stands in for the columns where a snippet of them would repeat itself.
    """
    indexed: Sequence[Any] = columns if len(columns) in (1, 3) else (*columns, Value(""))
    fold = "kam_fold" if len(columns) == 1 else "kam_search_text"
    wanted = folded(text.strip())
    query = SearchQuery(wanted, config="russian", search_type="websearch")
    stored = Func(Value(" "), *(shown or columns), function="concat_ws", output_field=TextField())
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
    title = row.name if row.of == "events" else DiaryKind(row.name).label
    return FoundRow(_account_of(row), f"{title}, {date_format(row.on)}", _snippet(row.stored, text, row.headline))


def _found_file(row: Any, text: str) -> FoundFile:
    return FoundFile(_account_of(row), row.pk, row.number, row.name, _snippet(row.stored, text, row.headline))


def _account_of(row: Any) -> Account:
    """As much of it as a link needs."""
    return Account(pk=row.account_id, trade_name=row.account__trade_name)


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
