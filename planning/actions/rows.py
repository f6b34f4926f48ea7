"""The actions of a plan as its pages ask for them: narrowed and sorted in the database, by the address."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Case, F, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Tie
from kam_portal.foundation.people.models import User
from planning.access import may_mark
from planning.actions.due import is_late
from planning.actions.waiting import starts_too_soon
from planning.left_behind import owners_without_a_tie
from planning.models import Action, Goal, P, Plan
from planning.querysets import ActionQuerySet

LIST, BOARD, TIMELINE = "list", "board", "timeline"
VIEWS: Mapping[str, Promise] = {LIST: _("List"), BOARD: _("Board"), TIMELINE: _("Timeline")}
# A picture or a board of more is no help; the list has pages.
SHOWN_AT_MOST = 500
ALL = ("", _("all"))
NOBODY = "nobody"
OPEN = "open"
_BY_STATUS = Case(*(When(status=status, then=Value(n)) for n, status in enumerate(Action.Status.values)), default=9)
SORTS: Mapping[str, tuple[Promise, Any]] = {
    "title": (_("Action"), F("title")),
    "owner": (_("Who does it"), F("owner__full_name")),
    "due": (_("Due"), F("due_on")),
    "status": (_("Status"), _BY_STATUS),
    "goal": (_("Our goal"), F("goal__title")),
    "cost": (_("Cost, planned"), F("cost_planned")),
}


class ActionFilter(forms.Form):
    """What the address asks for; a value that is none of these narrows nothing."""

    view = forms.ChoiceField(required=False, choices=[*VIEWS.items()], widget=forms.HiddenInput)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)
    owner = forms.ChoiceField(label=_("Who does it"), required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[ALL, (OPEN, pgettext_lazy("actions", "open")), *Action.Status.choices],
    )
    goal = forms.ChoiceField(label=_("Our goal"), required=False)
    p = forms.ChoiceField(label="P", required=False, choices=[ALL, *P.choices])
    late = forms.BooleanField(label=_("late only"), required=False)

    def __init__(self, data: Any, *, plan: Plan) -> None:
        # A form opened in place has fields of the same names.
        super().__init__(data, auto_id="narrow_%s")
        people = User.objects.filter(actions__plan=plan).distinct().order_by("full_name", "pk")
        self._offer("owner", [(NOBODY, _("nobody")), *_named(people, "full_name")])
        self._offer("goal", _named(Goal.objects.filter(plan=plan), "title"))

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = [ALL, *choices]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Mapping[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_narrow(self) -> bool:
        return bool(self.asked.keys() - {"view", "sort"})


def _named(rows: QuerySet[Any], field: str) -> list[tuple[str, Any]]:
    return [(str(pk), name) for pk, name in rows.values_list("pk", field)]


def narrowed(plan: Plan, asked: Mapping[str, Any], today: datetime.date) -> ActionQuerySet:
    actions = Action.objects.filter(plan=plan)
    if owner := asked.get("owner"):
        actions = actions.filter(owner=None) if owner == NOBODY else actions.filter(owner=owner)
    if status := asked.get("status"):
        actions = actions.open() if status == OPEN else actions.filter(status=status)
    for name in ("goal", "p"):
        if value := asked.get(name):
            actions = actions.filter(**{name: value})
    if asked.get("late"):
        actions = actions.promised().filter(due_on__lt=today)
    return actions.select_related("owner", "goal", "waits_for")


def ordered(actions: ActionQuerySet, sort: str) -> ActionQuerySet:
    """By due date unless a column is asked for; what has no value comes last either way."""
    _title, column = SORTS.get(sort.removeprefix("-"), SORTS["due"])
    way = column.desc if sort.startswith("-") else column.asc
    return actions.order_by(way(nulls_last=True), F("due_on").asc(nulls_last=True), "pk")


def headings(sort: str) -> list[tuple[Any, str, str]]:
    """Title, what a click asks for, and how the list is sorted by it now."""
    key, is_down = sort.removeprefix("-"), sort.startswith("-")
    if key not in SORTS:
        key, is_down = "due", False
    shown = []
    for name, (title, _column) in SORTS.items():
        if name == key:
            shown.append((title, name if is_down else f"-{name}", "descending" if is_down else "ascending"))
        else:
            shown.append((title, name, ""))
    return shown


def marked_by(actions: Iterable[Action], user: User, tie: Tie, plan: Plan) -> bool:
    """Each with whether this reader may say what became of it; and whether there is any such."""
    for action in actions:
        action.may_be_marked = not plan.is_closed and may_mark(user, tie, action)  # type: ignore[attr-defined]
    return any(action.may_be_marked for action in actions)  # type: ignore[attr-defined]


def looked_at(actions: list[Action], plan: Plan, today: datetime.date) -> list[Action]:
    """With whether each is late, whether it begins before the one that it waits for ends, and whether its owner no
    longer works with the client: one statement, however many they are.
    """
    gone = owners_without_a_tie(plan, today)
    for action in actions:
        above = action.waits_for
        action.is_left_behind = action.is_open and action.owner_id in gone  # type: ignore[attr-defined]
        action.is_late = action.is_open and is_late(action.due_on, today, runs=plan.is_running)  # type: ignore[attr-defined]
        action.is_too_soon = (  # type: ignore[attr-defined]
            action.is_open
            and above is not None
            and above.is_open
            and starts_too_soon(action.starts_on, action.due_on, above.due_on)
        )
    return actions
