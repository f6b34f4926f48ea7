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
from accounts.models import Account, Contact
from decision_map.drawing import add_post, begin_map
from decision_map.seating import bring_onto_map, seat
from dossiers.description import BY_KEY
from dossiers.diary.writing import write_entry
from dossiers.facts import UNWRITTEN, save_section
from dossiers.finding import Snippet, cut_out
from dossiers.models import EventAhead
from kam_portal.workspace.searching import SHOWN, search
from tests.conftest import TODAY

GENERAL = BY_KEY["general"]


def tell(account: Account, *, version: int = UNWRITTEN, **values: str) -> None:
    save_section(
        account=account, section=GENERAL, version=version, values=values, source="visit", on=TODAY, by=account.kam
    )


@pytest.fixture
def yard(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    account = new_account("Верфь Тёмная", kam=cast.anna)
    create_contact(account=account, name="Семён Орёл", title="Чертёжник")
    tell(account, positioning="Строить три газовоза в год", mission="Все чертежи — на Ёлке")
    return account


def test_a_fact_is_found_by_a_word_inside_it(cast: SimpleNamespace, yard: Account) -> None:
    [fact] = search(cast.anna, "газовоз", TODAY).facts
    assert (fact.account, fact.section_key, fact.snippet) == (
        yard,
        "general",
        Snippet("Строить три ", "газовоз", "а в год"),
    )


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Договорились о поставке двух газовозов", "поставки газовоза"),
        ("Учёт ведут по клиентам", "учет клиентом"),
        ("They signed three contracts", "contract signing"),
    ],
)
def test_words_are_found_by_their_stems(cast: SimpleNamespace, yard: Account, said: str, asked: str) -> None:
    tell(yard, positioning=said, version=1)
    [fact] = search(cast.anna, asked, TODAY).facts
    assert fact.snippet.found in said


def test_the_diary_and_events_ahead_are_searched(cast: SimpleNamespace, yard: Account) -> None:
    write_entry(
        account=yard,
        by=cast.anna,
        on=TODAY,
        summary="Обошли док",
        promises="Пришлём чертежи насосов",
        next_step="Позвонить",
        next_step_on=TODAY,
        next_step_owner=cast.anna,
    )
    EventAhead.objects.create(account=yard, kind="tender", title="Тендер на насосы", on=TODAY)
    found = search(cast.anna, "насосом", TODAY)
    assert [row.snippet.found for row in (*found.diary, *found.events)] == ["насосов", "насосы"]
    assert search(cast.anna, "асос", TODAY).diary and search(cast.anna, "асос", TODAY).events
    assert search(cast.boris, "насосом", TODAY).is_empty


def test_one_dossier_is_searched_alone(
    signed_in: Callable[..., Client], cast: SimpleNamespace, yard: Account, new_account: Callable[..., Account]
) -> None:
    other = new_account("Газовоз и сыновья", kam=cast.anna)
    tell(other, positioning="Ещё один газовоз")
    assert [fact.account for fact in search(cast.anna, "газовозы", TODAY, account=yard).facts] == [yard]
    anna = signed_in(cast.anna)
    page = anna.get("/search/", {"q": "газовоз", "account": yard.pk}).content.decode()
    assert "<mark>газовоз</mark>" in page and "сыновья" not in page
    assert signed_in(cast.boris).get("/search/", {"q": "газовоз", "account": yard.pk}).status_code == 404
    for odd in ("", "x", "-1", "9" * 30, "٣"):
        assert anna.get("/search/", {"q": "газовоз", "account": odd}).status_code == 200


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
    lost = signed_in(cast.anna).get("/search/", {"q": "Smith & Söhne/#1"}).content.decode()
    assert 'href="/accounts/?q=Smith%20%26%20S%C3%B6hne%2F%231"' in lost


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
        tell(account, positioning="More pumps")
        if n == 0:
            client.get("/search/", {"q": "pump"})
            one: Any = queries()
    assert queries() == one <= 8


