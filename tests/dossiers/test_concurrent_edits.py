"""People who write different things of one dossier at once do not collide; of one thing, one of them wins.

Many in one form: test_edit_forms_at_once.py.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from accounts.models import Account
from dossiers.description import BY_KEY
from dossiers.diary.writing import edit_entry, write_entry
from dossiers.events import edit_event, plan_event, remove_event
from dossiers.facts import save_section, stored_values
from dossiers.models import DiaryEntry, EventAhead, OurParticipant
from kam_portal.foundation.history.versions import StaleEdit
from tests.conftest import TODAY
from tests.writers import together

pytestmark = pytest.mark.django_db(transaction=True)
DECISION = BY_KEY["decision"]


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    account = new_account("Halvorsen", kam=cast.anna)
    values = {"actors": "0"}
    save_section(account=account, section=DECISION, version=0, values=values, source="", on=TODAY, by=None)
    return account


def test_a_diary_entry_and_its_people_change_together_or_not_at_all(account: Account, cast: SimpleNamespace) -> None:
    entry = write_entry(account=account, by=None, on=TODAY, summary="0", ours=[cast.anna])
    people = [cast.anna, cast.leonid, cast.boris, cast.pavel]
    accepted: list[int] = []

    def rewrite(number: int) -> None:
        for turn in range(10):
            version = DiaryEntry.objects.get(pk=entry.pk).version
            chosen = people[(number + turn) % len(people)]
            try:
                edit_entry(entry=entry, version=version, changes={"summary": f"{number}-{turn}", "ours": [chosen]})
            except StaleEdit:
                continue
            accepted.append(version)

    together([lambda number=number: rewrite(number) for number in range(8)])
    assert sorted(accepted) == list(range(1, len(accepted) + 1))
    assert DiaryEntry.objects.get(pk=entry.pk).version == len(accepted) + 1
    assert OurParticipant.objects.filter(entry=entry).count() == 1


def test_delete_against_edit_has_one_winner(account: Account) -> None:
    """Whoever comes second is told: the edit that the row is gone, the removal that it was changed."""
    for _round in range(10):
        event = plan_event(account=account, kind="tender", title="Tender", on=TODAY)
        said: list[str] = []

        def edit(event: EventAhead = event, said: list[str] = said) -> None:
            try:
                edit_event(event=event, version=1, changes={"title": "Tender moved"})
                said.append("edited")
            except EventAhead.DoesNotExist:
                said.append("gone")

        def remove(event: EventAhead = event, said: list[str] = said) -> None:
            try:
                remove_event(event=event, version=1)
                said.append("removed")
            except StaleEdit:
                said.append("changed")

        together([edit, remove])
        left = EventAhead.objects.filter(pk=event.pk).values_list("title", flat=True).first()
        assert (sorted(said), left) in [(["changed", "edited"], "Tender moved"), (["gone", "removed"], None)]


def test_two_sections_saved_at_once_do_not_collide(account: Account) -> None:
    sections = [section for section in BY_KEY.values() if section.fields and section.key != "decision"]
    refused: list[str] = []

    def fill(key: str) -> None:
        section = BY_KEY[key]
        name = section.fields[0].key
        value = "yes" if key == "ladder" else "words"
        try:
            save_section(
                account=account, section=section, version=0, values={name: value}, source="", on=TODAY, by=None
            )
        except StaleEdit:
            refused.append(key)

    together([lambda key=section.key: fill(key) for section in sections])
    assert refused == []
    found = {section.key: stored_values(account, section)[section.fields[0].key] != "" for section in sections}
    assert found == {section.key: True for section in sections}
