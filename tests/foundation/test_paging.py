"""Pages of long lists: exact while short, capped when long."""

from __future__ import annotations

import pytest

from kam_portal.foundation.people.models import Team
from kam_portal.foundation.tabular import paging


@pytest.fixture
def teams(db: None) -> None:
    Team.objects.bulk_create(Team(name=f"Team {number:02}") for number in range(7))


def page(number: str, size: int = 3) -> paging.Page:
    return paging.page_of(Team.objects.order_by("name"), number, size=size)


def test_a_page_says_which_rows_it_shows(teams: None) -> None:
    second = page("2")
    assert [team.name for team in second] == ["Team 03", "Team 04", "Team 05"]
    assert (str(second), second.has_previous, second.has_next) == ("4–6 of 7", True, True)


@pytest.mark.parametrize("number", ["", "0", "-3", "one", "1.5", "9" * 5000])
def test_a_senseless_number_is_a_page_all_the_same(teams: None, number: str) -> None:
    assert page(number).number in (1, 3)


def test_a_page_past_the_end_is_the_last(teams: None) -> None:
    assert (page("99").number, len(page("99"))) == (3, 1)


def test_a_list_of_one_page_says_how_many(teams: None) -> None:
    assert str(page("1", size=50)) == "7 in all"


def test_an_empty_list_has_one_empty_page(db: None) -> None:
    empty = page("5")
    assert (empty.number, empty.rows, empty.has_other_pages) == (1, [], False)


def test_a_long_list_is_not_counted_to_its_end(teams: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED_UP_TO", 5)
    assert (str(page("1")), str(page("3"))) == ("1–3 of more than 5", "7–7 of more than 5")
    assert page("3").has_next is False
