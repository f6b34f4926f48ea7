"""What others said does not go unseen with what it was said of."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kam_portal.foundation.people.models import User
from planning.models import Action, Comment, Goal, Plan

STILL_ASKED = _("Comments on it are still open, and would go with it. Answer and resolve them first.")
SAID_BY_OTHERS = _("Somebody else has said something of this plan, and it would go with it. Close the plan instead.")


def has_open_comments(thing: Goal | Action) -> bool:
    return thing.comments.filter(answers=None, resolved_at=None).exists()


def refuse_open_comments(thing: Goal | Action) -> None:
    """Raises ValidationError for what waits for a word; whoever opens a comment holds the plan, as the caller does."""
    if has_open_comments(thing):
        raise ValidationError(STILL_ASKED)


def refuse_said_by_others(plan: Plan, by: User) -> None:
    """Raises ValidationError when the plan holds a comment by somebody but the one who removes it."""
    if Comment.objects.filter(plan=plan).exclude(by=by).exists():
        raise ValidationError(SAID_BY_OTHERS)
