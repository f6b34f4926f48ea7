"""Lines between two people of a map beside the formal order: influence, and conflict."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.keeping import Refusals, refused_in_words
from decision_map.models import Actor, Line
from decision_map.personal import refuse_erased_people
from kam_portal.foundation.history.versions import save_versioned
from kam_portal.foundation.people.models import User

REFUSALS: Refusals = {
    "one_line_of_a_kind_between_two": (
        "to_actor",
        gettext_lazy("These two have such a line already. Edit that one."),
    ),
}


@transaction.atomic
def draw_line(
    *,
    kind: str,
    from_actor: Actor,
    to_actor: Actor,
    on: datetime.date,
    by: User | None,
    strength: int | None = None,
    note: str = "",
    source: str = "",
) -> Line:
    """A new line between two people of one map; a conflict has neither direction nor strength.

    Raises ValidationError for a line from somebody to themselves or to another map, or when there is one already.
    """
    if from_actor.pk == to_actor.pk:
        raise ValidationError({"to_actor": _("A line joins two people. Choose another one.")})
    if from_actor.map_id != to_actor.map_id:
        raise ValidationError({"to_actor": _("This person stands on another map.")})
    refuse_erased_people(from_actor, to_actor)
    if kind == Line.Kind.CONFLICT:
        from_actor, to_actor = sorted((from_actor, to_actor), key=lambda actor: actor.pk)
    with refused_in_words(REFUSALS):
        return Line.objects.create(
            account_id=from_actor.account_id,
            map_id=from_actor.map_id,
            kind=kind,
            from_actor=from_actor,
            to_actor=to_actor,
            strength=_strength(kind, strength),
            note=note,
            source=source,
            as_of=on,
            by=by,
        )


@transaction.atomic
def edit_line(
    *,
    line: Line,
    version: int,
    changes: Mapping[str, Any],
    on: datetime.date,
    by: User | None,
    still_true: bool = False,
) -> Line:
    """Its strength, note and source; as-of and by move with a change, and when the line is `still_true` without one.

    Raises StaleEdit when somebody saved in between.
    """
    if "strength" in changes:
        changes = {**changes, "strength": _strength(line.kind, changes["strength"])}
    stamp = {"as_of": on, "by": by}
    stored = save_versioned(instance=line, version=version, changes=changes, stamp=stamp)
    if still_true and stored.version == version:
        return save_versioned(instance=stored, version=version, changes=stamp)
    return stored


def confirm(lines: QuerySet[Line], on: datetime.date) -> None:
    """Found still true in a review signed on that day; author and source stay those of the line."""
    lines.filter(as_of__lt=on).update(as_of=on)


@transaction.atomic
def remove_line(*, line: Line, version: int) -> None:
    save_versioned(instance=line, version=version, changes={})
    line.delete()


def _strength(kind: str, given: int | None) -> int | None:
    return None if kind == Line.Kind.CONFLICT else given or 1
