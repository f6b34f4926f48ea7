"""What may be typed into a cell of the grid, and what is said of the rest."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.kaism import Scale
from accounts.selection.answers import Answer, answer_of, points_in_words

WHOLE = Scale()
HALVES = Scale(step=Decimal("0.5"))
FIVE = Scale(Decimal(1), Decimal(5))


def typed(text: str, *, scale: Scale = WHOLE, is_estimate: bool = False, note: str = "") -> Answer | None:
    return answer_of(text, is_estimate=is_estimate, note=note, scale=scale)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("7", Answer(Decimal(7))),
        (" 0 ", Answer(Decimal(0))),
        ("10", Answer(Decimal(10))),
        ("7.0", Answer(Decimal(7))),
        ("~7", Answer(Decimal(7), is_estimate=True)),
        ("~ 7", Answer(Decimal(7), is_estimate=True)),
        ("?", Answer(None)),
        ("~?", Answer(None)),
        ("", None),
        ("  ", None),
    ],
)
def test_what_is_typed_is_read(text: str, answer: Answer | None) -> None:
    assert typed(text) == answer


@pytest.mark.parametrize("text", ["6.5", "6,5"])
def test_half_points_are_read_with_a_point_or_a_comma_where_the_model_allows_them(text: str) -> None:
    assert typed(text, scale=HALVES) == Answer(Decimal("6.5"))


@pytest.mark.parametrize(
    ("text", "scale", "sentence"),
    [
        ("11", WHOLE, "11 is outside the scale 0 to 10."),
        ("-1", WHOLE, "-1 is outside the scale 0 to 10."),
        ("0", FIVE, "0 is outside the scale 1 to 5."),
        ("6", FIVE, "6 is outside the scale 1 to 5."),
        ("abc", WHOLE, "“abc” is not a number."),
        ("7 8", WHOLE, "“7 8” is not a number."),
        ("1e1", WHOLE, "“1e1” is not a number."),
        ("NaN", WHOLE, "“NaN” is not a number."),
        ("٧", WHOLE, "“٧” is not a number."),
        ("7\x00", WHOLE, "“7\x00” is not a number."),
        ("x" * 50, WHOLE, f"“{'x' * 20}…” is not a number."),
        ("6.5", WHOLE, "6.5 lies between two points; only whole points are given."),
        ("6.3", HALVES, "6.3 is too fine; give whole or half points."),
        ("~", WHOLE, "Give a score too, or “?” if you do not know it."),
    ],
)
def test_what_is_no_score_is_refused_in_words(text: str, scale: Scale, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        typed(text, scale=scale)
    assert refusal.value.messages == [sentence]


def test_a_note_wants_an_answer_and_fits(db: None) -> None:
    assert typed("?", note=" asked them ") == Answer(None, note="asked them")
    for text, note, word in (
        ("", "why", "Give a score too"),
        ("7", "n" * 301, "301 characters"),
        ("7", "\x00", "stored"),
    ):
        with pytest.raises(ValidationError, match=word):
            typed(text, note=note)


def test_a_score_is_shown_as_it_is_typed() -> None:
    assert [points_in_words(value) for value in (Decimal("7.0"), Decimal("10.0"), Decimal("6.5"), None)] == [
        "7",
        "10",
        "6.5",
        "?",
    ]
    with translation.override("ru"):
        assert points_in_words(Decimal("6.5")) == "6,5"
