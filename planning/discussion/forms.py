"""Forms of the discussion: what is said, and who of us is asked by it."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import in_rows
from dossiers.diary.forms import PEOPLE_FIELD
from dossiers.fields import Words
from kam_portal.foundation.history.editing import Versioned
from kam_portal.foundation.people.models import User
from planning.discussion.reading import OPEN, RESOLVED
from planning.models import Comment, Mention, Plan
from planning.ours import ours

COMMENT_LIMIT = 5_000


class CommentForm(forms.Form):
    text = Words(
        label=_("Comment"),
        limit=COMMENT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("“@” before somebody’s full name asks them, too."),
    )
    asked = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Ask somebody"), required=False, widget=forms.CheckboxSelectMultiple
    )
    helper = in_rows("text", Field("asked", template=PEOPLE_FIELD))

    def __init__(self, *args: Any, plan: Plan, writer: User, comment: Comment | None = None, **options: Any) -> None:
        """Whom the comment asks already stays in the list."""
        super().__init__(*args, **options)
        asked = Mention.objects.filter(comment=comment).values_list("user", flat=True) if comment else ()
        field: Any = self.fields["asked"]
        field.queryset = ours(plan, writer, also=asked).exclude(pk=writer.pk).order_by("full_name", "pk")
        self.fields["text"].widget.attrs["autofocus"] = True


class CommentEdit(Versioned, CommentForm):
    pass


class DiscussionFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("Comments"),
        required=False,
        choices=[("", _("All")), (OPEN, pgettext_lazy("comments", "Open")), (RESOLVED, _("Resolved"))],
    )

    @property
    def asked(self) -> str:
        return str(self.cleaned_data["state"]) if self.is_bound and self.is_valid() else ""
