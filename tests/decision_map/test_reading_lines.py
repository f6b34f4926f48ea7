"""A line that names a person, read exactly; where it can be read in several ways, all of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_map.typed import Reading, readings


@pytest.mark.parametrize(
    ("line", "name", "title", "superior"),
    [
        ("Ivanova, finance director, under Petrov", "Ivanova", "finance director", "Petrov"),
        ("Иванова, финансовый директор, под Петровым", "Иванова", "финансовый директор", "Петровым"),
        ("Иванова, финансовый директор, у Петрова", "Иванова", "финансовый директор", "Петрова"),
        ("Иванова, бухгалтер, подчиняется Петрову", "Иванова", "бухгалтер", "Петрову"),
        ("Иванова, бухгалтер, под руководством Петрова", "Иванова", "бухгалтер", "Петрова"),
        ("Ivanova", "Ivanova", "", ""),
        ("Anna Ivanova", "Anna Ivanova", "", ""),
        ("  Ivanova ,finance director ", "Ivanova", "finance director", ""),
        ("Ivanova, reports to Petrov", "Ivanova", "", "Petrov"),
        ("Ivanova, CFO, reporting to: I. Petrov", "Ivanova", "CFO", "I. Petrov"),
        ("IVANOVA, CFO, UNDER PETROV", "IVANOVA", "CFO", "PETROV"),
        ("Ivanova, Director, Finance, under Petrov", "Ivanova", "Director, Finance", "Petrov"),
        ("Ivanova; CFO; under Petrov", "Ivanova", "CFO", "Petrov"),
        ("Ivanova\tCFO\tunder Petrov", "Ivanova", "CFO", "Petrov"),
        ("Иванова — финансовый директор — под Петровым", "Иванова", "финансовый директор", "Петровым"),
        ("Ivanova (CFO), under Petrov", "Ivanova", "CFO", "Petrov"),
        ("Ivanova under Petrov", "Ivanova", "", "Petrov"),
        ("Иванова под Петровым", "Иванова", "", "Петровым"),
        ("Jean-Pierre O'Neil, head of R&D", "Jean-Pierre O'Neil", "head of R&D", ""),
        ("Anthony van Dyck, painter", "Anthony van Dyck", "painter", ""),
        ("Smith, Permanent Under-Secretary, under Jones", "Smith", "Permanent Under-Secretary", "Jones"),
        ("Underwood, head of underwriting", "Underwood", "head of underwriting", ""),
        ("Подольская, подрядчик", "Подольская", "подрядчик", ""),
    ],
)
def test_a_clear_line_has_one_reading(line: str, name: str, title: str, superior: str) -> None:
    assert readings(line) == (Reading(name, title, superior),)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Smith, Under Secretary",
            (Reading("Smith", "", "Secretary"), Reading("Smith", "Under Secretary")),
        ),
        (
            "Ivanova, finance director under Petrov",
            (Reading("Ivanova", "finance director", "Petrov"), Reading("Ivanova", "finance director under Petrov")),
        ),
        (
            "Ivanova, under Petrov, finance director",
            (Reading("Ivanova", "finance director", "Petrov"), Reading("Ivanova", "", "Petrov, finance director")),
        ),
        (
            "Ivanova finance director",
            (Reading("Ivanova", "finance director"), Reading("Ivanova finance director")),
        ),
        (
            "Ivanova finance director under Petrov",
            (
                Reading("Ivanova", "finance director", "Petrov"),
                Reading("Ivanova finance director", "", "Petrov"),
                Reading("Ivanova finance director under Petrov"),
            ),
        ),
    ],
)
def test_a_line_with_several_readings_keeps_them_all(line: str, expected: tuple[Reading, ...]) -> None:
    assert readings(line) == expected


def test_of_two_superiors_none_is_chosen() -> None:
    assert {reading.superior for reading in readings("Ivanova, CFO, under Petrov, under Sidorov")} >= {
        "Petrov",
        "Sidorov",
    }


@pytest.mark.parametrize("line", ["", "   ", ", finance director", "under Petrov", "под Петровым"])
def test_a_line_that_names_nobody_has_no_reading(line: str) -> None:
    assert readings(line) == ()


@pytest.mark.parametrize(("name", "vacant"), [("Vacant", True), ("Вакансия", True), ("Vacante", False)])
def test_a_vacancy_may_be_named(name: str, vacant: bool) -> None:
    (reading,) = readings(f"{name}, CFO")
    assert reading.is_vacancy is vacant


words = st.sampled_from(
    ["Ivanova", "finance", "director", "under", "Petrov", "под", "у", "reports", "to", "(CFO)", "x"]
)


@given(st.lists(st.lists(words, min_size=1, max_size=4), min_size=1, max_size=4))
@settings(max_examples=200)
def test_no_reading_loses_a_word(parts: list[list[str]]) -> None:
    line = ", ".join(" ".join(part) for part in parts)
    for reading in readings(line):
        left = re.findall(r"\w+", line)
        for word in re.findall(r"\w+", " ".join(reading)):
            left.remove(word)
        assert {word.lower() for word in left} <= {"under", "под", "у", "reports", "to"}
        assert reading.name


def test_a_hostile_line_is_read_at_once() -> None:
    assert len(readings("a" + " " * 200_000 + "b")) == 1
    assert len(readings("a" + "\t" * 20_000 + "b")) == 1
    assert readings("x under " * 2_000 + "y")
