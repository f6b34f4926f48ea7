"""What is said of a plan, a goal or an action; open until it is resolved."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from dossiers.models.searched import searched
from kam_portal.foundation.history.recording import recorded
from planning.models.actions import Action
from planning.models.goals import Goal
from planning.models.plans import Plan


@recorded(by="account")
class Comment(models.Model):
    """About a goal or an action, else about the plan. An answer stands under the first one and is open with it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="plan_comments")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="comments")
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.CASCADE, related_name="comments")
    action = models.ForeignKey(Action, null=True, blank=True, on_delete=models.CASCADE, related_name="comments")
    answers = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField(_("comment"))
    at = models.DateTimeField(_("written"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    # When other words were last written in place of the first ones.
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("resolved by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(goal__isnull=True) | Q(action__isnull=True), name="comment_is_about_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(answers__isnull=True) | Q(resolved_at__isnull=True),
                name="answers_are_open_with_their_first",
            ),
        ]
        indexes = [
            models.Index(fields=["plan"], name="open_comments_of_a_plan", condition=Q(resolved_at=None, answers=None)),
            *searched("comments", "text"),
        ]

    def __str__(self) -> str:
        return self.text


@recorded(by="comment")
class Mention(models.Model):
    """One of us who is asked by a comment; told once."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="mentioned_once_a_comment")]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.user_id}"
