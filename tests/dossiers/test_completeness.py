"""Completeness: what is filled in, what is missing in words, and the percentage that lists show."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from accounts.models import Account
from dossiers.completeness import POSSIBLE, Completeness, of_section
from dossiers.description import BY_KEY, SECTIONS, TABLES
from dossiers.events import plan_event, remove_event
from dossiers.facts import save_section
from dossiers.models import Dossier
from tests.conftest import TODAY


def test_an_empty_section_misses_everything_by_title() -> None:
    found = of_section(BY_KEY["competitors"], [], {})
    titles = (
        "Our competitors at this client",
        "Comparison on the client's criteria",
        "Where each competitor stands on the ladder",
    )
    assert found == Completeness(0, 3, titles)
    assert found.percent == 0


def test_a_section_with_rows_counts_them_as_one_field_more() -> None:
    keys = [field.key for field in BY_KEY["general"].fields]
    tables = {table.key: 1 for table in BY_KEY["general"].tables}
    assert of_section(BY_KEY["general"], keys, tables).missing == ("Financial indicators",)
    assert of_section(BY_KEY["general"], keys, {**tables, "years": 2}) == Completeness(13, 13, ())


def test_a_table_without_rows_is_missing_by_its_title() -> None:
    keys = [field.key for field in BY_KEY["decision"].fields]
    found = of_section(BY_KEY["decision"], keys, {"procurement": 3})
    assert found == Completeness(5, 6, ("Budget calendar",))


def test_a_section_of_rows_alone_is_complete_with_one_row() -> None:
    assert [of_section(BY_KEY["events"], [], {"events": n}).percent for n in (0, 1, 5)] == [0, 100, 100]


def test_a_group_of_which_nothing_is_known_goes_by_its_own_title() -> None:
    found = of_section(BY_KEY["swot"], ["our_strengths"], {}).missing
    ours = tuple(f"We at this client: {title}" for title in ("Weaknesses", "Opportunities", "Threats"))
    assert found == ("The client", *ours)


def test_a_horizon_counts_once_whatever_of_it_is_known() -> None:
    texts = [field.key for field in BY_KEY["relationship"].fields if not field.group]
    sizes = ("Size of opportunity, 1 year", "Size of opportunity, 5 years")
    found = of_section(BY_KEY["relationship"], [*texts, "size_3_low"], {})
    assert found == Completeness(5, 10, (*sizes, *(str(table.title) for table in BY_KEY["relationship"].tables)))


@pytest.mark.django_db
def test_the_stored_percentage_follows_facts_and_rows(new_account: Callable[..., Account]) -> None:
    account = new_account("Halvorsen")

    def stored() -> int:
        return Dossier.objects.get(account=account).completeness

    assert stored() == 0
    values = {field.key: "known" for field in BY_KEY["swot"].fields}
    save_section(account=account, section=BY_KEY["swot"], version=0, values=values, source="", on=TODAY, by=None)
    assert stored() == 8 * 100 // POSSIBLE
    event = plan_event(account=account, kind="tender", title="Tender", on=TODAY)
    assert stored() == 9 * 100 // POSSIBLE
    remove_event(event=event, version=1)
    empty = dict.fromkeys(values, "")
    save_section(account=account, section=BY_KEY["swot"], version=1, values=empty, source="", on=TODAY, by=None)
    assert stored() == 0


def test_what_is_possible_is_every_field_and_every_kind_of_row() -> None:
    three_horizons_of_three = 3 * (3 - 1)
    fields = sum(len(section.fields) for section in SECTIONS) - three_horizons_of_three
    assert POSSIBLE == fields + len(TABLES) + 3


@pytest.mark.django_db
def test_the_stored_percentage_counts_a_horizon_once(new_account: Callable[..., Account]) -> None:
    account = new_account("Halvorsen")
    values = {"size_1_low": "1", "size_1_base": "2", "size_1_high": "3", "size_5_base": "9", "relationship_now": "Good"}
    section = BY_KEY["relationship"]
    save_section(account=account, section=section, version=0, values=values, source="", on=TODAY, by=None)
    assert Dossier.objects.get(account=account).completeness == 3 * 100 // POSSIBLE


@pytest.mark.django_db(transaction=True)
def test_two_sections_saved_at_once_are_both_counted(
    cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    acme = new_account("Acme", kam=cast.anna)
    began, failed = threading.Event(), []

    def save(section: str, key: str) -> None:
        save_section(
            account=acme, section=BY_KEY[section], version=0, values={key: "said"}, source="", on=TODAY, by=None
        )

    def other() -> None:
        try:
            began.set()
            save("swot", BY_KEY["swot"].fields[0].key)
        except Exception as fault:
            failed.append(fault)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        save("general", "mission")
        thread.start()
        began.wait()
        time.sleep(0.5)
    thread.join()
    assert (failed, Dossier.objects.get(account=acme).completeness) == ([], 2 * 100 // POSSIBLE)
