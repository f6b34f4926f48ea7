"""What a form does not offer cannot be sent with it: foreign ids are refused, further fields are ignored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import forms as account_forms
from accounts.fields import AccountByName
from accounts.importing import forms as import_forms
from accounts.keeping import create_contact, record_year
from accounts.models import Account, AccountMember, AccountYear, Competitor, Contact
from dossiers import forms as dossier_forms
from dossiers import row_forms
from dossiers.attachments import forms as attachment_forms
from dossiers.attachments.keeping import keep_file
from dossiers.brief import forms as brief_forms
from dossiers.description import TABLES
from dossiers.diary import filters as diary_filters
from dossiers.diary import forms as diary_forms
from dossiers.diary import uploads as diary_uploads
from dossiers.diary.steps import add_step
from dossiers.diary.writing import write_entry
from dossiers.ladders import forms as ladder_forms
from dossiers.ladders.inviting import invite_client
from dossiers.models import DiaryEntry, EventAhead, FinancialYear
from dossiers.reviews import forms as review_forms
from dossiers.rows import add_row
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.saying import say
from kam_portal.foundation.people import forms as people_forms
from kam_portal.foundation.people.models import Team, User
from tests.access_rows import ROWS
from tests.conftest import TODAY
from tests.dossiers.files import upload
from tests.test_access import database_hash

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
MISSING = 99_999_999
# Beyond what any column of ids holds.
HUGE = "9" * 30
MODULES = (
    *(account_forms, import_forms, dossier_forms, attachment_forms, diary_forms, diary_filters, diary_uploads),
    *(brief_forms, ladder_forms, row_forms, review_forms, people_forms),
)


@dataclass
class World:
    """Anna's account in the north and Viktor's in the south, with a row of each kind."""

    cast: SimpleNamespace
    mine: Account
    theirs: Account
    contact: Contact
    entry: DiaryEntry
    mine_rows: dict[str, models.Model]
    their_rows: dict[str, models.Model]


def rows_of(account: Account, by: User) -> dict[str, models.Model]:
    entry = write_entry(account=account, by=by, on=TODAY, summary="Met", kind="call")
    return {
        "contact": create_contact(account=account, name="Kari"),
        "year": record_year(account=account, year=2025, currency="EUR"),
        "financial": FinancialYear.objects.create(account=account, year=2025, currency="EUR"),
        "event": EventAhead.objects.create(account=account, kind="other", title="Fair", on=TODAY),
        "row": add_row(account=account, table=TABLES["goals"], values={"name": "Grow"}, on=TODAY, by=by),
        "competitor": Competitor.objects.create(account=account, name="Fjordmatic"),
        "invitation": invite_client(account=account, by=by, at=timezone.now(), language="en")[0],
        "entry": entry,
        "step": add_step(entry=entry, text="call", on=TODAY, owner=by),
        "attachment": keep_file(
            account=account, upload=upload("a.txt", b"a"), name="a.txt", by=by, at=timezone.now()
        ).attachment,
        "seat": AccountMember.objects.create(account=account, user=by, function="sales", can_edit=True),
    }


@pytest.fixture
def world(cast: SimpleNamespace, new_account: Callable[..., Account]) -> World:
    mine, theirs = new_account("Mine", kam=cast.anna), new_account("Theirs", kam=cast.viktor)
    mine_rows, their_rows = rows_of(mine, cast.anna), rows_of(theirs, cast.viktor)
    entry, contact = mine_rows["entry"], their_rows["contact"]
    assert isinstance(entry, DiaryEntry) and isinstance(contact, Contact)
    return World(cast, mine, theirs, contact, entry, mine_rows, their_rows)


DIARY = {"kind": "call", "on": "2026-11-20", "summary": "Met"}
PERSON = {"full_name": "B", "role": "manager", "function": "sales", "language": "en", "time_zone": "Europe/Moscow"}
ABSENT = {"absent_from": "2026-12-01", "absent_until": "2026-12-05", "version": 1}

# (form, field) -> who sends it, where to, what goes with it, and the ids that are not theirs to send.
Case = Callable[[World], tuple[User, str, dict[str, Any], list[Any]]]
IDS: dict[tuple[str, str], Case] = {
    ("AccountForm", "parent"): lambda w: (
        w.cast.anna,
        f"/accounts/{w.mine.pk}/edit/",
        {"trade_name": "Mine", "consent": w.mine.consent, "version": w.mine.version},
        ["Theirs", f"Theirs #{w.theirs.pk}", f"#{w.theirs.pk}", f"x #{HUGE}"],
    ),
    ("NewAccountForm", "parent"): lambda w: (
        w.cast.anna,
        "/accounts/new/",
        {"trade_name": "Quite another"},
        ["Theirs", f"#{w.theirs.pk}"],
    ),
    ("NewAccountForm", "kam"): lambda w: (
        w.cast.leonid,
        "/accounts/new/",
        {"trade_name": "Quite another", "status": "candidate"},
        [w.cast.viktor.pk, w.cast.sofia.pk, w.cast.irina.pk, MISSING, HUGE],
    ),
    ("AssignForm", "manager"): lambda w: (
        w.cast.leonid,
        f"/accounts/{w.mine.pk}/assign/",
        {"reason": "x", "expected": w.cast.anna.pk},
        [w.cast.viktor.pk, w.cast.sofia.pk, w.cast.irina.pk, MISSING, HUGE],
    ),
    ("MemberForm", "user"): lambda w: (
        w.cast.leonid,
        f"/accounts/{w.mine.pk}/team/add/",
        {"function": "sales"},
        [gone(w).pk, w.cast.anna.pk, MISSING, HUGE],
    ),
    ("DiaryForm", "ours"): lambda w: (
        w.cast.anna,
        f"/accounts/{w.mine.pk}/diary/new/",
        DIARY,
        [w.cast.viktor.pk, MISSING, HUGE],
    ),
    ("DiaryForm", "theirs"): lambda w: (
        w.cast.anna,
        f"/accounts/{w.mine.pk}/diary/new/",
        DIARY,
        [w.contact.pk, MISSING, HUGE],
    ),
    ("DiaryForm", "next_step_owner"): lambda w: (
        w.cast.anna,
        f"/accounts/{w.mine.pk}/diary/new/",
        {**DIARY, "next_step": "call", "next_step_on": "2026-12-01"},
        [w.cast.viktor.pk, MISSING, HUGE],
    ),
    ("DiaryEdit", "ours"): lambda w: (
        w.cast.anna,
        f"/accounts/{w.mine.pk}/diary/{w.entry.pk}/edit/",
        {**DIARY, "version": 1},
        [w.cast.viktor.pk, HUGE],
    ),
    ("DiaryEdit", "theirs"): lambda w: (
        w.cast.anna,
        f"/accounts/{w.mine.pk}/diary/{w.entry.pk}/edit/",
        {**DIARY, "version": 1},
        [w.contact.pk, HUGE],
    ),
    ("StepForm", "owner"): lambda w: (
        w.cast.anna,
        f"/accounts/{w.mine.pk}/diary/{w.entry.pk}/steps/new/",
        {"text": "call", "on": "2026-12-01"},
        [w.cast.viktor.pk, MISSING, HUGE],
    ),
    ("StepEdit", "owner"): lambda w: (
        w.cast.anna,
        f"/accounts/{w.mine.pk}/diary/steps/{w.mine_rows['step'].pk}/edit/",
        {"text": "call", "on": "2026-12-01", "version": 1},
        [w.cast.viktor.pk, HUGE],
    ),
    ("LadderInvitationForm", "contact"): lambda w: (
        w.cast.anna,
        f"/accounts/{w.mine.pk}/ladder/invitations/",
        {"language": "en", "days": 14},
        [w.contact.pk, MISSING, HUGE, "x"],
    ),
    ("UploadForm", "replaces"): lambda w: (
        w.cast.anna,
        f"/accounts/{w.mine.pk}/files/upload/",
        {},
        [w.their_rows["attachment"].pk, MISSING, HUGE],
    ),
    ("AbsenceForm", "delegate"): lambda w: (
        w.cast.anna,
        "/me/absence/",
        ABSENT,
        [w.cast.irina.pk, w.cast.anna.pk, gone(w).pk, MISSING, HUGE],
    ),
    ("PersonForm", "delegate"): lambda w: (
        w.cast.ada,
        f"/people/{w.cast.boris.pk}/edit/",
        {**PERSON, **ABSENT, "email": w.cast.boris.email},
        [w.cast.irina.pk, w.cast.boris.pk, gone(w).pk, HUGE],
    ),
    ("PersonForm", "team"): lambda w: (
        w.cast.ada,
        f"/people/{w.cast.boris.pk}/edit/",
        {**PERSON, "email": w.cast.boris.email, "version": 1},
        [MISSING, HUGE],
    ),
    ("InvitationForm", "team"): lambda w: (
        w.cast.ada,
        "/people/invite/",
        {**PERSON, "email": "new@nordvik.example"},
        [MISSING, HUGE],
    ),
    ("NewTeamForm", "lead"): lambda w: (
        w.cast.ada,
        "/people/teams/new/",
        {"name": "West"},
        [w.cast.irina.pk, w.cast.anna.pk, gone(w).pk, MISSING, HUGE],
    ),
    ("TeamForm", "lead"): lambda w: (
        w.cast.ada,
        f"/people/teams/{w.cast.anna.team_id}/edit/",
        {"name": "North", "version": w.cast.anna.team.version},
        [w.cast.irina.pk, w.cast.anna.pk, gone(w).pk, HUGE],
    ),
}
# Bases that no page shows, and a filter that reads.
NOT_SENT = {("AccountFields", "parent"), ("PeopleFilter", "team"), ("Entry", "ours"), ("Entry", "theirs")}


def gone(world: World) -> User:
    return User.objects.get_or_create(
        email="gone@nordvik.example", defaults={"full_name": "Gone", "role": "admin", "is_active": False}
    )[0]


def id_fields() -> set[tuple[str, str]]:
    """Every field of every form that names a row."""
    found = set()
    for module in MODULES:
        for name, form in vars(module).items():
            if isinstance(form, type) and issubclass(form, forms.BaseForm) and form.__module__ == module.__name__:
                kinds = (forms.ModelChoiceField, AccountByName)
                found |= {(name, key) for key, field in form.base_fields.items() if isinstance(field, kinds)}
    return found


def test_every_field_that_names_a_row_is_tried() -> None:
    assert id_fields() == set(IDS) | NOT_SENT


@pytest.mark.parametrize("key", sorted(IDS))
def test_a_foreign_id_is_refused_by_its_field(key: tuple[str, str], world: World, signed_in: SignIn) -> None:
    by, address, data, ids = IDS[key](world)
    client = signed_in(by)
    before, refused = database_hash(), []
    for foreign in ids:
        answer = client.post(address, {**data, key[1]: foreign})
        form = answer.context.get("assigning" if key[0] == "AssignForm" else "adding") or answer.context["form"]
        refused.append((answer.status_code, key[1] in form.errors))
    assert refused == [(200, True)] * len(ids)
    assert database_hash() == before


def test_one_foreign_account_refuses_the_whole_nudge(world: World, signed_in: SignIn) -> None:
    client = signed_in(world.cast.leonid)
    before = database_hash()
    for ids in ([world.mine.pk, world.theirs.pk], [world.mine.pk, MISSING], [world.mine.pk, HUGE], ["-1"], ["x"]):
        assert client.post("/reviews/nudge/", {"account": ids}).status_code == 404
    assert database_hash() == before


@pytest.mark.parametrize("name", sorted(n for n, r in ROWS.items() if r.arguments.get("pk") in ("contact", "year")))
def test_a_row_of_another_account_is_missing_here(name: str, world: World, signed_in: SignIn) -> None:
    assert_missing(name, world, signed_in(world.cast.leonid))


@pytest.mark.parametrize(
    "kind", ["financial", "event", "row", "entry", "step", "attachment", "seat", "competitor", "invitation"]
)
def test_a_row_of_another_accounts_dossier_is_missing_here(kind: str, world: World, signed_in: SignIn) -> None:
    for name in (n for n, r in ROWS.items() if r.arguments.get("pk") == kind):
        assert_missing(name, world, signed_in(world.cast.leonid))


def assert_missing(name: str, world: World, client: Client) -> None:
    row = ROWS[name]
    before = database_hash()
    foreign = world.their_rows[row.arguments["pk"]].pk
    for method in set(row.methods) & {"GET", "POST"}:
        more = [1] if "number" in row.arguments else []
        answer = client.generic(method, reverse(name, args=[world.mine.pk, foreign, *more]), data="version=1")
        assert (name, method, answer.status_code) == (name, method, 404)
    assert database_hash() == before


def test_only_own_messages_are_marked_as_read(world: World, signed_in: SignIn) -> None:
    for person in (world.cast.anna, world.cast.viktor):
        say(topic="assigned", recipient=person, subject_id=world.theirs.pk, day=TODAY, stage="smuggled")
    foreign = Message.objects.get(recipient=world.cast.viktor, stage="smuggled")
    client = signed_in(world.cast.anna)
    assert client.post(f"/notifications/{foreign.pk}/read/").status_code == 404
    client.post("/notifications/read-all/", {"until": "9" * 17})
    unread = Message.objects.filter(read_at=None).values_list("recipient", flat=True)
    assert set(unread) == {world.cast.viktor.pk}


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
    "opened_by": MISSING,
    "answered_by": MISSING,
    "pgh_context": MISSING,
}


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
