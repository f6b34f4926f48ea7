"""The map as it would be without one person."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from decision_map.alerting import Told, seen_of, told_of
from decision_map.knowing import known_of
from decision_map.leaving_notes import Noted, noted
from decision_map.measured import Measured, measured
from decision_map.measures import what_if_leaves
from decision_map.pictures.asked import asked_of
from decision_map.pictures.drawing import drawn, svg_of
from decision_map.pictures.faces import Scene
from decision_map.pictures.page import addresses
from decision_map.reading import MapShown, PersonShown
from decision_map.sentences import of_line


@dataclass(frozen=True)
class LeavingPage:
    """`pairs` are the measures now and then; `changed` those that would be others; `noted` is of upper floors."""

    person: PersonShown
    svg: SafeString
    pairs: Sequence[tuple[Measured, Measured]]
    raised: Sequence[Told]
    settled: Sequence[Told]
    lines: Sequence[str]
    noted: Sequence[Noted]

    @property
    def changed(self) -> list[tuple[Measured, Measured]]:
        return [(now, then) for now, then in self.pairs if (now.figure, now.note) != (then.figure, then.note)]


def leaving_page(shown: MapShown, actor: int, words: Mapping[str, str], on: datetime.date) -> LeavingPage:
    """Raises Http404 for somebody who has left already, or was erased."""
    person = next((one for one in shown.people if one.id == actor and one.left_on is None), None)
    if person is None or person.is_erased:
        raise Http404
    known, seen = known_of(shown), seen_of(shown)
    departure = what_if_leaves(known, actor, at=on, thresholds=shown.thresholds)
    now, then = (measured(each, shown.thresholds) for each in (departure.before, departure.after))
    title = _("Decision map “%(title)s” without %(name)s") % {"title": shown.map.title, "name": person.name}
    return LeavingPage(
        person=person,
        svg=svg_of(drawn(Scene(shown, asked_of(words, shown), on, leaving=actor)), title, address=addresses(shown)),
        pairs=list(zip(now, then, strict=True)),
        raised=told_of(seen, departure.raised),
        settled=told_of(seen, departure.settled),
        lines=[of_line(line) for line in shown.lines if actor in (line.start.id, line.end.id)],
        noted=noted(shown, person, known, on),
    )
