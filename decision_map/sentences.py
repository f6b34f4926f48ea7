"""Every line of a map as a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decision_map.models import Line
from decision_map.reading import LineShown, MapShown, PostShown

STRENGTHS = ((1, gettext_lazy("Weak")), (2, gettext_lazy("Noticeable")), (3, gettext_lazy("Strong")))


def of_line(shown: LineShown) -> str:
    """ "Petrov influences Ivanova strongly" or "Petrov and Ivanova are in conflict", without the note.

    Also that it is unverified, wherever a line is told.
    """
    sentence = between(shown.line.kind, shown.line.strength, shown.start.name, shown.end.name)
    return _("%(sentence)s (unverified)") % {"sentence": sentence} if shown.is_unverified else sentence


def between(kind: str, strength: int | None, start: str, end: str) -> str:
    if kind == Line.Kind.CONFLICT:
        sentence = _("%(start)s and %(end)s are in conflict")
    elif strength == 3:
        sentence = _("%(start)s influences %(end)s strongly")
    elif strength == 2:
        sentence = _("%(start)s influences %(end)s noticeably")
    else:
        sentence = _("%(start)s influences %(end)s a little")
    return sentence % {"start": start, "end": end}


def of_reports(shown: MapShown) -> Iterator[str]:
    """Who reports to whom, in reading order."""
    by_post = {each.id: each for each in shown.posts}
    for each in shown.posts:
        if (above := by_post.get(each.reports_to_id or 0)) is not None:
            yield _("%(below)s reports to %(above)s") % {"below": in_words(each), "above": in_words(above)}


def in_words(shown: PostShown) -> str:
    """ "Ivanova (finance director)", or that the post is vacant."""
    if shown.person is None:
        return _("“%(post)s” (vacant)") % {"post": shown.title}
    return _("%(name)s (%(post)s)") % {"name": shown.person.name, "post": shown.title}
