"""One search over what the reader may read: accounts, their people, posts, facts, the diary, events, files, plans.

How words are found is told in dossiers/finding.py.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, DateField, F, QuerySet, Value
from django.db.models.functions import Cast, NullIf, TruncDate
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Account, Contact
from accounts.querysets import folded
from decision_map.finding import place_of, posts_about, with_place_on_map
from decision_map.models import Post
from dossiers.description import BY_KEY, FIELD_SECTION, TABLE_SECTION, TABLES
from dossiers.diary.narrowing import found_by
from dossiers.finding import Snippet, about, snippet, with_headline
from dossiers.models import Attachment, ClientLadder, DiaryEntry, DiaryKind, EventAhead, Fact, TableRow
from dossiers.values import to_words
from kam_portal.foundation.people.models import User
from planning.finding import SEARCHED, found_in

# So many of a kind are shown; the page says when there are more.
SHOWN = 20
NONE = Value(0)
FACT, ROW, REMARK, DIARY, EVENT, FILE, POST = OF_DOSSIERS = ("fact", "row", "remark", "diary", "event", "file", "post")
KINDS = (*OF_DOSSIERS, *SEARCHED)
# What is read of everything found in a dossier, on a map or in a plan: `what` is a field, a table, a kind, a title, the
# holder of a post or the title of a plan, `number` the latest version of a file, the map or the plan.
READ = ("of", "pk", "account_id", "account__trade_name", "what", "day", "number", "stored", "headline")


@dataclass(frozen=True)
class FoundFact:
    """A fact, a row of a table or a remark: the section it stands in, and what it is called there."""

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
    pk: int


@dataclass(frozen=True)
class FoundFile:
    """An attachment, by the number of its latest version."""

    account: Account
    pk: int
    number: int
    title: str
    snippet: Snippet


@dataclass(frozen=True)
class FoundPost:
    """A post of a map that its holder's name does not find: where it stands, and who holds it."""

    account: Account
    path: str
    holder: str
    snippet: Snippet


@dataclass(frozen=True)
class FoundInPlan:
    """A goal, an opportunity, an action, a communication or a comment: what it is, and in which plan it stands."""

    account: Account
    path: str
    kind: str
    plan: str
    snippet: Snippet


@dataclass(frozen=True)
class Findings:
    accounts: list[Account]
    contacts: list[Contact]
    facts: list[FoundFact]
    diary: list[FoundRow]
    events: list[FoundRow]
    files: list[FoundFile]
    posts: list[FoundPost]
    plans: list[FoundInPlan]
    # Whether of some kind there is more than is shown.
    is_cut: bool

    @property
    def is_empty(self) -> bool:
        found = (self.accounts, self.contacts, self.facts, self.diary, self.events, self.files, self.posts)
        return not any(found) and not self.plans


def search(user: User, text: str, at: datetime.date, *, account: Account | None = None) -> Findings:
    """Everything readable about `text`, of one account or all; three statements."""
    wanted = folded(text.strip())
    visible = Account.objects.visible_to(user, at)
    contacts = Contact.objects.visible_to(user, at).filter(search_text__contains=wanted)
    if account is not None:
        visible, contacts = visible.filter(pk=account.pk), contacts.filter(account=account)
    found = _in_dossiers(visible.order_by().values("pk"), text)
    accounts = [] if account else list(visible.containing(text).select_related("kam")[: SHOWN + 1])
    people = list(with_place_on_map(contacts).select_related("account").order_by("name", "pk")[: SHOWN + 1])
    for person in people:
        person.path = place_of(person.account_id, **person.place) if person.place else ""  # type: ignore[attr-defined]
    return Findings(
        accounts=accounts[:SHOWN],
        contacts=people[:SHOWN],
        facts=[_found_fact(row, text) for kind in (FACT, ROW, REMARK) for row in found[kind][:SHOWN]],
        diary=[_found_row(row, text) for row in found[DIARY][:SHOWN]],
        events=[_found_row(row, text) for row in found[EVENT][:SHOWN]],
        files=[_found_file(row, text) for row in found[FILE][:SHOWN]],
        posts=[_found_post(row, text) for row in found[POST][:SHOWN]],
        plans=[_found_in_plan(row, text) for kind in SEARCHED for row in found[kind][:SHOWN]],
        is_cut=max(len(accounts), len(people), *map(len, found.values())) > SHOWN,
    )


