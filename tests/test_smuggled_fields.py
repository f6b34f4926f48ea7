"""What a form does not offer cannot be sent with it: further fields are ignored."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import models
from django.test import Client

from accounts.models import Account, AccountYear
from kam_portal.foundation.people.models import Team
from tests.conftest import TODAY
from tests.kept import brought_in
from tests.smuggling import ABSENT, DIARY, MISSING, PERSON, SignIn, World, world_of

pytestmark = pytest.mark.django_db
# What no form may take from its sender, whatever it is called.
EXTRA = {
    "id": MISSING,
    "pk": MISSING,
    "is_active": "",
    "is_staff": "on",
    "is_superuser": "on",
    "password": "owned",
    "joined_at": "2000-01-01",
    "created_at": "2000-01-01",
    "status_since": "2000-01-01",
    "annual_sales": "1",
    "search_text": "x",
    "name_key": "x",
    "sort_key": "x",
    "done_on": "2026-01-01",
    "ics_uid": "smuggled",
    "latest": MISSING,
    "stored_as": "attachments/xx/x",
    "file_name": "x.pdf",
    "erased_on": "2000-01-01",
    "erased_because": "smuggled",
    "opened_by": MISSING,
    "answered_by": MISSING,
    "pgh_context": MISSING,
}


@pytest.fixture
def world(cast: SimpleNamespace, new_account: Callable[..., Account]) -> World:
    return brought_in("world", partial(world_of, cast, new_account), on="cast")


def stored(record: models.Model) -> dict[str, Any]:
    return dict(type(record)._default_manager.filter(pk=record.pk).values().get())


def changed_by(record: models.Model, client: Client, address: str, data: dict[str, Any]) -> set[str]:
    """The columns of the record that differ after the form was sent with everything else, too."""
    before = stored(record)
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    after = stored(record)
    return {name for name in before if before[name] != after[name]}


def test_a_profile_changes_nothing_else_of_a_person(world: World, signed_in: SignIn) -> None:
    smuggled = EXTRA | {"role": "admin", "team": world.cast.viktor.team_id, "email": "x@y.example", "delegate": 1}
    data = {"full_name": "Anna P.", "language": "en", "time_zone": "Europe/Moscow", "version": 1, **smuggled}
    client = signed_in(world.cast.anna)
    assert changed_by(world.cast.anna, client, "/me/", data) == {"full_name", "version"}
    absent = {**ABSENT, **smuggled, "version": 2, "delegate": world.cast.boris.pk, "full_name": "X", "time_zone": "UTC"}
    found = changed_by(world.cast.anna, client, "/me/absence/", absent)
    assert found == {"absent_from", "absent_until", "delegate_id", "version"}


def test_an_admins_edit_of_a_person_sets_no_password_and_no_state(world: World, signed_in: SignIn) -> None:
    boris = world.cast.boris
    data = {**PERSON, **EXTRA, "email": boris.email, "team": boris.team_id, "version": 1}
    address = f"/people/{boris.pk}/edit/"
    assert changed_by(boris, signed_in(world.cast.ada), address, data) == {"full_name", "version"}


def test_an_account_keeps_manager_and_status_through_an_edit(world: World, signed_in: SignIn) -> None:
    owner = {"kam": world.cast.boris.pk, "kam_id": world.cast.boris.pk, "status": "closed", "account": world.theirs.pk}
    data = {"trade_name": "Mine", "site": "https://mine.example", "consent": world.mine.consent, **EXTRA, **owner}
    client, address = signed_in(world.cast.anna), f"/accounts/{world.mine.pk}/edit/"
    assert changed_by(world.mine, client, address, {**data, "version": world.mine.version}) == {"site", "version"}


def test_a_manager_enters_candidates_of_the_own_only(world: World, signed_in: SignIn) -> None:
    data = {"trade_name": "Quite another", "status": "key", "reason": "x", "kam": world.cast.boris.pk, **EXTRA}
    assert signed_in(world.cast.anna).post("/accounts/new/", data).status_code == 302
    made = Account.objects.get(trade_name="Quite another")
    assert (made.status, made.kam, made.annual_sales, made.pk == MISSING) == ("candidate", world.cast.anna, None, False)


ROW_EDITS: dict[str, tuple[str, dict[str, Any], set[str]]] = {
    "contact": ("contacts", {"name": "Kari B."}, {"name", "version", "verified_on"}),
    "year": ("years", {"year": 2025, "currency": "EUR", "sales": "5"}, {"sales", "version"}),
    "financial": (
        "financials",
        {"year": 2025, "currency": "EUR", "turnover": "5"},
        {"turnover", "version", "as_of", "by_id"},
    ),
    "event": (
        "events",
        {"kind": "other", "title": "Fair 2", "on": TODAY, "lead_days": 30},
        {"title", "version", "as_of", "by_id"},
    ),
    "row": ("rows", {"name": "Grow faster"}, {"values", "text", "version", "as_of"}),
    "step": ("diary/steps", {"text": "write", "on": TODAY}, {"text", "version"}),
    "attachment": ("files", {"title": "Price list"}, {"title", "version"}),
    "entry": ("diary", {**DIARY, "on": TODAY, "summary": "Met twice"}, {"summary", "version"}),
}


@pytest.mark.parametrize("kind", ROW_EDITS)
def test_a_row_stays_with_its_account_and_author(kind: str, world: World, signed_in: SignIn) -> None:
    folder, data, expected = ROW_EDITS[kind]
    record = world.mine_rows[kind]
    data = data | ({"owner": world.cast.anna.pk} if kind == "step" else {})
    foreign = {"account": world.theirs.pk, "account_id": world.theirs.pk, "by": world.cast.boris.pk, "version": 1}
    address = f"/accounts/{world.mine.pk}/{folder}/{record.pk}/edit/"
    found = changed_by(record, signed_in(world.cast.anna), address, EXTRA | foreign | data)
    assert found - {"search_text"} == expected


def test_a_section_takes_no_field_of_another_one(world: World, signed_in: SignIn) -> None:
    foreign = {"section": "swot", "key": "strengths", "account": world.theirs.pk, "strengths": "smuggled", **EXTRA}
    data = {"source": "a visit", "version": 0, **foreign}
    client, before = signed_in(world.cast.anna), set(world.mine.facts.values_list("key", flat=True))
    client.post(f"/accounts/{world.mine.pk}/dossier/general/edit/", data)
    assert set(world.mine.facts.values_list("key", flat=True)) == before
    assert not world.theirs.facts.exists()


def test_a_team_is_edited_by_its_address_alone(world: World, signed_in: SignIn) -> None:
    north, south = Team.objects.get(name=world.cast.anna.team.name), Team.objects.get(name=world.cast.viktor.team.name)
    data = {**EXTRA, "name": "Far north", "lead": world.cast.leonid.pk, "version": north.version, "id": south.pk}
    found = changed_by(north, signed_in(world.cast.ada), f"/people/teams/{north.pk}/edit/", data)
    assert (found, Team.objects.get(pk=south.pk).name) == ({"name", "version"}, south.name)


def test_a_filter_for_a_foreign_manager_or_team_finds_nothing(world: World, signed_in: SignIn) -> None:
    client = signed_in(world.cast.leonid)
    viktor, south = world.cast.viktor.pk, world.cast.viktor.team_id
    assert [client.get(f"/reviews/?{asked}").context["total"] for asked in (f"kam={viktor}", f"team={south}")] == [0, 0]
    events = [client.get(f"/reviews/year/?{asked}").context["year"] for asked in (f"kam={viktor}", f"team={south}")]
    assert [(year.total, list(year.rows)) for year in events] == [(0, [])] * 2
    rows = [client.get(f"/accounts/?{asked}").context["page"].rows for asked in (f"kam={viktor}", f"team={south}")]
    assert [[line["name"] for line in found] for found in rows] == [["Mine"], ["Mine"]]
    assert AccountYear.objects.filter(account=world.theirs).count() == 1
