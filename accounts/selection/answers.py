"""What a rater types into a cell: a number on the scale, “?” for "I do not know", “~” before an estimate. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _

from accounts.kaism import Scale

NUMBER = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{1,9})?")
UNKNOWN, ESTIMATE = "?", "~"
NOTE_AT_MOST = 300
SHOWN_AT_MOST = 20


@dataclass(frozen=True)
class Answer:
    """What one cell holds. No value: "I do not know", which is an answer and not a zero."""

    value: Decimal | None
    is_estimate: bool = False
    note: str = ""


def points_in_words(value: Decimal | None) -> str:
    """7 or 7.5 with the local mark; “?” for what the rater does not know."""
    if value is None:
        return UNKNOWN
    whole = value == value.to_integral_value()
    return str(formats.number_format(value, decimal_pos=0 if whole else 1, use_l10n=True))


def answer_of(text: str, *, is_estimate: bool, note: str, scale: Scale) -> Answer | None:
    """The answer typed into a cell; None for a cell left empty. Raises ValidationError for what is none."""
    text, note = text.strip(), note.strip().replace("\r\n", "\n")
    if text.startswith(ESTIMATE):
        text, is_estimate = text[1:].strip(), True
    _check_note(note)
    if not text:
        if is_estimate or note:
            raise ValidationError(_("Give a score too, or “?” if you do not know it."))
        return None
    if text == UNKNOWN:
        return Answer(None, False, note)
    return Answer(points_of(text, scale), is_estimate, note)


def points_of(text: str, scale: Scale) -> Decimal:
    """A score of the scale, as typed with a point or a comma. Raises ValidationError in words."""
    text = text.strip()
    if not NUMBER.fullmatch(text):
        shown = text if len(text) <= SHOWN_AT_MOST else f"{text[:SHOWN_AT_MOST]}…"
        raise ValidationError(_("“%(text)s” is not a number.") % {"text": shown})
    value = Decimal(text.replace(",", "."))
    if not scale.low <= value <= scale.high:
        values = {"value": text, "low": points_in_words(scale.low), "high": points_in_words(scale.high)}
        raise ValidationError(_("%(value)s is outside the scale %(low)s to %(high)s.") % values)
    if value % scale.step:
        if scale.step == 1:
            raise ValidationError(
                _("%(value)s lies between two points; only whole points are given.") % {"value": text}
            )
        raise ValidationError(_("%(value)s is too fine; give whole or half points.") % {"value": text})
    return value


def _check_note(note: str) -> None:
    if "\x00" in note:
        raise ValidationError(_("The note holds a character that cannot be stored. Type it anew."))
    if len(note) > NOTE_AT_MOST:
        values = {"length": len(note), "most": NOTE_AT_MOST}
        raise ValidationError(_("The note has %(length)d characters, at most %(most)d fit.") % values)
