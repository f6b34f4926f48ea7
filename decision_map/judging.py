"""What is judged of a person on a map: guarded by the person's version, with provenance, nobody's text lost."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from decision_map.description import AGAINST_US, BY_KEY, FIELDS, ROLES
from decision_map.models import Actor, Judgement
from decision_map.personal import refuse_erased_people
from kam_portal.foundation.history.versions import StaleEdit, compare
from kam_portal.foundation.people.models import User


def stored_roles(roles: Iterable[str]) -> str:
    """Roles as a judgement stores them: in the order of the description, each once."""
    given = set(roles)
    return " ".join(key for key, _title in ROLES if key in given)


def judged(actor: Actor) -> dict[str, str]:
    """Key -> stored text; what nobody has judged is ""."""
    return {field.key: "" for field in FIELDS} | dict(actor.judgements.values_list("key", "value"))


def judged_as_read(actor: Actor, version: int) -> dict[str, str]:
    """What somebody who opened the person at `version` saw, from the recorded history."""
    events = Judgement.pgh_event_model.objects.filter(actor=actor, actor_version__lte=version)  # type: ignore[attr-defined]
    seen = events.order_by("key", "-pgh_id").distinct("key").values_list("key", "value")
    return {field.key: "" for field in FIELDS} | dict(seen)


@transaction.atomic
def judge(
    *, actor: Actor, version: int, values: Mapping[str, str], source: str, on: datetime.date, by: User | None
) -> Actor:
    """Write what changed of the judgements of a person whom somebody opened at `version`.

    `values` maps keys of description.py to stored text. What changed gets as-of, by and source; the rest keeps its
    own. Raises StaleEdit, with the differences by key, when somebody changed one of these keys in between,
    ValidationError for answers that exclude each other.
    """
    stored = _locked(actor)
    theirs = judged(stored)
    keys = [key for key in values if key in BY_KEY]
    if stored.version != version:
        before = judged_as_read(stored, version)
        if version > stored.version or any(before[key] != theirs[key] for key in keys):
            raise StaleEdit(version=stored.version, differences=compare(before, theirs, values, keys))
    _refuse_contradictions({**theirs, **values})
    changed = {key: values[key] for key in keys if values[key] != theirs[key]}
    _write(stored, [_judgement(key, value, source, on, by) for key, value in changed.items()])
    return stored


@transaction.atomic
def put_back(*, actor: Actor, former: Sequence[Judgement]) -> Actor:
    """Judgements as they stood before, each with the provenance it had: nothing is judged anew by it."""
    stored = _locked(actor)
    _refuse_contradictions({**judged(stored), **{each.key: each.value for each in former}})
    _write(stored, former)
    return stored


def _locked(actor: Actor) -> Actor:
    refuse_erased_people(actor)
    return Actor.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)


def _refuse_contradictions(values: Mapping[str, str]) -> None:
    if values["support"] == "yes" and values["attitude"] in AGAINST_US:
        raise ValidationError(
            {"support": _("Nobody is a sponsor and an anti-sponsor at once: speaks for us, or is against us?")}
        )
    if values["trajectory"] and not values["trajectory_since"]:
        raise ValidationError({"trajectory_since": _("Since when is this person rising or setting? Give a date.")})
    if values["trajectory_until"] and values["trajectory_until"] < values["trajectory_since"]:
        raise ValidationError({"trajectory_until": _("This day lies before the one since when it holds.")})


def _judgement(key: str, value: str, source: str, on: datetime.date, by: User | None) -> Judgement:
    return Judgement(key=key, value=value, source=source, as_of=on, by=by)


def _write(actor: Actor, judgements: Sequence[Judgement]) -> None:
    if not judgements:
        return
    actor.version += 1
    actor.save(update_fields=["version"])
    for each in judgements:
        each.account_id, each.actor, each.actor_version = actor.account_id, actor, actor.version
    Judgement.objects.bulk_create(
        judgements,
        update_conflicts=True,
        unique_fields=["actor", "key"],
        update_fields=["value", "as_of", "by", "source", "actor_version"],
    )
