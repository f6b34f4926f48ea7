"""What is judged of a person on a map: guarded by the person's version, with provenance, nobody's text lost."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decision_map.description import AGAINST_US, BY_KEY, FIELDS, ROLES
from decision_map.models import Actor, Judgement
from decision_map.personal import refuse_erased_people
from kam_portal.foundation.history.versions import StaleEdit, compare
from kam_portal.foundation.people.models import User

STAR = ("trajectory", "trajectory_since", "trajectory_why", "trajectory_until")


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
    *,
    actor: Actor,
    version: int,
    values: Mapping[str, str],
    source: str,
    on: datetime.date,
    by: User | None,
    still_true: bool = False,
) -> Actor:
    """Write what changed of the judgements of a person whom somebody opened at `version`.

    `values` maps keys of description.py to stored text. What changed gets as-of, by and source, and so does the rest of
    `values` that says anything when it is `still_true`; else that keeps its own. Raises StaleEdit, with the differences
    by key, when somebody changed one of these keys in between, ValidationError for answers that exclude each other, a
    star whose day has passed, or a source with nothing to stand beside.
    """
    stored = _locked(actor)
    theirs = judged(stored)
    keys = [key for key in values if key in BY_KEY]
    if stored.version != version:
        before = judged_as_read(stored, version)
        if version > stored.version or any(before[key] != theirs[key] for key in keys):
            raise StaleEdit(version=stored.version, differences=compare(before, theirs, values, keys))
    now = {**theirs, **values}
    _refuse_contradictions(now)
    written = [key for key in keys if values[key] != theirs[key] or (still_true and values[key])]
    if source and not written:
        raise ValidationError({"source": _SOURCE_OF_NOTHING})
    if not set(written).isdisjoint(STAR) and star_is_over(now["trajectory"], now["trajectory_until"], on):
        raise ValidationError({"trajectory_until": _DAY_HAS_PASSED})
    _write(stored, [_judgement(key, values[key], source, on, by) for key in written])
    return stored


def confirm(judgements: QuerySet[Judgement], on: datetime.date) -> None:
    """Found still true in a review signed on that day: as-of moves up, author and source stay those of the judgement.

    Raises ValidationError for stars whose day has passed: nobody can say that they still hold.
    """
    told: dict[int, dict[str, str]] = {}
    stars = judgements.filter(key__in=STAR).order_by("actor__contact__name", "actor")
    for name, actor, key, value in stars.values_list("actor__contact__name", "actor", "key", "value"):
        told.setdefault(actor, {"name": name})[key] = value
    over = [
        one["name"] for one in told.values() if star_is_over(one.get("trajectory"), one.get("trajectory_until"), on)
    ]
    if over:
        names = get_text_list(list(dict.fromkeys(over)), _("and"))
        raise ValidationError(_STARS_ARE_OVER % {"names": names})
    judgements.filter(as_of__lt=on).update(as_of=on)


@transaction.atomic
def put_back(*, actor: Actor, former: Sequence[Judgement]) -> Actor:
    """Judgements as they stood before, each with the provenance it had: nothing is judged anew by it."""
    stored = _locked(actor)
    _refuse_contradictions({**judged(stored), **{each.key: each.value for each in former}})
    _write(stored, former)
    return stored


def star_is_over(star: str | None, until: str | None, on: datetime.date) -> bool:
    """A star rises or sets until a day, that day included, unless it is confirmed again with a later one."""
    return bool(star and until) and str(until) < on.isoformat()


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


_SOURCE_OF_NOTHING = gettext_lazy(
    "A source is noted beside what you change or call still true. Tick “Still true”, change something, or empty the "
    "source."
)
_DAY_HAS_PASSED = gettext_lazy(
    "This day has passed. Say until when it holds now; leave it empty where nobody knows, or empty “Rising or setting”."
)
_STARS_ARE_OVER = gettext_lazy(
    "Not signed: rising or setting of %(names)s held until a day that has passed. Give a later day or empty it on the "
    "map, or call it unknown."
)


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
