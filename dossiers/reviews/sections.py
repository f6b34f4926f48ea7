"""The dossier's own sections as topics of a review: facts, years, contacts, events ahead and the diary."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Account, AccountYear, BuyingCriterion, Competitor, Contact, CriterionScore
from dossiers.description import BY_KEY, SECTIONS
from dossiers.models import Attachment, DiaryEntry, DiaryKind, EventAhead, Fact, FinancialYear, Section
from dossiers.reviews.topics import Entry, Topic, Trace, Words, is_older
from dossiers.values import to_stored, to_words
from kam_portal.foundation.people.models import User


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


def _diary_title(row: Mapping[str, str]) -> str:
    kind = DiaryKind(row["kind"]).label if row["kind"] in DiaryKind.values else row["kind"]
    return _("%(kind)s on %(date)s") % {"kind": kind, "date": _date(row["on"])}


def _score_title(row: Mapping[str, str]) -> str:
    return _("%(criterion)s: %(supplier)s") % {"criterion": row["criterion"], "supplier": row["competitor"] or _("We")}


ROWS: tuple[RowKind, ...] = (
    RowKind(
        "financial",
        "general",
        FinancialYear,
        ("year", "currency", "turnover", "profit", "headcount", "is_estimate", "source"),
        ("year",),
        lambda row: _("The client's figures of %(year)s") % row,
    ),
    RowKind(
        "sales",
        "relationship",
        AccountYear,
        ("year", "currency", "sales", "margin", "cost_to_serve"),
        ("year",),
        lambda row: _("Our sales of %(year)s") % row,
    ),
    RowKind("contact", "decision", Contact, ("name", "title", "emails", "phones"), ("name",), lambda row: row["name"]),
    RowKind(
        "criterion",
        "competitors",
        BuyingCriterion,
        ("name", "weight", "verified_on", "source"),
        ("name",),
        lambda row: row["name"],
        as_of="verified_on",
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
        "event",
        "events",
        EventAhead,
        ("title", "on", "kind", "lead_days", "note"),
        ("title",),
        lambda row: row["title"],
    ),
    RowKind(
        "diary",
        "diary",
        DiaryEntry,
        ("on", "kind", "summary", "promises", "next_step", "next_step_on", "next_step_done_on"),
        ("on", "kind"),
        _diary_title,
    ),
    RowKind("attachment", "diary", Attachment, ("title", "latest", "note"), ("title",), lambda row: row["title"]),
)
_ROW_BY_KEY = {kind.key: kind for kind in ROWS}


class Sections:
    """The sections of description.py with the rows that belong to them."""

    topics: Sequence[Topic] = tuple(Topic(s.key, s.letter, s.title) for s in SECTIONS)

    def read(self, account: Account) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {topic.key: [] for topic in self.topics}
        facts = {f.key: f for f in Fact.objects.filter(account=account).exclude(value="").select_related("by")}
        for section in SECTIONS:
            found[section.key] += [_fact_entry(facts[f.key]) for f in section.fields if f.key in facts]
        for kind in ROWS:
            rows = kind.model._default_manager.filter(account=account)
            rows = rows.select_related(*kind.related) if kind.related else rows
            found[kind.topic] += [_row_entry(kind, row) for row in rows]
        return found

    def in_words(self, topic: str, entry: Entry) -> Words:
        row_kind = _ROW_BY_KEY.get(entry.key.partition(":")[0])
        if row_kind is not None and ":" in entry.key:
            return Words(str(row_kind.title(entry.value)), _row_text(row_kind, entry.value))
        text = entry.value.get("value", "")
        try:
            known = BY_KEY[topic][entry.key]
        except KeyError:
            return Words(entry.key, text)
        title = f"{known.group}: {known.title}" if known.group else str(known.title)
        return Words(title, to_words(known, text))

    def is_stale(self, topic: str, entry: Entry, today: datetime.date, months: int) -> bool:
        if entry.key.startswith("event:"):
            return datetime.date.fromisoformat(entry.value["on"]) < today
        return is_older(entry.as_of, today, months)

    def traces(self, account: Account, keys: Iterable[str]) -> dict[str, Trace]:
        rows: dict[str, list[int]] = {}
        facts: list[str] = []
        for key in keys:
            kind, colon, pk = key.partition(":")
            if colon:
                rows.setdefault(kind, []).append(int(pk))
            else:
                facts.append(key)
        return _fact_traces(account, facts) | _row_traces(account, rows)

    def confirm(self, account: Account, topics: Sequence[str], on: datetime.date) -> None:
        """A review confirms provenance: as-of moves up, author and source stay those of the value."""
        if not topics:
            return
        # Somebody saving one of these sections right now goes first or waits.
        list(Section.objects.select_for_update().filter(account=account, key__in=topics).order_by("pk"))
        facts = Fact.objects.filter(account=account, section__in=topics, as_of__lt=on)
        facts.exclude(value="").update(as_of=on)

    def path(self, account: Account, topic: str) -> str:
        if topic == "diary":
            return reverse("diary", args=[account.pk])
        if topic in BY_KEY and BY_KEY[topic].fields:
            return reverse("section_edit", args=[account.pk, topic])
        return reverse("dossier", args=[account.pk])


def _fact_entry(fact: Fact) -> Entry:
    by = fact.by.full_name if fact.by else ""
    return Entry(fact.key, {"value": fact.value}, fact.as_of.isoformat(), by, fact.source)


def _row_entry(kind: RowKind, row: models.Model) -> Entry:
    as_of = _stored(getattr(row, kind.as_of)) if kind.as_of else ""
    return Entry(f"{kind.key}:{row.pk}", {name: _stored(getattr(row, name)) for name in kind.fields}, as_of)


def _stored(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return "\n".join(value)
    return to_stored(value)


def _row_text(kind: RowKind, row: Mapping[str, str]) -> str:
    """The row's other fields as lines of label and value."""
    lines = []
    for name in kind.fields:
        text = _field_in_words(kind.model, name, row.get(name, ""))
        if text and name not in kind.named_by:
            label = str(kind.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            lines.append(f"{capfirst(label)}: {text}")
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
    if isinstance(field, models.DecimalField):
        return formats.number_format(text, use_l10n=True, force_grouping=True)
    return text.replace("\n", ", ") if name in ("emails", "phones") else text


def _date(text: str) -> str:
    day = parse_date(text)
    return formats.date_format(day, "DATE_FORMAT") if day else text


def _fact_traces(account: Account, keys: Sequence[str]) -> dict[str, Trace]:
    """The first event of the section version that wrote the present value; a later confirmation wrote none."""
    if not keys:
        return {}
    events = Fact.pgh_event_model.objects.filter(account=account, key__in=keys)  # type: ignore[attr-defined]
    latest = events.order_by("key", "-section_version", "pgh_id").distinct("key")
    rows = latest.values_list("key", "by__full_name", "pgh_created_at")
    return {key: Trace(who or "", when.isoformat()) for key, who, when in rows}


def _row_traces(account: Account, rows: Mapping[str, Sequence[int]]) -> dict[str, Trace]:
    seen: dict[str, tuple[int | None, str]] = {}
    for kind, pks in rows.items():
        if kind not in _ROW_BY_KEY:
            continue
        events = _ROW_BY_KEY[kind].model.pgh_event_model.objects  # type: ignore[attr-defined]
        latest = events.filter(account=account, pgh_obj_id__in=pks).order_by("pgh_obj_id", "-pgh_id")
        found = latest.distinct("pgh_obj_id").values_list("pgh_obj_id", "pgh_created_at", "pgh_context__metadata")
        for pk, when, metadata in found:
            seen[f"{kind}:{pk}"] = ((metadata or {}).get("user"), when.isoformat())
    wanted = {who for who, _when in seen.values() if who}
    names = dict(User.objects.filter(pk__in=wanted).values_list("pk", "full_name")) if wanted else {}
    return {key: Trace(names.get(who, "") if who else "", when) for key, (who, when) in seen.items()}
