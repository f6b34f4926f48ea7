"""The team page, handing over, and the load of managers."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.assigning import add_member
from accounts.models import Account
from dossiers.models import Dossier
from kam_portal.foundation.people.models import User

NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]


def hand_over(client: Client, account: Account, manager: User, **data: str) -> Any:
    sent = {"manager": manager.pk, "expected": str(account.kam_id or ""), **data}
    return client.post(reverse("account_assign", args=[account.pk]), sent)


def owner(account: Account) -> User | None:
    return Account.objects.get(pk=account.pk).kam


def test_a_lead_hands_over_within_the_team(new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    account = new_account("Acme", kam=cast.anna)
    hand_over(signed_in(cast.leonid), account, cast.boris)
    assert owner(account) == cast.boris


def test_a_lead_cannot_hand_over_to_another_team(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    account = new_account("Acme", kam=cast.anna)
    response = hand_over(signed_in(cast.leonid), account, cast.viktor)
    words = ["Select a valid choice. That choice is not one of the available choices."]
    assert response.context["assigning"].errors == {"manager": words}
    assert owner(account) == cast.anna


def test_an_admin_hands_over_anywhere_but_not_to_a_colleague(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    account = new_account("Acme", kam=cast.anna)
    hand_over(signed_in(cast.ada), account, cast.irina)
    assert owner(account) == cast.anna
    hand_over(signed_in(cast.ada), account, cast.viktor)
    assert owner(account) == cast.viktor


def test_the_overload_is_said_and_passed_by_a_reason(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    for name in ("One", "Two", "Three"):
        new_account(name, kam=cast.boris)
    account, client = new_account("Acme", kam=cast.anna), signed_in(cast.leonid)
    refused = hand_over(client, account, cast.boris)
    assert refused.context["assigning"].errors == {
        "reason": ["Boris Klein would carry 4 key accounts; one manager keeps one to three. Give a reason to go on."]
    }
    hand_over(client, account, cast.boris, reason="Anna leaves in May")
    assert owner(account) == cast.boris


def test_a_handover_in_between_is_not_undone(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    account = new_account("Acme", kam=cast.anna)
    client = signed_in(cast.leonid)
    hand_over(client, account, cast.boris)
    late = hand_over(client, account, cast.leonid)
    sentence = "Meanwhile Boris Klein became the manager. Look again before you hand the account over."
    assert late.context["assigning"].non_field_errors() == [sentence]
    assert owner(account) == cast.boris


def test_a_manager_reads_the_team_page_and_changes_nothing(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    account, client = new_account("Acme", kam=cast.anna), signed_in(cast.anna)
    page = client.get(reverse("account_team", args=[account.pk]))
    assert (page.status_code, "assigning" in page.context) == (200, False)
    assert hand_over(client, account, cast.boris).status_code == 403


def test_a_member_is_added_and_removed(new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    account, client = new_account("Acme", kam=cast.anna), signed_in(cast.leonid)
    client.post(reverse("member_add", args=[account.pk]), {"user": cast.irina.pk, "function": "finance"})
    seat = account.members.get()
    assert (seat.user, seat.function, seat.can_edit) == (cast.irina, "finance", False)
    client.post(reverse("member_remove", args=[account.pk, seat.pk]))
    assert account.members.count() == 0


def test_a_colleague_gets_no_edit_right(new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    account = new_account("Acme", kam=cast.anna)
    data = {"user": cast.irina.pk, "function": "finance", "can_edit": "on"}
    response = signed_in(cast.leonid).post(reverse("member_add", args=[account.pk]), data)
    sentence = "Irina Belova has the role of a colleague and can only read. Leave “may edit” empty."
    assert response.context["adding"].errors == {"can_edit": [sentence]}


def test_a_seat_of_another_account_is_not_removed(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    own, foreign = new_account("Own", kam=cast.anna), new_account("Foreign", kam=cast.viktor)
    seat = add_member(account=foreign, user=cast.irina, function="finance", can_edit=False)
    assert signed_in(cast.leonid).post(reverse("member_remove", args=[own.pk, seat.pk])).status_code == 404
    assert foreign.members.count() == 1


def load(client: Client) -> dict[str, tuple[int, ...]]:
    rows = client.get("/assignments/").context["rows"]
    return {
        row["full_name"]: (row["key"], row["development"], row["others"], *(n for _t, n in row["tallies"]))
        for row in rows
        if row["total"]
    }


def test_the_load_is_counted_by_status_with_what_is_overdue(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    for name, status in (("A", "key"), ("B", "key_development"), ("C", "candidate"), ("D", "maintenance")):
        new_account(name, kam=cast.anna, status=status)
    late = new_account("E", kam=cast.viktor)
    Dossier.objects.filter(account=late).update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    assert load(signed_in(cast.ada)) == {"Anna Petrova": (1, 1, 2, 0), "Viktor Stein": (1, 0, 0, 1)}
    assert load(signed_in(cast.leonid)) == {"Anna Petrova": (1, 1, 2, 0)}


def test_the_fourth_key_account_is_marked(new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    for number in range(4):
        new_account(f"Client {number}", kam=cast.anna)
        new_account(f"Other {number}", kam=cast.boris, status="key" if number else "maintenance")
    rows = signed_in(cast.leonid).get("/assignments/").context["rows"]
    assert {row["full_name"]: row["is_overloaded"] for row in rows if row["total"]} == {
        "Anna Petrova": True,
        "Boris Klein": False,
    }


def test_accounts_without_a_manager_and_those_of_people_who_left_stand_out(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    orphan = new_account("Orphan")
    new_account("Left behind", kam=cast.boris)
    User.objects.filter(pk=cast.boris.pk).update(is_active=False)
    page = signed_in(cast.ada).get("/assignments/").context
    assert [account.pk for account in page["unowned"]] == [orphan.pk]
    assert [(row["full_name"], row["total"]) for row in page["left"]] == [("Boris Klein", 1)]
    assert signed_in(cast.leonid).get("/assignments/").context["unowned"] == []


def test_managers_do_not_see_the_load_of_others(signed_in: SignedIn, cast: SimpleNamespace) -> None:
    assert [signed_in(person).get("/assignments/").status_code for person in (cast.anna, cast.irina)] == [403, 403]


def test_the_load_costs_no_statement_per_manager(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    counts = []
    for managers in ([cast.anna], [cast.boris, cast.viktor]):
        for manager in managers:
            new_account(f"Client of {manager}", kam=manager)
        client = signed_in(cast.ada)
        with CaptureQueriesContext(connection) as queries:
            client.get("/assignments/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
