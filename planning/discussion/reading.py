"""What is said of a plan, thread by thread, the open ones first: a page of them, in few statements however much it is.

Of a long thread only the last answers are read; all of it is read on a page of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.db.models.lookups import IsNull
from django.urls import reverse

from kam_portal.foundation.people.models import User
from kam_portal.foundation.tabular.paging import ROWS_A_PAGE, Page, page_of
from planning.discussion.asking_first import has_open_comments
from planning.models import Action, Comment, Goal, Mention, Plan

OPEN, RESOLVED = "open", "resolved"
ANSWERS_SHOWN = 20


@dataclass(frozen=True)
class Thread:
    """A comment with its answers in the order they came. `asked` of each row are those of us it asks."""

    first: Any
    answers: Sequence[Any]
    # Those before `answers` that are read on the page of the thread.
    folded: int = 0

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
    # Where all of it is read, when these are not all; "" otherwise.
    further: str = ""


def unanswered_by(user: User) -> QuerySet[Comment]:
    """Open comments that ask `user`, who has said nothing under them since; the oldest first."""
    first = Coalesce("answers_id", "pk")
    said_since = Comment.objects.filter(by=user, pk__gt=OuterRef("pk"), answers=OuterRef("first"))
    asking = Comment.objects.annotate(first=first).filter(mentions__user=user, resolved_at=None)
    return asking.filter(~Exists(said_since), answers__resolved_at=None).order_by("pk")


def comments_about(plan: Plan, goal: Goal | None = None, action: Action | None = None) -> Discussed:
    """What is said of the goal, the action, or of the plan itself: as much as one page holds."""
    page = page_of(_firsts(Comment.objects.filter(plan=plan, goal=goal, action=action)), 1)
    further = f"{reverse('discussion', args=[plan.pk])}{_asked(goal, action)}" if page.has_next else ""
    return Discussed(_threads(page.rows), *_about(plan, goal, action), further)


def page_of_discussion(
    plan: Plan, number: str | None, state: str = "", goal: Goal | None = None, action: Action | None = None
) -> Page:
    """First comments of threads: of the plan, then of its goals and actions; fewer by `state`, or about one thing."""
    wanted = {OPEN: Q(resolved_at=None), RESOLVED: Q(resolved_at__isnull=False)}.get(state, Q())
    about = Q(goal=goal) if goal else Q(action=action) if action else Q()
    return page_of(_firsts(Comment.objects.filter(wanted, about, plan=plan)), number)


def discussed_on(plan: Plan, page: Page) -> list[Discussed]:
    """What a page of the discussion says, by what it is about."""
    found = []
    by_thing = groupby(_threads(page.rows), key=lambda thread: (thread.first.goal_id, thread.first.action_id))
    for _thing, threads in by_thing:
        own = list(threads)
        found.append(Discussed(own, *_about(plan, own[0].first.goal, own[0].first.action)))
    return found


def page_of_thread(plan: Plan, comment: Comment, number: str | None) -> tuple[list[Discussed], Page]:
    """The thread that a comment stands in, alone, with a page of its answers: without a number the comment's own."""
    first = _with_people(Comment.objects.filter(pk=comment.answers_id or comment.pk)).get()
    answers = _with_people(Comment.objects.filter(answers=first)).order_by("pk")
    if not number:
        before = Comment.objects.filter(answers=first, pk__lt=comment.pk).count()
        number = str(before // ROWS_A_PAGE + 1)
    page = page_of(answers, number)
    return [Discussed([Thread(first, page.rows)], *_about(plan, first.goal, first.action))], page


def open_comments(plan: Plan) -> int:
    """How many threads wait for a word."""
    return Comment.objects.filter(plan=plan, answers=None, resolved_at=None).count()


def open_about(thing: Goal | Action) -> str:
    """Where the open comments on it are read; "" while there are none."""
    if not has_open_comments(thing):
        return ""
    return f"{reverse('discussion', args=[thing.plan_id])}?{thing._meta.model_name}={thing.pk}&state={OPEN}"


def with_answered(rows: QuerySet[Comment]) -> QuerySet[Any]:
    """`was_answered`: somebody else wrote in the thread after it."""
    first = Coalesce(OuterRef("answers_id"), OuterRef("pk"), output_field=BigIntegerField())
    later = Comment.objects.filter(answers_id=first, pk__gt=OuterRef("pk"))
    return rows.annotate(was_answered=Exists(later.exclude(by=OuterRef("by"))))


def _firsts(rows: QuerySet[Comment]) -> QuerySet[Any]:
    """As they are read: by what they are about, the plan first, there the open ones and then the newest first."""
    order = (F("action").asc(nulls_first=True), F("goal").asc(nulls_first=True), IsNull(F("resolved_at"), False), "-pk")
    return _with_people(rows.filter(answers=None)).order_by(*order)


def _with_people(rows: QuerySet[Comment]) -> QuerySet[Any]:
    asked = Prefetch("mentions", Mention.objects.select_related("user").order_by("user__full_name"), to_attr="asked")
    return with_answered(rows).select_related("by", "resolved_by", "goal", "action").prefetch_related(asked)


def _threads(firsts: Iterable[Any]) -> list[Thread]:
    """Each with the last of its answers."""
    rows = list(firsts)
    of_these = Comment.objects.filter(answers__in=[row.pk for row in rows])
    place = Window(RowNumber(), partition_by=F("answers"), order_by=F("pk").desc())
    last = of_these.annotate(place=place).filter(place__lte=ANSWERS_SHOWN)
    answers = defaultdict(list)
    for row in _with_people(Comment.objects.filter(pk__in=last.values("pk"))).order_by("pk"):
        answers[row.answers_id].append(row)
    counted = dict(of_these.order_by().values_list("answers").annotate(n=Count("pk")))
    return [Thread(row, own := answers[row.pk], counted.get(row.pk, 0) - len(own)) for row in rows]


def _asked(goal: Goal | None, action: Action | None) -> str:
    return f"?goal={goal.pk}" if goal else f"?action={action.pk}" if action else ""


def _about(plan: Plan, goal: Goal | None, action: Action | None) -> tuple[str, Goal | None, Action | None]:
    return f"{reverse('comment_new', args=[plan.pk])}{_asked(goal, action)}", goal, action