def _in_dossiers(readable: QuerySet[Account, Any], text: str) -> dict[str, list[Any]]:
    """Everything of dossiers, maps and plans about `text`, by its kind, in one statement.

    The latest first, of events the next.
    """

    def of(model: Any, **narrowed: Any) -> QuerySet[Any]:
        return model.objects.filter(account__in=readable, **narrowed)

    def arm(kind: str, rows: QuerySet[Any], what: Any, day: Any, number: Any = NONE) -> QuerySet[Any]:
        words = {"of": Value(kind), "number": number, "what": Cast(what, CharField()), "day": Cast(day, DateField())}
        ordered = rows.annotate(**words).order_by("day" if kind == EVENT else F("day").desc(nulls_last=True), "pk")
        return ordered.values_list(*READ, named=True)[: SHOWN + 1]

    one, *others = (
        arm(FACT, _about(of(Fact, key__in=list(FIELD_SECTION)), text, "value"), F("key"), F("as_of")),
        arm(ROW, _about(of(TableRow, table__in=list(TABLES)), text, "text"), F("table"), F("as_of")),
        arm(REMARK, _about(of(ClientLadder), text, "remark"), Value(""), TruncDate("answered_at")),
        arm(DIARY, found_by(of(DiaryEntry), text), F("kind"), F("on")),
        arm(EVENT, _about(of(EventAhead), text, "title", "note"), F("title"), F("on")),
        arm(FILE, _files(of(Attachment), text), F("title"), TruncDate("created_at"), F("latest")),
        arm(POST, _posts(of(Post), text), F("holder"), Value(None), F("map")),
        *(
            arm(kind, found_in(of(one.model), kind, text), F("plan__title"), one.day, F("plan_id"))
            for kind, one in SEARCHED.items()
        ),
    )
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for row in one.union(*others, all=True):
        found[row.of].append(row)
    return {kind: _ordered(rows, next_first=kind == EVENT) for kind, rows in found.items()}


def _ordered(rows: Iterable[Any], *, next_first: bool) -> list[Any]:
    """The order of each kind, which a union of all does not keep."""
    sign = 1 if next_first else -1
    return sorted(rows, key=lambda row: (row.day is None, sign * row.day.toordinal() if row.day else 0, row.pk))


def _about(rows: QuerySet[Any], text: str, *columns: str) -> QuerySet[Any]:
    return with_headline(about(rows, text, *columns), text, *columns)


def _files(files: QuerySet[Any], text: str) -> QuerySet[Any]:
    """A title that is the name of the file is shown once."""
    found = about(files, text, "title", "file_name", "note")
    return with_headline(found, text, "title", NullIf("file_name", "title"), "note")


def _posts(posts: QuerySet[Any], text: str) -> QuerySet[Any]:
    return with_headline(posts_about(posts, text), text, "title", NullIf("unit", Value("")))


def _found_fact(row: Any, text: str) -> FoundFact:
    stored = row.stored
    if row.of == FACT:
        section = FIELD_SECTION[row.what]
        title, stored = section[row.what].title, to_words(section[row.what], stored)
    elif row.of == ROW:
        section, title = TABLE_SECTION[row.what], TABLES[row.what].title
    else:
        section, title = BY_KEY["ladder"], _("The client's remark")
    found = snippet(stored, text, row.headline)
    return FoundFact(_account_of(row), str(section.title), section.key, str(title), found)


def _found_row(row: Any, text: str) -> FoundRow:
    title = DiaryKind(row.what).label if row.of == DIARY else row.what
    found = snippet(row.stored, text, row.headline)
    return FoundRow(_account_of(row), f"{title}, {date_format(row.day)}", found, row.pk)


def _found_file(row: Any, text: str) -> FoundFile:
    return FoundFile(_account_of(row), row.pk, row.number, row.what, snippet(row.stored, text, row.headline))


def _found_post(row: Any, text: str) -> FoundPost:
    path = place_of(row.account_id, row.number, post=row.pk)
    return FoundPost(_account_of(row), path, row.what or "", snippet(row.stored, text, row.headline))


def _found_in_plan(row: Any, text: str) -> FoundInPlan:
    one = SEARCHED[row.of]
    path = one.path(row.number, row.pk)
    return FoundInPlan(_account_of(row), path, str(one.title), row.what, snippet(row.stored, text, row.headline))


def _account_of(row: Any) -> Account:
    """As much of it as a link needs."""
    return Account(pk=row.account_id, trade_name=row.account__trade_name)
