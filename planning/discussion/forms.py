"""Forms of the discussion: what is said, and who of us is asked by it."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dossiers.diary.forms import PEOPLE_FIELD
from dossiers.fields import Words
from kam_portal.foundation.history.editing import VERSION, Versioned
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

    def __init__(self, *args: Any, plan: Plan, writer: User, comment: Comment | None = None, **options: Any) -> None:
        """Whom the comment asks already stays in the list."""
        super().__init__(*args, **options)
        asked = Mention.objects.filter(comment=comment).values_list("user", flat=True) if comment else ()
        field: Any = self.fields["asked"]
        field.queryset = ours(plan, writer, also=asked).exclude(pk=writer.pk).order_by("full_name", "pk")
        self.fields["text"].widget.attrs["autofocus"] = True

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        version = [VERSION] if VERSION in self.fields else []
        helper.layout = Layout("text", Field("asked", template=PEOPLE_FIELD), *version)
        return helper


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
