"""One search over accounts, people and facts, and over nothing that the reader may not read."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.keeping import create_contact
from accounts.models import Account
from dossiers.description import BY_KEY
from dossiers.facts import UNWRITTEN, save_section
from kam_portal.workspace.searching import SHOWN, Snippet, cut_out, search
from tests.conftest import TODAY

GENERAL = BY_KEY["general"]


def tell(account: Account, **values: str) -> None:
    save_section(
        account=account, section=GENERAL, version=UNWRITTEN, values=values, source="visit", on=TODAY, by=account.kam
    )


@pytest.fixture
def yard(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    account = new_account("Верфь Тёмная", kam=cast.anna)
    create_contact(account=account, name="Семён Орёл", title="Чертёжник")
    tell(account, goals="Строить три газовоза в год", mission="Все чертежи — на Ёлке")
    return account


def test_a_fact_is_found_by_a_word_inside_it(cast: SimpleNamespace, yard: Account) -> None:
    [fact] = search(cast.anna, "газовоз", TODAY).facts
    assert (fact.account, fact.section_key, fact.snippet) == (
        yard,
        "general",
        Snippet("Строить три ", "газовоз", "а в год"),
    )


def test_e_and_yo_are_one_letter_everywhere(cast: SimpleNamespace, yard: Account) -> None:
    assert search(cast.anna, "темная", TODAY).accounts == [yard]
    assert [c.name for c in search(cast.anna, "орел", TODAY).contacts] == ["Семён Орёл"]
    assert search(cast.anna, "елке", TODAY).facts[0].snippet.found == "Ёлке"


def test_nothing_foreign_is_found(cast: SimpleNamespace, yard: Account) -> None:
    for word in ("темная", "орел", "газовоз"):
        for stranger in (cast.boris, cast.viktor, cast.sofia, cast.irina):
            assert search(stranger, word, TODAY).is_empty
        assert not search(cast.leonid, word, TODAY).is_empty


def test_a_long_fact_is_cut_around_the_word() -> None:
    snippet = cut_out("а" * 200 + " слово " + "б" * 200, "Слово")
    assert (snippet.found, snippet.before[0], snippet.after[-1]) == ("слово", "…", "…")
    assert len(snippet.before) == len(snippet.after) == 81


def test_where_only_accents_agree_the_beginning_is_shown() -> None:
    assert cut_out("Müller & Söhne", "muller") == Snippet("Müller & Söhne", "", "")


def test_the_page_says_where_and_what(signed_in: Callable[..., Client], cast: SimpleNamespace, yard: Account) -> None:
    page = signed_in(cast.anna).get("/search/", {"q": "газовоз"}).content.decode()
    assert "<mark>газовоз</mark>" in page
    assert f"/accounts/{yard.pk}/dossier/#general" in page


@pytest.mark.parametrize(
    "text", ["", "   ", "%", "_", "\x00", "<script>alert(1)</script>", "я" * 5000, "'; DROP TABLE"]
)
def test_any_text_is_searched_for_as_it_stands(
    signed_in: Callable[..., Client], cast: SimpleNamespace, yard: Account, text: str
) -> None:
    answer = signed_in(cast.anna).get("/search/", {"q": text})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert "газовоз" not in answer.content.decode()


def test_more_hits_take_no_more_queries(
    signed_in: Callable[..., Client], cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    client = signed_in(cast.anna)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/search/", {"q": "pump"})
        return len(captured)

    for n in range(3):
        account = new_account(f"Pump works {n}", kam=cast.anna, status="candidate")
        create_contact(account=account, name=f"Pump {n}")
        tell(account, goals="More pumps")
        if n == 0:
            client.get("/search/", {"q": "pump"})
            one: Any = queries()
    assert queries() == one <= 8


def test_the_page_says_when_there_is_more(
    signed_in: Callable[..., Client], cast: SimpleNamespace, yard: Account
) -> None:
    for n in range(SHOWN):
        create_contact(account=yard, name=f"Ivan {n}")
    assert "Add a word to narrow it down" in signed_in(cast.anna).get("/search/", {"q": "ivan"}).content.decode()
