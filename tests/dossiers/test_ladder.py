"""The perception ladder against an oracle that knows nothing of its arithmetic."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from dossiers.description import BY_KEY, Kind
from dossiers.ladders.ladder import FAVOURABLE, Standing, level, standing

GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "golden" / "kaism.json"
QUESTIONS = list(FAVOURABLE)
# Written out by hand from method.md, section 3 F.
LEVEL_OF = {0: 1, 1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 4}
GOOD = {
    "needs_us": "yes",
    "deals_with_competitors": "no",
    "discusses_problems": "yes",
    "prefers_competitors": "no",
    "drives_mad": "no",
    "postpones_visits": "no",
}


def level_when_all_is_known(answers: dict[str, str]) -> int:
    found = LEVEL_OF[sum(answers[question] == GOOD[question] for question in GOOD)]
    return min(found, 2) if answers["discusses_problems"] == "no" else found


def oracle(answers: dict[str, str]) -> Standing | None:
    """Try every way the open questions could still be answered."""
    open_questions = [question for question in GOOD if answers[question] == "unknown"]
    if len(open_questions) == len(GOOD):
        return None
    levels = [
        level_when_all_is_known(answers | dict(zip(open_questions, closed, strict=True)))
        for closed in product(("yes", "no"), repeat=len(open_questions))
    ]
    return Standing(min(levels), max(levels))


def test_all_729_combinations_of_answers_agree_with_the_oracle() -> None:
    differing = []
    for given in product(("yes", "no", "unknown"), repeat=6):
        answers = dict(zip(QUESTIONS, given, strict=True))
        if standing(answers) != oracle(answers):
            differing.append((answers, standing(answers), oracle(answers)))
    assert differing == []


def test_a_missing_answer_reads_like_an_unknown_one() -> None:
    for given in product(("yes", "no", "unknown"), repeat=6):
        answers = dict(zip(QUESTIONS, given, strict=True))
        told = {question: answer for question, answer in answers.items() if answer != "unknown"}
        assert standing(told) == standing(answers)


def test_no_answers_give_no_standing() -> None:
    assert standing({}) is None


def test_exact_only_when_both_ends_meet() -> None:
    assert [Standing(2, 2).is_exact, Standing(2, 3).is_exact] == [True, False]


@pytest.mark.parametrize("favourable", [-1, 7])
def test_a_count_outside_six_questions_is_refused(favourable: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 6"):
        level(favourable)


def test_the_questions_are_those_of_the_description() -> None:
    asked = [field.key for field in BY_KEY["ladder"].fields if field.kind is Kind.YES_NO]
    assert asked == QUESTIONS


@pytest.mark.skipif(not GOLDEN.exists(), reason="the shared golden folder is not beside the project")
def test_the_32_golden_rows_give_the_level_written_there() -> None:
    rows = json.loads(GOLDEN.read_text())["ladder_our_key"]
    assert len(rows) == 32
    for row in rows:
        answers = {q: "yes" if yes else "no" for q, yes in zip(QUESTIONS, row["answers_yes"], strict=True)}
        assert sum(answers[question] == GOOD[question] for question in GOOD) == row["favourable"]
        assert standing(answers) == Standing(row["level"], row["level"])
