"""A card in words: what a screen reader says of it, and what the pointer shows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from decision_map.pictures.faces import Face
from decision_map.reading import PersonShown


@dataclass(frozen=True)
class Said:
    """The words that cards share, in one language: looked up once, not once a card."""

    vacant: str
    leaving: str
    star: str
    unverified: str
    counterpart: str
    met: str
    never_met: str


@lru_cache(maxsize=8)
def _said(language: str, verified_for: int) -> Said:
    """`language` is the reader's, in which they are looked up; a judgement is verified for so many days."""
    return Said(
        vacant=_("Vacant"),
        leaving=_("Would have left"),
        star=_("%(star)s since %(day)s"),
        unverified=unverified(verified_for),
        counterpart=_("Our counterpart: %(name)s"),
        met=_("Last contact: %(day)s"),
        never_met=_("Nobody of us has met them, by the diary"),
    )


def about(face: Face, verified_for: int) -> str:
    """Who sits where first; then a line for each thing that is known and that this reader may read."""
    return "\n".join(_about(face, _said(get_language() or "", verified_for)))


def _about(face: Face, said: Said) -> Iterator[str]:
    name = face.person.name if face.person else said.vacant
    title = face.post.title if face.post else ""
    yield ", ".join(word for word in (name, title) if word)
    if face.post and (place := ", ".join(face.post.place)):
        yield place
    if face.is_leaving:
        yield said.leaving
    if face.person and face.is_judged:
        yield from _judged(face, face.person, said)
    if face.person and not face.for_client:
        yield from _contact(face.person, said)


def _judged(face: Face, person: PersonShown, said: Said) -> Iterator[str]:
    for key in ("roles", "attitude", "influence", "coverage"):
        if key in person.judged:
            judged = person.judged[key]
            yield f"{judged.title}: {judged.text}"
    if face.star:
        since = person.value("trajectory_since")
        day = date_format(datetime.date.fromisoformat(since)) if since else "—"
        yield said.star % {"star": person.judged["trajectory"].text, "day": day}
    if person.is_unverified:
        yield said.unverified


def unverified(days: int) -> str:
    sentence = ngettext(
        "Unverified: judged more than %(n)d day ago", "Unverified: judged more than %(n)d days ago", days
    )
    return sentence % {"n": days}


def _contact(person: PersonShown, said: Said) -> Iterator[str]:
    if person.mirror:
        yield said.counterpart % {"name": person.mirror.full_name}
    yield said.met % {"day": date_format(person.last_met)} if person.last_met else said.never_met
