"""What an entry of a plan reads like."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from dossiers.reviews.topics import Words
from kam_portal.foundation.charts.amounts import exact_amount
from planning.models import Goal, P, Strategy
from planning.reviewing.entries import GOAL

FIGURES = ("baseline", "target", "discount", "contract_value", "payment_days")


def words_of(kind: str, value: Mapping[str, str]) -> Words:
    lines = list(_goal(value) if kind == GOAL else _strategy(value))
    if value.get("plan"):
        lines.append(_("Plan: %(plan)s") % {"plan": value["plan"]})
    return Words(_title(kind, value), "\n".join(lines))


def _title(kind: str, value: Mapping[str, str]) -> str:
    if kind == GOAL:
        return _("Goal “%(goal)s”") % {"goal": value.get("title", "")}
    p = value.get("p", "")
    return str(P(p).label) if p in P.values else p


def _goal(value: Mapping[str, str]) -> Iterator[str]:
    names = ("client_goal", "measure", "baseline", "target", "due_on")
    yield from (_labelled(Goal, name, value) for name in names if value.get(name))
    if value.get("value"):
        yield _("Now: %(value)s") % {"value": _with_unit(value["value"], value)}
    if value.get("is_reached") == "True":
        yield _("Reached")
    if value.get("note"):
        yield value["note"]


def _strategy(value: Mapping[str, str]) -> Iterator[str]:
    if value.get("strategy"):
        yield value["strategy"]
    names = ("no_change_because", "discount", "contract_value", "payment_days")
    yield from (_labelled(Strategy, name, value) for name in names if value.get(name))


def _labelled(model: type[Goal | Strategy], name: str, value: Mapping[str, str]) -> str:
    title = capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
    text = value[name]
    if name in ("baseline", "target"):
        text = _with_unit(text, value)
    elif name in FIGURES:
        text = _figure(text)
    elif name == "due_on":
        text = formats.date_format(datetime.date.fromisoformat(text), "DATE_FORMAT")
    return f"{title}: {text}"


def _with_unit(text: str, value: Mapping[str, str]) -> str:
    return " ".join(word for word in (_figure(text), value.get("unit", "")) if word)


def _figure(text: str) -> str:
    return exact_amount(Decimal(text))
