"""Comments of a plan, a goal or an action: written, answered, resolved; whoever is asked by one is told."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kam_portal.foundation.history.versions import StaleEdit, save_versioned
from kam_portal.foundation.people.models import User
from planning.discussion.mentions import named_in
from planning.discussion.messages import tell_of_comment
from planning.discussion.reading import with_answered
from planning.models import Action, Comment, Goal, Mention, Plan
from planning.ours import ours
from planning.people_along import Along, hold_people, save_with_people
from planning.plans import hold

ASKED = Along("asked", Mention, "comment", "user_id")
FOREIGN = _("This belongs to another plan.")
RESOLVED = _("This was resolved in the meantime. Open it again, or write a new comment.")
ANSWERED = _("This was answered, so it stays. Resolve it instead.")
SETTLED = _("This was answered or resolved, so its words stay as they were read. Write an answer or a new comment.")
NO_ANSWERS = _("An answer is open or resolved together with what it answers.")


def may_be_asked(plan: Plan, by: User) -> dict[int, User]:
    """Whom of us the plan may name, but for the writer."""
    return {user.pk: user for user in ours(plan, by) if user.pk != by.pk}


@transaction.atomic
def write_comment(
    *,
    plan: Plan,
    text: str,
    by: User,
    at: datetime.datetime,
    goal: Goal | None = None,
    action: Action | None = None,
    asked: Iterable[User] = (),
) -> Comment:
    """About the plan, or one thing of it. Raises ValidationError for a closed plan and a thing of another one."""
    plan = hold(plan)
    if any(thing is not None and thing.plan_id != plan.pk for thing in (goal, action)):
        raise ValidationError(FOREIGN)
    return _write(Comment(account=plan.account, plan=plan, goal=goal, action=action, text=text, at=at, by=by), asked)


@transaction.atomic
def answer_comment(
    *, comment: Comment, text: str, by: User, at: datetime.datetime, asked: Iterable[User] = ()
) -> Comment:
    """Under the first of its thread. Whoever is about to resolve it is asked to look again.

    Raises ValidationError for what was resolved, or lies in a closed plan.
    """
    plan = hold(comment.plan)
    first = _first_of(comment, plan)
    refuse_resolved(first)
    first.version += 1
    first.save(update_fields=["version"])
    about = {"goal_id": first.goal_id, "action_id": first.action_id}
    return _write(Comment(account=plan.account, plan=plan, answers=first, text=text, at=at, by=by, **about), asked)


@transaction.atomic
def edit_comment(
    *, comment: Comment, version: int, changes: Mapping[str, Any], by: User, at: datetime.datetime
) -> Comment:
    """Other words, or others who are asked ("asked"); other words are marked as such.

    Raises StaleEdit, the people among its differences, and ValidationError when somebody answered it or resolved it.
    """
    plan = hold(comment.plan)
    stored = refuse_settled(comment)
    people = may_be_asked(plan, by)
    wanted = {user.pk: user for user in changes["asked"]} | _named(changes["text"], people)
    stored, new = save_with_people(
        instance=stored,
        version=version,
        changes={**changes, "asked": wanted.values()},
        along=ASKED,
        marks={"edited_at": at} if changes["text"] != stored.text else {},
    )
    stored.plan = plan
    tell_of_comment(comment=stored, asked=[wanted[pk] for pk in new], is_new=False)
    return stored


def resolve_comment(*, comment: Comment, version: int, by: User, at: datetime.datetime) -> Comment:
    """With its answers; the second time changes nothing. Raises StaleEdit when it was answered or changed since."""
    return _mark(comment, version, {"resolved_at": at, "resolved_by": by}, is_done=True)


def reopen_comment(*, comment: Comment, version: int) -> Comment:
    """The second time changes nothing. Raises StaleEdit like resolve_comment."""
    return _mark(comment, version, {"resolved_at": None, "resolved_by": None}, is_done=False)


@transaction.atomic
def remove_comment(*, comment: Comment, version: int) -> None:
    """Raises StaleEdit when somebody changed it in between, ValidationError when it was answered or resolved."""
    plan = hold(comment.plan)
    stored = save_versioned(instance=Comment.objects.get(pk=comment.pk, plan=plan), version=version, changes={})
    if stored.replies.exists():
        raise ValidationError(ANSWERED)
    refuse_settled(stored).delete()


def _write(comment: Comment, asked: Iterable[User]) -> Comment:
    assert comment.by is not None  # noqa: S101 - a comment is written by somebody
    people = may_be_asked(comment.plan, comment.by)
    wanted = {user.pk: user for user in asked} | _named(comment.text, people)
    comment.save()
    ASKED.put(comment, list(wanted))
    hold_people()
    tell_of_comment(comment=comment, asked=wanted.values())
    return comment


def _named(text: str, people: Mapping[int, User]) -> dict[int, User]:
    return {pk: people[pk] for pk in named_in(text, {pk: user.full_name for pk, user in people.items()})}


def refuse_settled(comment: Comment) -> Comment:
    """The comment as stored; ValidationError when somebody else has built on its words.

    Answers are written under the plan's lock, too: whoever holds it knows this to the end of the transaction.
    """
    stored = with_answered(Comment.objects.filter(plan=comment.plan_id)).select_related("answers").get(pk=comment.pk)
    if stored.was_answered or (stored.answers or stored).resolved_at is not None:
        raise ValidationError(SETTLED)
    return stored


def refuse_resolved(first: Comment) -> None:
    if first.resolved_at is not None:
        raise ValidationError(RESOLVED)


def _first_of(comment: Comment, plan: Plan) -> Comment:
    rows = Comment.objects.select_for_update(of=("self",), no_key=True).select_related("by")
    return rows.get(pk=comment.answers_id or comment.pk, plan=plan)


@transaction.atomic
def _mark(comment: Comment, version: int, changes: Mapping[str, Any], *, is_done: bool) -> Comment:
    plan = hold(comment.plan)
    if comment.answers_id is not None:
        raise ValidationError(NO_ANSWERS)
    stored = _first_of(comment, plan)
    if (stored.resolved_at is not None) == is_done:
        return stored
    if stored.version != version:
        raise StaleEdit(version=stored.version, differences=[])
    return save_versioned(instance=stored, version=version, changes=changes)
