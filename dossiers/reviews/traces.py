"""Who wrote the present state of a fact or a row, and when, from the recorded history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import models
from django.db.models import Case, F, Value, When

from accounts.models import Account
from dossiers.models import Fact
from dossiers.models.provenance import Provenance
from dossiers.reviews.topics import Trace
from kam_portal.foundation.people.models import User

# A removal comes last, whatever its version; then the first event of the latest version: what came after it in the
# same version is a review that moved the as-of date.
REMOVED_FIRST = Case(When(pgh_label="delete", then=Value(0)), default=Value(1))
BY_VERSION = ("pgh_obj_id", REMOVED_FIRST, "-version", "pgh_id")
BY_TIME = ("pgh_obj_id", "-pgh_id")


def fact_traces(account: Account, keys: Sequence[str]) -> dict[str, Trace]:
    """The first event of the section version that wrote the present value; a later confirmation wrote none."""
    if not keys:
        return {}
    events = Fact.pgh_event_model.objects.filter(account=account, key__in=keys)  # type: ignore[attr-defined]
    latest = events.order_by("key", "-section_version", "pgh_id").distinct("key")
    rows = latest.values_list("key", "by__full_name", "pgh_created_at")
    return {key: Trace(who or "", when.isoformat()) for key, who, when in rows}


def row_traces(
    account: Account, rows: Mapping[type[models.Model], Mapping[int, str]], confirmed: Sequence[type[models.Model]]
) -> dict[str, Trace]:
    """Entry key -> trace, for rows given by model and id; those of `confirmed` models are moved by reviews too."""
    seen: dict[str, tuple[int | None, str]] = {}
    for model, keys in rows.items():
        events = model.pgh_event_model.objects.filter(account=account, pgh_obj_id__in=keys)  # type: ignore[attr-defined]
        latest = events.order_by(*(BY_VERSION if model in confirmed else BY_TIME)).distinct("pgh_obj_id")
        # Who wrote it where nobody was signed in, as a program does it; a removal names nobody then.
        author = F("by_id") if issubclass(model, Provenance) else Value(None, output_field=models.BigIntegerField())
        written = Case(When(pgh_label="delete", then=Value(None)), default=author)
        fields = latest.annotate(written=written).values_list(
            "pgh_obj_id", "pgh_created_at", "pgh_context__metadata", "written"
        )
        for pk, when, metadata, writer in fields:
            seen[keys[pk]] = ((metadata or {}).get("user") or writer, when.isoformat())
    return named(seen)


def named(seen: Mapping[str, tuple[int | None, str]]) -> dict[str, Trace]:
    """Entry key -> trace, from who by their id and when."""
    wanted = {who for who, _when in seen.values() if who}
    names = dict(User.objects.filter(pk__in=wanted).values_list("pk", "full_name")) if wanted else {}
    return {key: Trace(names.get(who, "") if who else "", when) for key, (who, when) in seen.items()}
