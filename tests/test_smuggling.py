"""What a form does not offer cannot be sent with it: foreign ids are refused, rows of others are missing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from accounts import authority_forms
from accounts import forms as account_forms
from accounts.fields import AccountByName
from accounts.importing import forms as import_forms
from accounts.models import Account
from accounts.personal import forms as personal_forms
from decision_map import alert_forms, contact_matrix, person_forms, typed_forms
from decision_map import forms as map_forms
from decision_map import table as map_table
from decision_map.importing import forms as chart_forms
from dossiers import forms as dossier_forms
from dossiers import row_forms
from dossiers.attachments import forms as attachment_forms
from dossiers.brief import forms as brief_forms
from dossiers.diary import filters as diary_filters
from dossiers.diary import forms as diary_forms
from dossiers.diary import uploads as diary_uploads
from dossiers.ladders import forms as ladder_forms
from dossiers.reviews import forms as review_forms
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.saying import say
from kam_portal.foundation.people import forms as people_forms
from kam_portal.foundation.people.models import User
from planning.goals import forms as goal_forms
from planning.goals.writing import add_goal
from tests.access_rows import ROWS
from tests.conftest import TODAY
from tests.kept import brought_in
from tests.planning import smuggled_talk
from tests.planning.edit_forms import plan_of
from tests.smuggling import ABSENT, DIARY, MISSING, PERSON, SignIn, World, world_of
from tests.test_access import database_hash

pytestmark = pytest.mark.django_db
# Beyond what any column of ids holds.
HUGE = "9" * 30
MODULES = (
    *(
        account_forms,
        authority_forms,
        goal_forms,
        personal_forms,
        import_forms,
        contact_matrix,
        dossier_forms,
        attachment_forms,
        diary_forms,
        diary_filters,
        diary_uploads,
    ),
    *(
        map_forms,
        person_forms,
        typed_forms,
        chart_forms,
        map_table,
        alert_forms,
        brief_forms,
        ladder_forms,
        row_forms,
        review_forms,
        people_forms,
    ),
    *smuggled_talk.MODULES,
)


@pytest.fixture
def world(cast: SimpleNamespace, new_account: Callable[..., Account]) -> World:
    return brought_in("world", partial(world_of, cast, new_account), on="cast")


# Who sends it, where to, what goes with it, and the ids that are not theirs to send.
Case = Callable[[World], tuple[User, str, dict[str, Any], list[Any]]]
POST_FORMS = (
    ("NewPostForm", "posts/new/", {"title": "Buyer"}),
    ("PostEdit", "posts/{pk}/edit/", {"title": "CEO", "version": 1}),
)


def on_map(page: str, kind: str, data: dict[str, Any], foreign: str) -> Case:
    """A form of the own map; the id is of another account's `foreign` row, or of a colleague who is not of the team."""

    def case(world: World) -> tuple[User, str, dict[str, Any], list[Any]]:
        mine = world.mine_rows
        address = f"/accounts/{world.mine.pk}/map/{mine['map'].pk}/{page.format(pk=mine[kind].pk)}"
        theirs = world.their_rows[foreign].pk if foreign else world.cast.viktor.pk
        return world.cast.anna, address, data, [theirs, MISSING, HUGE]

    return case


def of_goal(kind: str, *, is_new: bool) -> Case:
    """The form of a goal of the own client; the id is of the other client's row of that kind."""

    def case(world: World) -> tuple[User, str, dict[str, Any], list[Any]]:
        plan = plan_of(world.mine)
        page = "new" if is_new else f"{add_goal(plan=plan, title='Ours').pk}/edit"
        sent = {"title": "Ours too", "kind": "measured", "version": 1}
        return world.cast.anna, f"/plans/{plan.pk}/goals/{page}/", sent, [world.their_rows[kind].pk, MISSING, HUGE, "x"]

    return case


GOAL_FIELDS = (("client_goal", "row"), ("map", "map"), ("people", "contact"))
# (form, field) -> what is tried in it.
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
    **{(form, "reports_to"): on_map(url, "post", data, "post") for form, url, data in POST_FORMS},
    **{
        (form, "contact"): on_map(url, kind, data, "contact")
        for form, url, kind, data in (
            ("NewPostForm", "posts/new/", "post", {"title": "Buyer"}),
            ("SuccessorForm", "posts/{pk}/successor/", "post", {"on": TODAY, "actor": 1}),
            ("SeatForm", "posts/{pk}/seat/", "vacancy", {}),
        )
    },
    ("MoveForm", "to"): on_map("people/{pk}/move/", "actor", {"on": TODAY, "version": 1}, "vacancy"),
    **{
        ("CounterpartForm", field): on_map("people/{pk}/counterpart/", "actor", {"version": 1}, "")
        for field in ("mirror", "backup")
    },
    ("LineForm", "from_actor"): on_map("lines/new/", "line", {"kind": "conflict"}, "actor"),
    ("LineForm", "to_actor"): on_map("lines/new/", "line", {"kind": "conflict"}, "actor"),
    **{("GoalForm", field): of_goal(kind, is_new=True) for field, kind in GOAL_FIELDS},
    **{("GoalEdit", field): of_goal(kind, is_new=False) for field, kind in GOAL_FIELDS},
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
IDS |= smuggled_talk.IDS
# Bases that no page shows, and a filter that reads.
NOT_SENT = {
    *(("AccountFields", "parent"), ("PeopleFilter", "team"), ("Entry", "ours"), ("Entry", "theirs")),
    *(("PostForm", "reports_to"), ("Occupant", "contact")),
}
# What is asked for by an address, or answered by the picture of a map: tests/decision_map tries foreign ids there.
ON_MAPS = {("UnderForm", "reports_to"), ("AwayTo", "to"), ("AwayForm", "post"), ("SameAs", "other")}


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
    assert id_fields() == set(IDS) | NOT_SENT | ON_MAPS


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


@pytest.mark.parametrize("kind", ["post", "vacancy", "actor", "line"])
def test_a_row_of_another_accounts_map_is_missing_here(kind: str, world: World, signed_in: SignIn) -> None:
    client, before = signed_in(world.cast.leonid), database_hash()
    mine, theirs = world.mine_rows["map"].pk, world.their_rows["map"].pk
    for name, row in ((n, r) for n, r in ROWS.items() if r.arguments.get("pk") == kind):
        for map_id in (mine, theirs):
            judged = ["attitude"] if "key" in row.arguments else []
            url = reverse(name, args=[world.mine.pk, map_id, world.their_rows[kind].pk, *judged])
            answer = client.post(url, {"version": 1}) if "POST" in row.methods else client.get(url)
            assert (name, answer.status_code) == (name, 404)
    assert database_hash() == before


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
