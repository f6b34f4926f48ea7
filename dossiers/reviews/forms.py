"""What is typed during a review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from dossiers.models import Answer
from dossiers.reviews import topics as review_topics
from dossiers.reviews.page import STILL_EMPTY
from dossiers.reviews.verifying import UNANSWERED
from kam_portal.foundation.history.editing import Versioned

NOTE_AT_MOST = 4_000


class AnswerForm(Versioned, forms.Form):
    """The verdict on one topic, with the version of the answer its reader saw.

    Of an empty section "still true" says that it is still empty, and there is no rest to be true.
    """

    verdict = forms.ChoiceField(
        label=_("Your verdict"),
        choices=Answer.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose still true, changed or unknown.")},
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE_AT_MOST, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, answer: Answer | None, is_empty: bool, **kwargs: Any) -> None:
        initial = {"verdict": answer.verdict, "note": answer.note} if answer else {}
        super().__init__(*args, initial=initial, version=answer.version if answer else UNANSWERED, **kwargs)
        if is_empty:
            choices = dict(Answer.Verdict.choices) | {Answer.Verdict.TRUE.value: STILL_EMPTY}
            field = self.fields["verdict"]
            field.choices = list(choices.items())  # type: ignore[attr-defined]
            field.widget.choices = [choice for choice in choices.items() if choice[0] != Answer.Verdict.PARTLY]


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("What should be verified again?"),
        max_length=NOTE_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The manager reads this with the review."),
    )
    again = forms.MultipleChoiceField(
        label=_("Sections to be answered again"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The review opens on the first of them; all other answers are taken over."),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = review_topics.asked(account)
        self.fields["again"].choices = [(t.key, f"{t.letter} · {t.title}") for t in asked]  # type: ignore[attr-defined]
