"""Who is meant by some words: exactly those whose names they may be."""

from __future__ import annotations

import pytest

from decision_map.typed import meant_by

PEOPLE = [
    ("ivan", "Иван Петров"),
    ("anna", "Анна Петрова"),
    ("fedor", "Фёдор Достоевский"),
    ("maria", "Мария Крамская"),
    ("andrei", "Андрей Шмидт"),
    ("ilya", "Илья Шевченко"),
    ("igor", "Игорь Сергеевич Лозовой"),
    ("lev", "Сорокина Любовь"),
    ("john", "John Petrov"),
]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Петровым", ["ivan"]),
        ("Петрову", ["ivan"]),
        ("Петровой", ["anna"]),
        ("Анной Петровой", ["anna"]),
        ("А. Петровой", ["anna"]),
        ("Достоевским", ["fedor"]),
        ("достоевскому", ["fedor"]),
        ("Федора Достоевского", ["fedor"]),
        ("Крамской", ["maria"]),
        ("Марией", ["maria"]),
        ("Шмидтом", ["andrei"]),
        ("Андреем", ["andrei"]),
        ("Шевченко", ["ilya"]),
        ("Ильи Шевченко", ["ilya"]),
        ("Игорем Лозовым", ["igor"]),
        ("И. С. Лозового", ["igor"]),
        ("И.С. Лозового", ["igor"]),
        ("Сорокиной", ["lev"]),
        ("Petrov", ["john"]),
        ("J Petrov", ["john"]),
        ("Петровский", []),
        ("Смирнов", []),
        ("Петров Иванов", []),
        ("Петров Петров", []),
        ("", []),
    ],
)
def test_a_name_is_recognised_in_the_cases_of_a_superior(words: str, meant: list[str]) -> None:
    assert list(meant_by(words, PEOPLE)) == meant


def test_a_word_that_may_be_his_name_or_hers_means_both() -> None:
    """ "у Петрова" is at his; "Петрова" as it stands is she."""
    assert meant_by("Петрова", PEOPLE) == ("ivan", "anna")
    assert meant_by("Петрова", [("he", "Петров"), ("she", "Петрова")]) == ("he", "she")


def test_namesakes_are_all_meant() -> None:
    assert meant_by("Petrov", [(1, "Ivan Petrov"), (2, "Oleg Petrov")]) == (1, 2)
    assert meant_by("Ivan Petrov", [(1, "Ivan Petrov"), (2, "Ivan Petrov")]) == (1, 2)


def test_who_is_called_exactly_so_goes_before_those_who_are_called_more() -> None:
    assert meant_by("Petrov", [(1, "Ivan Petrov"), (2, "Petrov")]) == (2,)


def test_an_initial_alone_is_too_little_only_where_it_fits_nobody() -> None:
    assert meant_by("X.", PEOPLE) == ()
