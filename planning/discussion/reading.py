"""What is said of a plan, thread by thread, the open ones first: two statements, however much it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from planning.models import Action, Comment, Goal, Mention, Plan

OPEN, RESOLVED = "open", "resolved"


@dataclass(frozen=True)
class Thread:
    """A comment with its answers in the order they came. `asked` of each row are those of us it asks."""

    first: Comment
    answers: Sequence[Comment]

    @property
    def is_open(self) -> bool:
        return self.first.resolved_at is None


@dataclass(frozen=True)
class Discussed:
    """The threads about one thing, for the block planning/comments.html."""

    threads: Sequence[Thread]
    # Where something new is written about it.
    new: str
    goal: Goal | None = None
    action: Action | None = None

    @property
    def open(self) -> int:
        return sum(thread.is_open for thread in self.threads)


def comments_about(plan: Plan, goal: Goal | None = None, action: Action | None = None) -> Discussed:
    """What is said of the goal, the action, or of the plan itself."""
    rows = _read(Comment.objects.filter(plan=plan, goal=goal, action=action))
    return Discussed(_threads(rows), *_about(plan, goal, action))


def discussion_of(plan: Plan, state: str = "") -> list[Discussed]:
    """The plan, then its goals and actions of which something is said; `state` leaves the others out."""
    wanted = {OPEN: Q(resolved_at=None), RESOLVED: Q(resolved_at__isnull=False)}.get(state, Q())
    first = Comment.objects.filter(wanted, plan=plan, answers=None)
    rows = _read(Comment.objects.filter(Q(pk__in=first) | Q(answers__in=first)))
    by_thing: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        by_thing[row.goal_id or 0, row.action_id or 0].append(row)
    found = []
    for _thing, own in sorted(by_thing.items(), key=lambda item: (item[0][1] > 0, item[0])):
        found.append(Discussed(_threads(own), *_about(plan, own[0].goal, own[0].action)))
    return found


def open_comments(plan: Plan) -> int:
    """How many threads wait for a word."""
    return Comment.objects.filter(plan=plan, answers=None, resolved_at=None).count()


def _read(rows: QuerySet[Comment]) -> list[Any]:
    asked = Prefetch("mentions", Mention.objects.select_related("user").order_by("user__full_name"), to_attr="asked")
    return list(rows.select_related("by", "resolved_by", "goal", "action").prefetch_related(asked).order_by("pk"))


def _threads(rows: Iterable[Any]) -> list[Thread]:
    firsts, answers = [], defaultdict(list)
    for row in rows:
        if row.answers_id is None:
            firsts.append(row)
        else:
            answers[row.answers_id].append(row)
    in_order = sorted(firsts, key=lambda row: (row.resolved_at is not None, -row.pk))
    return [Thread(first, answers[first.pk]) for first in in_order]


def _about(plan: Plan, goal: Goal | None, action: Action | None) -> tuple[str, Goal | None, Action | None]:
    thing = f"?goal={goal.pk}" if goal else f"?action={action.pk}" if action else ""
    return f"{reverse('comment_new', args=[plan.pk])}{thing}", goal, action
