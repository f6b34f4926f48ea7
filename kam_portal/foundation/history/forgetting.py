"""The one way past what is kept for good: a person of a client has a right to be forgotten, in the history too.

Everywhere else what was recorded is only added to, and what was signed stays as it was signed: triggers see to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pghistory
import pgtrigger
from django.db import connection, models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kam_portal.foundation.history.timeline import NEVER_TOLD
from kam_portal.foundation.people.models import User


@contextmanager
def unguarded(*kinds: type[models.Model]) -> Iterator[None]:
    """Within, in a transaction: the guards of these models and of their records let writes through.

    What is written is recorded as ever. pgtrigger.ignore puts two statements into one text, which no server prepares.
    """
    # pgtrigger types the classes that it holds as their instances.
    wanted: set[Any] = {*kinds, *(records_of(kind) for kind in kinds if is_recorded(kind))}
    guards = [
        trigger.get_pgid(model)
        for model, trigger in pgtrigger.registered()
        if model in wanted and not isinstance(trigger, pghistory.trigger.Event)
    ]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("guards are set aside for one transaction alone")
    before = _let_through()
    _let_through([*before, *guards])
    yield
    # After an exception the transaction is over, and the setting with it.
    _let_through(before)


def _let_through(guards: list[str] | None = None) -> list[str]:
    """Names of the guards that let writes through: now, or from now on."""
    with connection.cursor() as cursor:
        if guards is None:
            cursor.execute("SELECT current_setting('pgtrigger.ignore')::text[]")
        else:
            cursor.execute("SELECT set_config('pgtrigger.ignore', %s::text[]::text, true)::text[]", [guards])
        found: list[str] = cursor.fetchone()[0]
    return found


def is_recorded(kind: type[models.Model]) -> bool:
    return hasattr(kind, "pgh_event_model")


def records_of(kind: type[models.Model]) -> type[models.Model]:
    found: type[models.Model] = kind.pgh_event_model  # type: ignore[attr-defined]
    return found


def records(kind: type[models.Model], condition: Q) -> QuerySet[Any]:
    return records_of(kind)._default_manager.filter(condition).order_by("pk")


def rewrite_records(kind: type[models.Model], condition: Q, values: Mapping[str, Any]) -> None:
    """What was recorded reads as if it had always been so."""
    with unguarded(kind):
        records(kind, condition).update(**values)


def forget_records(kind: type[models.Model], condition: Q) -> None:
    with unguarded(kind):
        records(kind, condition).delete()


def as_recorded(kind: type[models.Model], condition: Q) -> Iterator[dict[str, Any]]:
    """Each recorded state with when, what happened and who did it, for an export; what it refers to is left out."""
    columns = [column for column in kind._meta.concrete_fields if not column.is_relation]
    recorded = {column.name for column in records_of(kind)._meta.concrete_fields} - NEVER_TOLD
    told = [(column.name, capfirst(str(column.verbose_name))) for column in columns if column.name in recorded]
    events = list(records(kind, condition).select_related("pgh_context"))
    authors = {event.pk: (event.pgh_context.metadata if event.pgh_context else {}).get("user") for event in events}
    names = dict(User.objects.filter(pk__in={pk for pk in authors.values() if pk}).values_list("pk", "full_name"))
    done = {"insert": _("added"), "update": _("changed"), "delete": _("removed")}
    for event in events:
        values = {title: getattr(event, name) for name, title in told}
        yield {
            _("When"): timezone.localtime(event.pgh_created_at).isoformat(sep=" ", timespec="minutes"),
            _("What"): done.get(event.pgh_label, event.pgh_label),
            _("Who"): names.get(authors[event.pk], "—"),
            **{title: value for title, value in values.items() if value not in (None, "", [], {})},
        }
