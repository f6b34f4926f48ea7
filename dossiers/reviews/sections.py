"""The dossier's own sections as topics of a review: facts, years, contacts, events ahead and the diary."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Account, AccountYear, BuyingCriterion, Competitor, Contact, CriterionScore
from dossiers.description import BY_KEY, RETIRED, SECTIONS, TABLE_SECTION, TABLES
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.models import (
    Attachment,
    ClientLadder,
    CompetitorLadder,
    DiaryEntry,
    DiaryKind,
    EventAhead,
    Fact,
    FinancialYear,
    NextStep,
    Section,
    TableRow,
)
from dossiers.models.provenance import Provenance
from dossiers.reviews.table_rows import read_rows, row_in_words
from dossiers.reviews.topics import Confirmed, Entry, Topic, Trace, Words
from dossiers.reviews.traces import fact_traces, row_traces
from dossiers.staleness import stale_of
from dossiers.values import to_stored, to_words


@dataclass(frozen=True)
class RowKind:
    """Rows that belong to a section beside its facts; the fields `named_by` make the title."""

    key: str
    topic: str
    model: type[models.Model]
    fields: tuple[str, ...]
    named_by: tuple[str, ...]
    title: Callable[[Mapping[str, str]], str]
    # Relations whose names are among the fields, and the field that says when the row was last verified.
    related: tuple[str, ...] = ()
    as_of: str = ""
    # Whether "still true" in a review moves that date; else only the client moves it.
    is_confirmed: bool = True
    # URL name of the page that edits one row, by account and id.
    edited_at: str = ""
    # With what its changes are read.
    read_with: str = "dossier"

    @property
    def has_provenance(self) -> bool:
        return issubclass(self.model, Provenance)

    # What reviews signed earlier know of such a row beside its present fields, read like a field of another kind.
    formerly: Mapping[str, tuple[str, str]] = field(default_factory=dict)


# An entry had one next step, in columns of its own; the step that was made a row took the number of its entry.
STEP_OF_AN_ENTRY = {
    "next_step": ("next_step", "text"),
    "next_step_on": ("next_step", "on"),
    "next_step_done_on": ("next_step", "done_on"),
}


def _diary_title(row: Mapping[str, str]) -> str:
    kind = DiaryKind(row["kind"]).label if row["kind"] in DiaryKind.values else row["kind"]
    return _("%(kind)s on %(date)s") % {"kind": kind, "date": _date(row["on"])}


def _score_title(row: Mapping[str, str]) -> str:
    return _("%(criterion)s: %(supplier)s") % {"criterion": row["criterion"], "supplier": row["competitor"] or _("We")}


def _client_title(row: Mapping[str, str]) -> str:
    at = parse_datetime(row["answered_at"])
    day = formats.date_format(timezone.localtime(at), "DATE_FORMAT") if at else row["answered_at"]
    values = {"who": row["contact"] or _("the client"), "date": day}
    return _("Own answer of %(who)s, %(date)s") % values


ROWS: tuple[RowKind, ...] = (
    RowKind(
        "financial",
        "general",
        FinancialYear,
        ("year", "currency", "turnover", "profit", "headcount", "is_estimate"),
        ("year",),
        lambda row: _("The client's figures of %(year)s") % row,
        as_of="as_of",
        edited_at="financial_edit",
        read_with="sales",
    ),
    RowKind(
        "sales",
        "relationship",
        AccountYear,
        ("year", "currency", "sales", "margin", "cost_to_serve"),
        ("year",),
        lambda row: _("Our sales of %(year)s") % row,
        edited_at="year_edit",
        read_with="sales",
    ),
    RowKind(
        "contact",
        "decision",
        Contact,
        ("name", "title", "emails", "phones"),
        ("name",),
        lambda row: row["name"],
        as_of="verified_on",
        edited_at="contact_edit",
        read_with="people",
    ),
    RowKind(
        "criterion",
        "competitors",
        BuyingCriterion,
        ("name", "weight", "verified_on", "source"),
        ("name",),
        lambda row: row["name"],
        as_of="verified_on",
        is_confirmed=False,
    ),
    RowKind("competitor", "competitors", Competitor, ("name",), ("name",), lambda row: row["name"]),
    RowKind(
        "criterion_score",
        "competitors",
        CriterionScore,
        ("criterion", "competitor", "value"),
        ("criterion", "competitor"),
        _score_title,
        related=("criterion", "competitor"),
    ),
    RowKind(
        "competitor_ladder",
        "ladder",
        CompetitorLadder,
        ("competitor", *FAVOURABLE),
        ("competitor",),
        lambda row: row["competitor"],
        related=("competitor",),
        as_of="as_of",
    ),
    # Nobody of us can verify it by looking again: the client is asked anew.
    RowKind(
        "client_ladder",
        "ladder",
        ClientLadder,
        ("contact", "answered_at", *FAVOURABLE, "remark"),
        ("contact", "answered_at"),
        _client_title,
        related=("contact",),
    ),
    RowKind(
        "event",
        "events",
        EventAhead,
        ("title", "on", "kind", "lead_days", "note"),
        ("title",),
        lambda row: row["title"],
        as_of="as_of",
        edited_at="event_edit",
        read_with="events",
    ),
    RowKind(
        "diary",
        "diary",
        DiaryEntry,
        ("on", "kind", "mood", "summary", "promises"),
        ("on", "kind"),
        _diary_title,
        edited_at="diary_edit",
        formerly=STEP_OF_AN_ENTRY,
        read_with="diary",
    ),
    RowKind(
        "next_step",
        "diary",
        NextStep,
        ("text", "on", "done_on"),
        ("text",),
        lambda row: _("Next step “%(text)s”") % row,
        edited_at="next_step_edit",
        read_with="diary",
    ),
    RowKind(
        "attachment",
        "diary",
        Attachment,
        ("title", "latest", "note"),
        ("title",),
        lambda row: row["title"],
        edited_at="attachment_edit",
        read_with="diary",
    ),
)
ROW_BY_KEY = {kind.key: kind for kind in ROWS}
# Models whose as-of dates a review moves.
CONFIRMED: tuple[type[models.Model], ...] = (
    TableRow,
    *(kind.model for kind in ROWS if kind.as_of and kind.is_confirmed),
)


class Sections:
    """The sections of description.py with the rows that belong to them."""

    topics: Sequence[Topic] = tuple(Topic(s.key, s.letter, s.title) for s in SECTIONS)

    def concerned(self, accounts: Collection[int]) -> Collection[int]:
        return accounts

    def read(self, account: Account, topics: Collection[str]) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {topic: [] for topic in topics}
        fields = {topic: [field.key for field in BY_KEY[topic].fields] for topic in topics}
        asked = Fact.objects.filter(account=account, key__in=chain.from_iterable(fields.values())).exclude(value="")
        facts = {fact.key: fact for fact in asked.select_related("by")}
        for topic, keys in fields.items():
            found[topic] += [_fact_entry(facts[key]) for key in keys if key in facts]
        for topic, described in read_rows(account, topics).items():
            found[topic] += described
        for kind in ROWS:
            if kind.topic not in topics:
                continue
            rows = kind.model._default_manager.filter(account=account)
            related = [*kind.related, *(["by"] if kind.has_provenance else [])]
            rows = rows.select_related(*related) if related else rows
            found[kind.topic] += [_row_entry(kind, row) for row in rows]
        return found

    def read_with(self, topic: str, key: str) -> str:
        kind, colon, _pk = key.partition(":")
        if not colon:
            return "dossier"
        return TABLES[kind].read_with if kind in TABLES else ROW_BY_KEY[kind].read_with if kind in ROW_BY_KEY else ""

    def as_now(self, topic: str, frozen: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
        """Rows with the fields they have today; a step that was a part of its entry is a row."""
        found: dict[str, Mapping[str, str]] = {}
        for key, value in frozen.items():
            name, colon, number = key.partition(":")
            kind = ROW_BY_KEY.get(name) if colon else None
            found[key] = {f: value.get(f, "") for f in kind.fields} if kind else value
            if kind and value.get("next_step") and kind.formerly:
                step = {column: value.get(former, "") for former, (_key, column) in kind.formerly.items()}
                found[f"next_step:{number}"] = step
        return found

    def in_words(self, topic: str, entry: Entry) -> Words:
        kind, colon, _pk = entry.key.partition(":")
        if colon and kind in ROW_BY_KEY:
            return Words(str(ROW_BY_KEY[kind].title(entry.value)), _row_text(ROW_BY_KEY[kind], entry.value))
        if colon and kind in TABLES:
            return row_in_words(kind, entry.value)
        text = entry.value.get("value", "")
        try:
            known = BY_KEY[topic][entry.key]
        except KeyError:
            return Words(str(RETIRED.get(entry.key, entry.key)), text)
        return Words(known.full_title, to_words(known, text))

    def stale_keys(self, account: Account, today: datetime.date, months: int | None) -> set[str]:
        return {stale.key for stale in stale_of(account, today, months)}

    def is_over(self, topic: str, entry: Entry, today: datetime.date) -> bool:
        return entry.key.startswith("event:") and datetime.date.fromisoformat(entry.value["on"]) < today

    def traces(self, account: Account, keys: Iterable[str]) -> dict[str, Trace]:
        rows: dict[type[models.Model], dict[int, str]] = {}
        facts: list[str] = []
        for key in keys:
            kind, colon, pk = key.partition(":")
            if not colon:
                facts.append(key)
            elif kind in TABLES or kind in ROW_BY_KEY:
                model = TableRow if kind in TABLES else ROW_BY_KEY[kind].model
                rows.setdefault(model, {})[int(pk)] = key
        return fact_traces(account, facts) | row_traces(account, rows, CONFIRMED)

    def hold(self, account: Account) -> None:
        """Whoever saves a section locks it first, so its facts need no lock of their own; rows are saved one by one."""
        held: tuple[type[models.Model], ...] = (Section, *CONFIRMED)
        for model in held:
            rows = model._default_manager.filter(account=account).order_by("pk")
            list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))

    def confirm(self, account: Account, found: Confirmed, on: datetime.date) -> None:
        """A review confirms provenance: as-of moves up, author and source stay those of the value."""
        if not found.topics and not found.keys:
            return
        whole = Q(section__in=found.topics) & ~Q(key__in=found.unknown) | Q(key__in=found.keys)
        Fact.objects.filter(whole, account=account, as_of__lt=on).exclude(value="").update(as_of=on)
        tables = [table for table, section in TABLE_SECTION.items() if section.key in found.topics]
        rows = Q(table__in=tables) & ~Q(pk__in=_ids(found.unknown, *TABLES)) | Q(pk__in=_ids(found.keys, *TABLES))
        _move_up(TableRow.objects.filter(rows, account=account), "as_of", on)
        for kind in ROWS:
            if kind.as_of and kind.is_confirmed:
                named = Q(pk__in=_ids(found.keys, kind.key))
                rows = ~Q(pk__in=_ids(found.unknown, kind.key)) if kind.topic in found.topics else named
                _move_up(kind.model._default_manager.filter(rows, account=account), kind.as_of, on)

    def path(self, account: Account, topic: str) -> str:
        if topic == "diary":
            return reverse("diary", args=[account.pk])
        if topic in BY_KEY and BY_KEY[topic].fields:
            return reverse("section_edit", args=[account.pk, topic])
        return reverse("dossier", args=[account.pk])

    def entry_path(self, account: Account, topic: str, key: str) -> str:
        kind, colon, pk = key.partition(":")
        if kind in TABLES and colon:
            return reverse("row_edit", args=[account.pk, pk])
        if colon and kind in ROW_BY_KEY and ROW_BY_KEY[kind].edited_at:
            return reverse(ROW_BY_KEY[kind].edited_at, args=[account.pk, pk])
        return "" if colon else self.path(account, topic)


def _ids(keys: Iterable[str], *kinds: str) -> list[int]:
    """The ids of rows of these kinds among the keys of entries."""
    parted = (key.partition(":") for key in keys)
    return [int(pk) for kind, colon, pk in parted if colon and kind in kinds]


def _move_up(rows: QuerySet[Any], column: str, on: datetime.date) -> None:
    """The rows are known as of that day, unless they are already."""
    rows.filter(Q(**{f"{column}__lt": on}) | Q(**{column: None})).update(**{column: on})


def _fact_entry(fact: Fact) -> Entry:
    by = fact.by.full_name if fact.by else ""
    return Entry(fact.key, {"value": fact.value}, fact.as_of.isoformat(), by, fact.source)


def _row_entry(kind: RowKind, row: models.Model) -> Entry:
    as_of = _stored(getattr(row, kind.as_of)) if kind.as_of else ""
    values = {name: _stored(getattr(row, name)) for name in kind.fields}
    provenance = (row.by.full_name if row.by else "", row.source) if isinstance(row, Provenance) else ()
    return Entry(f"{kind.key}:{row.pk}", values, as_of, *provenance)


def _stored(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return "\n".join(value)
    return to_stored(value)


def _row_text(kind: RowKind, row: Mapping[str, str]) -> str:
    """The row's other fields as lines of label and value; also those it had when an earlier review was signed."""
    lines = []
    for name in (*kind.fields, *kind.formerly):
        key, column = kind.formerly.get(name, (kind.key, name))
        model = ROW_BY_KEY[key].model
        text = _field_in_words(model, column, row.get(name, ""))
        if text and name not in kind.named_by:
            label = str(model._meta.get_field(column).verbose_name)  # type: ignore[union-attr]
            lines.append(f"{capfirst(label)}{'' if label.endswith('?') else ':'} {text}")
    return "\n".join(lines)


def _field_in_words(model: type[models.Model], name: str, text: str) -> str:
    field: Any = model._meta.get_field(name)
    if not text:
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(text, text))
    if isinstance(field, models.BooleanField):
        return _("Yes")
    if isinstance(field, models.DateField):
        return _date(text)
    if isinstance(field, models.DecimalField | models.IntegerField):
        return formats.number_format(text, use_l10n=True, force_grouping=True)
    return text.replace("\n", ", ") if name in ("emails", "phones") else text


def _date(text: str) -> str:
    day = parse_date(text)
    return formats.date_format(day, "DATE_FORMAT") if day else text