def test_the_page_says_when_there_is_more(
    signed_in: Callable[..., Client], cast: SimpleNamespace, yard: Account
) -> None:
    def page() -> str:
        return signed_in(cast.anna).get("/search/", {"q": "ivan"}).content.decode()

    names = [f"Ivan {n:02}" for n in range(SHOWN + 1)]
    for name in names[:SHOWN]:
        create_contact(account=yard, name=name)
    assert "Add a word to narrow it down" not in page()
    create_contact(account=yard, name=names[SHOWN])
    html = page()
    assert ("Add a word to narrow it down" in html, [name for name in names if name not in html]) == (True, names[-1:])


def test_rows_of_dossiers_are_cut_the_same_way(cast: SimpleNamespace, yard: Account) -> None:
    for n in range(SHOWN):
        write_entry(account=yard, by=cast.anna, on=TODAY, summary=f"Lunch {n}")
    whole = search(cast.anna, "lunch", TODAY)
    write_entry(account=yard, by=cast.anna, on=TODAY, summary="Lunch again")
    cut = search(cast.anna, "lunch", TODAY)
    assert [(len(found.diary), found.is_cut) for found in (whole, cut)] == [(SHOWN, False), (SHOWN, True)]


def test_marks_somebody_managed_to_store_break_no_search(yard: Account, cast: SimpleNamespace) -> None:
    write_entry(account=yard, by=cast.anna, on=TODAY, summary="Met at the \x02 café \x03\x02")
    (found,) = search(cast.anna, "cafe", TODAY).diary
    assert "café" in f"{found.snippet.before}{found.snippet.found}{found.snippet.after}"


def test_posts_are_found_by_title_and_unit_and_lead_to_the_table_of_the_map(
    signed_in: Callable[..., Client], cast: SimpleNamespace, yard: Account
) -> None:
    map_ = begin_map(account=yard, title="Вся верфь")
    post = add_post(map_=map_, title="Главный технолог", unit="Сборочные цеха")
    for asked in ("технолога", "сборочный", "борочн"):
        assert [found.path for found in search(cast.anna, asked, TODAY).posts] == [place_of(yard.pk, map_.pk, post.pk)]
    assert search(cast.boris, "технолог", TODAY).is_empty
    seat(post=post, actor=bring_onto_map(map_=map_, contact=Contact.objects.get()), on=TODAY)
    [found] = search(cast.anna, "технолог", TODAY, account=yard).posts
    assert (found.holder, found.snippet.found) == ("Семён Орёл", "технолог")
    page = signed_in(cast.anna).get("/search/", {"q": "технолог"}).content.decode()
    assert f'href="{found.path}"' in page


def test_who_is_found_among_the_contacts_leads_to_the_map_and_is_found_once(
    cast: SimpleNamespace, yard: Account
) -> None:
    """The contact's own title says the same as the post."""
    map_, second = (begin_map(account=yard, title=title) for title in ("Вся верфь", "Закупка"))
    post = add_post(map_=map_, title="Чертёжник")
    add_post(map_=second, title="Чертёжник на замену")
    contact = Contact.objects.get()
    for each in (second, map_):
        bring_onto_map(map_=each, contact=contact)
    [person] = search(cast.anna, "орел", TODAY).contacts
    assert person.path == place_of(yard.pk, map_.pk, None, map_.actors.get().pk)  # type: ignore[attr-defined]
    seat(post=post, actor=map_.actors.get(), on=TODAY)
    found = search(cast.anna, "чертежник", TODAY)
    assert [each.path for each in found.contacts] == [place_of(yard.pk, map_.pk, post.pk)]  # type: ignore[attr-defined]
    assert [each.snippet.after for each in found.posts] == [" на замену"]


def place_of(account: int, map_: int, post: int | None, person: int | None = None) -> str:
    return f"/accounts/{account}/map/{map_}/table/#" + (f"post-{post}" if post else f"person-{person}")
