"""What nobody sees is in no name: nothing looks alike and is another, and no mark turns a line round."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.forms import ContactForm
from accounts.models import Contact
from dossiers.fields import Words
from kam_portal.foundation.plain_text import plain
from kam_portal.foundation.tabular.cells import text

UNSEEN = ["\u200b\u200b", "\ufeff", "\u00ad", "\u3164", "\u2800", "\u202e\u202c", "\u200d", "\ufe0f"]
TURNED = ["\u200bN", "\u202eN\u202c", "N\u00ad", "\u2066N\u2069", "N\u200d", "\u200cN", "\ufeffN", "\u3164N"]
KEPT = ["Иванова", "می\u200cخواهم", "👩\u200d💻", "a\u0300", "क्\u200dष", "Café №1", " a\n b "]


@pytest.mark.parametrize("typed", UNSEEN)
def test_a_text_that_shows_nothing_is_refused(typed: str) -> None:
    assert plain(typed) == ""
    assert text(200)(typed) == ""
    for required in (True, False):
        with pytest.raises(ValidationError, match="only characters that nobody sees"):
            Words(required=required).clean(typed)
    form = ContactForm({"name": typed, "version": 1}, instance=Contact(), version=1)
    assert form.errors["name"] == ["This text holds only characters that nobody sees. Type it anew."]


@pytest.mark.parametrize("typed", TURNED)
def test_marks_that_hide_or_turn_a_name_are_left_out(typed: str) -> None:
    assert plain(typed) == Words().clean(typed) == text(200)(typed) == "N"
    assert ContactForm(instance=Contact(), version=1).fields["name"].clean(typed) == "N"


@pytest.mark.parametrize("typed", KEPT)
def test_what_shapes_other_scripts_and_pictures_stays(typed: str) -> None:
    assert plain(typed) == typed
