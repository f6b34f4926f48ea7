"""One search over what the reader may read: accounts, their people, facts, clients' remarks, the diary, events ahead.

Words are found by their stems, Russian and English, and wherever they stand inside a longer word; case, ё and accents
aside. Written in quotes they are found next to each other, and `-word` leaves out what has it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, TruncDate
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Account, Contact
from accounts.querysets import folded
from dossiers.description import BY_KEY, FIELD_SECTION
from dossiers.models import ClientLadder, DiaryEntry, EventAhead, Fact
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
    remarks = ClientLadder.objects.filter(account__in=readable)
    diary = DiaryEntry.objects.filter(account__in=readable)
    events = EventAhead.objects.filter(account__in=readable)
    return Findings(
        accounts=[] if account else list(visible.containing(text).select_related("kam")[:SHOWN]),
        contacts=list(contacts.select_related("account").order_by("name", "pk")[:SHOWN]),
        facts=_found_facts(_about(facts, text, "value"), _about(remarks, text, "remark"), text),
        diary=[_found_row(row, text) for row in _about(diary, text, *DIARY).order_by("-on", "pk")[:SHOWN]],
        events=[_found_row(row, text) for row in _about(events, text, *EVENT).order_by("on", "pk")[:SHOWN]],
    )


DIARY = ("summary", "promises", "next_step")
EVENT = ("title", "note")
REMARK = Value("remark", output_field=TextField())


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


def _found_facts(facts: QuerySet[Any], remarks: QuerySet[Any], text: str) -> list[FoundFact]:
    """Facts, and the remarks that clients wrote beside their answers, by one statement; the latest first."""
    kinds = (facts, F("as_of"), Cast("key", TextField())), (remarks, TruncDate("answered_at"), REMARK)
    first, second = (
        rows.order_by(day.desc(), "pk")
        .annotate(day=day, named=F("account__trade_name"), what=what)
        .values_list("account_id", "named", "what", "stored", "headline", "day", "pk")[:SHOWN]
        for rows, day, what in kinds
    )
    found = first.union(second, all=True).order_by("-day", "pk")[:SHOWN]
    return [_found_fact(pk, name, what, stored, mark, text) for pk, name, what, stored, mark, _day, _pk in found]


def _found_fact(account_id: int, name: str, what: str, stored: str, headline: str, text: str) -> FoundFact:
    account = Account(pk=account_id, trade_name=name)
    section = FIELD_SECTION.get(what, BY_KEY["ladder"])
    remark = what not in FIELD_SECTION
    title, value = (
        (_("The client's remark"), stored) if remark else (section[what].title, to_words(section[what], stored))
    )
    return FoundFact(account, str(section.title), section.key, str(title), _snippet(value, text, headline))


def _found_row(row: Any, text: str) -> FoundRow:
    title = row.title if isinstance(row, EventAhead) else row.get_kind_display()
    return FoundRow(row.account, f"{title}, {date_format(row.on)}", _snippet(row.stored, text, row.headline))


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
