"""How the changes of a plan read in the history. Nothing here is guarded: a plan judges nobody."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kam_portal.foundation.history.timeline import Part, Row, Telling, leave_out, name_pages, tell
from planning.models import (
    Action,
    CarryDecision,
    Comment,
    Communication,
    Goal,
    GoalPerson,
    Listener,
    Mention,
    Opportunity,
    Plan,
    PlanStep,
    PlanVersion,
    Product,
    Reading,
    Resource,
    Shift,
    Space,
    StageWork,
    Strategy,
    WorkDone,
)
from planning.pages import PLAN_PAGES

LONGEST = 80


def register() -> None:
    tell(*_of_plans(), *_of_work(), *_of_what_is_said(), *_of_the_company())
    # A step names the state it led to, and a plan's own state says no more; a shift is told by the days it moved.
    leave_out(Shift)
    name_pages(dict.fromkeys(PLAN_PAGES, gettext_lazy("plan")))


def _of_plans() -> Sequence[Telling]:
    plans = Part("plans", gettext_lazy("Plans"))
    return [
        Telling(
            Plan,
            [plans],
            _plan,
            hidden=frozenset({"state", "approved_version", "carried_from"}),
            titles={"title": gettext_lazy("name of the plan")},
        ),
        Telling(PlanStep, [plans], _step, hidden=frozenset({"plan", "was", "became", "at", "by"})),
        Telling(
            PlanVersion,
            [plans],
            _version,
            hidden=frozenset({"plan", "number", "snapshot", "approved_at", "approved_by"}),
        ),
        Telling(
            Strategy,
            [plans],
            _strategy,
            hidden=frozenset({"plan", "p"}),
            # The four rows come with the plan, each still empty.
            only=Q(pgh_label="update") | ~Q(strategy="", no_change_because=""),
        ),
        Telling(CarryDecision, [plans], _carried, hidden=frozenset({"plan", "before", "kind", "item", "by"})),
        Telling(
            Resource, [plans], lambda row: _("Resource: %(title)s") % {"title": row.word("title")}, hidden=_IN_PLAN
        ),
    ]


def _of_work() -> Sequence[Telling]:
    goals = Part("goals", gettext_lazy("Goals of plans"))
    chances = Part("opportunities", gettext_lazy("Opportunities"))
    actions = Part("actions", gettext_lazy("Actions"))
    return [
        Telling(Goal, [goals], _goal, hidden=_IN_PLAN),
        Telling(
            GoalPerson,
            [goals],
            lambda row: _("%(name)s at the goal “%(goal)s”") % {"name": row.word("contact"), "goal": row.word("goal")},
            path="goal__account",
            hidden=frozenset({"goal", "contact"}),
        ),
        Telling(
            Reading,
            [goals],
            lambda row: _("Reading of the goal “%(goal)s”") % {"goal": row.word("goal")},
            hidden=frozenset({"goal", "by"}),
        ),
        Telling(
            Opportunity,
            [chances],
            lambda row: _("Opportunity “%(title)s”") % {"title": row.word("title")},
            hidden=_IN_PLAN,
        ),
        Telling(WorkDone, [chances], _work, hidden=frozenset({"opportunity", "work", "on", "by"})),
        Telling(Space, [chances], _space, hidden=frozenset({"unit", "product", "as_of", "by"})),
        Telling(Action, [actions], lambda row: _("Action “%(title)s”") % {"title": row.word("title")}, hidden=_IN_PLAN),
    ]


def _of_what_is_said() -> Sequence[Telling]:
    told = Part("communications", gettext_lazy("Communications"))
    discussed = Part("discussion", gettext_lazy("Discussion of plans"))
    return [
        Telling(
            Communication,
            [told],
            lambda row: _("Communication “%(message)s”") % {"message": _short(row.word("message"))},
            hidden=_IN_PLAN,
        ),
        Telling(
            Listener,
            [told],
            lambda row: (
                _("%(name)s hears “%(message)s”")
                % {"name": row.word("contact"), "message": _short(row.word("communication"))}
            ),
            path="communication__account",
            hidden=frozenset({"communication", "contact"}),
        ),
        Telling(
            Comment,
            [discussed],
            _comment,
            hidden=frozenset({"plan", "goal", "action", "answers", "at", "by", "edited_at", "resolved_by"}),
        ),
        Telling(
            Mention,
            [discussed],
            lambda row: (
                _("%(name)s is asked in “%(comment)s”")
                % {"name": row.word("user"), "comment": _short(row.word("comment"))}
            ),
            path="comment__account",
            hidden=frozenset({"comment", "user"}),
        ),
    ]


def _of_the_company() -> Sequence[Telling]:
    """Told where the history of the row itself is asked for; no client's."""
    return [
        Telling(Product, [Part("products", gettext_lazy("Products"))], lambda row: row.word("name"), path="pgh_obj"),
        Telling(StageWork, [Part("stages", gettext_lazy("Work at stages"))], _stage_work, path="pgh_obj"),
    ]


_IN_PLAN = frozenset({"plan", "carried_from"})


def _plan(row: Row) -> str:
    return _("Plan “%(plan)s”") % {"plan": row.word("title")}


def _step(row: Row) -> str:
    words = {"plan": row.word("plan"), "was": row.word("was"), "became": row.word("became")}
    return _("Plan “%(plan)s”: %(was)s → %(became)s") % words


def _version(row: Row) -> str:
    return _("Version %(number)s of the plan “%(plan)s”") % {"number": row.word("number"), "plan": row.word("plan")}


def _carried(row: Row) -> str:
    words = {"before": row.word("before"), "plan": row.word("plan"), "kind": row.word("kind")}
    return _("From “%(before)s” into “%(plan)s”: %(kind)s") % words


def _strategy(row: Row) -> str:
    return _("Plan “%(plan)s”, %(p)s") % {"plan": row.word("plan"), "p": row.word("p")}


def _goal(row: Row) -> str:
    return _("Goal “%(goal)s”") % {"goal": row.word("title")}


def _work(row: Row) -> str:
    words = {"work": row.word("work"), "opportunity": row.word("opportunity")}
    return _("“%(work)s” done for “%(opportunity)s”") % words


def _space(row: Row) -> str:
    words = {"product": row.word("product"), "unit": row.word("unit") or _("the whole client")}
    return _("White space: %(product)s, %(unit)s") % words


def _comment(row: Row) -> str:
    about = row.word("goal") or row.word("action") or row.word("plan")
    return _("Comment on “%(about)s”") % {"about": _short(about)}


def _stage_work(row: Row) -> str:
    return row.word("text_ru" if get_language() == "ru" else "text_en")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
