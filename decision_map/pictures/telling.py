"""A card in words: what a screen reader says of it, and what the pointer shows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decision_map.pictures.faces import Face, Scene
from decision_map.reading import PersonShown


def about(face: Face, scene: Scene) -> str:
    """Who sits where first; then a line for each thing that is known and that this reader may read."""
    return "\n".join(_about(face, scene))


def _about(face: Face, scene: Scene) -> Iterator[str]:
    name = face.person.name if face.person else _("Vacant")
    title = face.post.post.title if face.post else ""
    yield ", ".join(word for word in (name, title) if word)
    if face.post and (place := ", ".join(word for word in (face.post.post.unit, face.post.post.site) if word)):
        yield place
    if face.is_leaving:
        yield _("Would have left")
    if face.person and face.is_judged:
        yield from _judged(face, face.person, scene.shown.thresholds.stale_after)
    if face.person and not scene.for_client:
        yield from _contact(face.person)


def _judged(face: Face, person: PersonShown, verified_for: int) -> Iterator[str]:
    for key in ("roles", "attitude", "influence", "coverage"):
        if key in person.judged:
            judged = person.judged[key]
            yield f"{judged.title}: {judged.text}"
    if face.star:
        since = person.value("trajectory_since")
        day = date_format(datetime.date.fromisoformat(since)) if since else "—"
        yield _("%(star)s since %(day)s") % {"star": person.judged["trajectory"].text, "day": day}
    if person.is_unverified:
        yield unverified(verified_for)


def unverified(days: int) -> str:
    sentence = ngettext(
        "Unverified: judged more than %(n)d day ago", "Unverified: judged more than %(n)d days ago", days
    )
    return sentence % {"n": days}


def _contact(person: PersonShown) -> Iterator[str]:
    if person.actor.mirror:
        yield _("Our counterpart: %(name)s") % {"name": person.actor.mirror.full_name}
    yield (
        _("Last contact: %(day)s") % {"day": date_format(person.last_met)}
        if person.last_met
        else _("Nobody of us has met them, by the diary")
    )
