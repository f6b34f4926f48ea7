"""How the changes of a map read in the history. What is judged of people, and lines between them, is guarded."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from decision_map.description import BY_KEY
from decision_map.limit_forms import TITLES, step_in_words
from decision_map.models import Actor, AlertLimits, DecisionMap, Dismissal, Judgement, Line, Occupancy, Post
from decision_map.pages import BEYOND, ON_ONE_MAP
from decision_map.reading import roles_in_words
from decision_map.sentences import between
from dossiers.values import to_words
from kam_portal.foundation.history.moments import Title
from kam_portal.foundation.history.timeline import Part, Row, Telling, name_pages, tell

PAGES: dict[str, Title] = dict.fromkeys(ON_ONE_MAP | BEYOND, gettext_lazy("decision map"))


def register() -> None:
    drawn, judged = Part("map", gettext_lazy("Decision map")), Part("judged", gettext_lazy("What we judge"))
    beside = frozenset({"as_of", "by", "actor_version"})
    tell(
        Telling(DecisionMap, [drawn], lambda row: _("Map “%(map)s”") % {"map": row.word("title")}),
        Telling(
            Post, [drawn], lambda row: _("Post “%(post)s”") % {"post": row.word("title")}, hidden=frozenset({"map"})
        ),
        Telling(Actor, [drawn], lambda row: row.word("contact"), hidden=frozenset({"map", "contact"})),
        Telling(Occupancy, [drawn], _occupant, hidden=frozenset({"post", "actor"})),
        Telling(
            Judgement,
            [judged],
            _judgement,
            hidden=beside | {"actor", "key", "source"},
            words=_value,
            untitled=frozenset({"value"}),
            guarded=True,
        ),
        Telling(
            Line,
            [judged],
            _line,
            hidden=frozenset({"map", "kind", "from_actor", "to_actor", "as_of", "by"}),
            guarded=True,
        ),
        Telling(
            Dismissal,
            [judged],
            lambda row: _("Alert put aside"),
            hidden=frozenset({"map", "alert", "by", "on"}),
            guarded=True,
        ),
        Telling(
            AlertLimits,
            [Part("limits", gettext_lazy("Limits of alerts"))],
            lambda row: _("Limits of alerts"),
            path="pgh_obj",
            hidden=frozenset({"only"}),
            titles=TITLES,
            words=lambda row, name: step_in_words(name, row.raw(name)),
            # The row begins with the method's figures, which nobody set.
            only=Q(pgh_label="update"),
        ),
    )
    name_pages(PAGES)


def _occupant(row: Row) -> str:
    return _("%(name)s in the post “%(post)s”") % {"name": row.word("actor"), "post": row.word("post")}


def _judgement(row: Row) -> str:
    described = BY_KEY.get(row.event.key)
    title = described.full_title if described else row.event.key
    return _("%(name)s: %(title)s") % {"name": row.word("actor"), "title": title}


def _value(row: Row, name: str) -> str | None:
    described = BY_KEY.get(row.event.key)
    if name != "value" or described is None:
        return None
    value, source = row.event.value, row.event.source
    text = roles_in_words(value) if described.key == "roles" else to_words(described, value)
    return _("%(text)s (source: %(source)s)") % {"text": text, "source": source} if text and source else text


def _line(row: Row) -> str:
    return between(row.event.kind, row.event.strength, row.word("from_actor"), row.word("to_actor"))
