"""Creating an account, editing it, deciding its status: the pages."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.keeping import change_status, edit_account
from accounts.models import Account
from kam_portal.foundation.people.models import User

NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]


def today_of(person: User) -> datetime.date:
    return timezone.localdate(timezone=zoneinfo.ZoneInfo(person.time_zone))


def errors(response: Any) -> dict[str, list[str]]:
    return {field: list(words) for field, words in response.context["form"].errors.items()}


def edit_data(account: Account, **changed: Any) -> dict[str, Any]:
    data = {name: getattr(account, name) or "" for name in ("trade_name", "legal_name", "industry", "country", "site")}
    return {**data, "consent": account.consent, "grounds": account.grounds, "version": account.version, **changed}


def test_a_manager_becomes_the_manager_of_a_new_candidate(signed_in: SignedIn, cast: SimpleNamespace) -> None:
    response = signed_in(cast.anna).post("/accounts/new/", {"trade_name": "  Acme   Tools ", "status": "key"})
    account = Account.objects.get()
    assert response.url == account.get_absolute_url()
    assert (account.trade_name, account.status, account.kam) == ("Acme Tools", "candidate", cast.anna)


def test_a_lead_gives_a_new_account_to_somebody_of_the_team(signed_in: SignedIn, cast: SimpleNamespace) -> None:
    data = {"trade_name": "Acme", "status": "key", "reason": "board", "kam": cast.boris.pk}
    signed_in(cast.leonid).post("/accounts/new/", data)
    account = Account.objects.get()
    assert (account.kam, account.status, account.status_changes.get().reason) == (cast.boris, "key", "board")


def test_a_lead_cannot_give_it_to_another_team(signed_in: SignedIn, cast: SimpleNamespace) -> None:
    data = {"trade_name": "Acme", "status": "candidate", "kam": cast.viktor.pk}
    response = signed_in(cast.leonid).post("/accounts/new/", data)
    assert errors(response) == {"kam": ["Select a valid choice. That choice is not one of the available choices."]}
    assert Account.objects.count() == 0


def test_an_admin_may_leave_a_new_account_to_nobody(signed_in: SignedIn, cast: SimpleNamespace) -> None:
    signed_in(cast.ada).post("/accounts/new/", {"trade_name": "Acme", "status": "candidate"})
    assert Account.objects.get().kam is None


def test_a_status_beyond_candidate_needs_a_reason(signed_in: SignedIn, cast: SimpleNamespace) -> None:
    response = signed_in(cast.ada).post("/accounts/new/", {"trade_name": "Acme", "status": "key"})
    assert errors(response) == {"reason": ["Say why the account gets this status; a candidate needs no reason."]}


def test_a_colleague_creates_nothing(signed_in: SignedIn, cast: SimpleNamespace) -> None:
    assert signed_in(cast.irina).post("/accounts/new/", {"trade_name": "Acme"}).status_code == 403
    assert Account.objects.count() == 0


def test_a_near_double_is_shown_first_and_created_when_confirmed(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    new_account("Halvorsen Shipyards", kam=cast.viktor, industry="Secret industry")
    client, data = signed_in(cast.anna), {"trade_name": "Halvorsen Shipyard"}
    warned = client.post("/accounts/new/", data)
    assert warned.context["doubles"] == [
        {"trade_name": "Halvorsen Shipyards", "status": "key", "kam_name": "Viktor Stein", "label": "Key account"}
    ]
    assert "Secret industry" not in warned.content.decode()
    assert Account.objects.count() == 1
    client.post("/accounts/new/", data | {"anyway": "Another name"})
    assert Account.objects.count() == 1
    client.post("/accounts/new/", data | {"anyway": "Halvorsen Shipyard"})
    assert Account.objects.count() == 2


def test_a_fourth_key_account_is_asked_about_and_created_with_a_reason(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    for name in ("One", "Two", "Three"):
        new_account(name, kam=cast.anna)
    client = signed_in(cast.leonid)
    data = {"trade_name": "Fourth", "status": "key", "reason": "board", "kam": cast.anna.pk}
    refused = client.post("/accounts/new/", data)
    assert list(errors(refused)) == ["overload_reason"]
    assert 'name="overload_reason" ' in refused.content.decode()
    assert Account.objects.count() == 3
    client.post("/accounts/new/", data | {"overload_reason": "until March"})
    assert Account.objects.get(trade_name="Fourth").assignments.get().reason == "until March"


def test_a_parent_is_chosen_among_readable_accounts(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    own, foreign = new_account("Own", kam=cast.anna), new_account("Foreign", kam=cast.viktor)
    client = signed_in(cast.anna)
    refused = client.post("/accounts/new/", {"trade_name": "Acme", "parent": f"Foreign #{foreign.pk}"})
    sentence = f"No account that you may read is called “Foreign #{foreign.pk}”. Choose one from the suggestions."
    assert errors(refused) == {"parent": [sentence]}
    client.post("/accounts/new/", {"trade_name": "Acme", "parent": "own"})
    assert Account.objects.get(trade_name="Acme").parent == own


def test_an_edit_saves_what_was_typed_and_ignores_what_is_no_field(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    account = new_account("Acme", kam=cast.anna)
    data = edit_data(account, industry="Steel", grounds=["profit", "leader"], status="closed", kam=cast.boris.pk)
    response = signed_in(cast.anna).post(reverse("account_edit", args=[account.pk]), data)
    saved = Account.objects.get(pk=account.pk)
    assert response.status_code == 302
    assert (saved.industry, saved.grounds, saved.status, saved.kam) == ("Steel", ["profit", "leader"], "key", cast.anna)


def test_a_stale_edit_answers_409_with_both_texts_and_can_be_resolved(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    account = new_account("Acme", kam=cast.anna, industry="Iron", country="Norway")
    address = reverse("account_edit", args=[account.pk])
    signed_in(cast.leonid).post(address, edit_data(account, industry="Steel"))
    client = signed_in(cast.anna)
    refused = client.post(address, edit_data(account, industry="Copper", country="Sweden"))
    choices = {c.field: (c.before, c.theirs, c.mine) for c in refused.context["conflict"].rows}
    assert refused.status_code == 409
    assert choices == {"industry": ("Iron", "Steel", "Copper")}
    assert refused.context["conflict"].by == "Leonid Orlov"
    version = refused.context["form"]["version"].value()
    resolved = edit_data(account, industry="Copper", country="Sweden", version=version)
    assert client.post(address, resolved | {"choose-industry": "theirs"}).status_code == 302
    saved = Account.objects.get(pk=account.pk)
    assert (saved.industry, saved.country) == ("Steel", "Sweden")


def test_a_conflict_names_the_parents(new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    account, group, rival = (new_account(name, kam=cast.anna) for name in ("Acme", "Group", "Rival"))
    address = reverse("account_edit", args=[account.pk])
    client = signed_in(cast.anna)
    client.post(address, edit_data(account, parent="Group"))
    refused = client.post(address, edit_data(account, parent="Rival"))
    [choice] = refused.context["conflict"].rows
    assert (choice.before, choice.theirs, choice.mine) == ("", f"Group #{group.pk}", f"Rival #{rival.pk}")


def test_a_parent_one_may_not_read_stays_when_the_form_is_saved(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    group = new_account("Group", kam=cast.viktor)
    account = new_account("Acme", kam=cast.anna, parent=group)
    data = edit_data(account, industry="Steel", parent=f"Group #{group.pk}")
    signed_in(cast.anna).post(reverse("account_edit", args=[account.pk]), data)
    saved = Account.objects.get(pk=account.pk)
    assert (saved.parent, saved.industry) == (group, "Steel")


def test_a_circle_is_said_beside_the_field(new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    group = new_account("Group", kam=cast.anna)
    new_account("Child", kam=cast.anna, parent=group)
    response = signed_in(cast.anna).post(reverse("account_edit", args=[group.pk]), edit_data(group, parent="Child"))
    assert list(errors(response)) == ["parent"]


def test_a_taken_registration_id_is_said_beside_the_field(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    new_account("Other", registration_id="77")
    account = new_account("Acme", kam=cast.anna)
    data = edit_data(account, registration_id="77")
    response = signed_in(cast.anna).post(reverse("account_edit", args=[account.pk]), data)
    assert errors(response) == {"registration_id": ["Another account has this registration id."]}


def test_a_reader_may_not_edit_and_a_stranger_sees_nothing(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    address = reverse("account_edit", args=[new_account("Acme", kam=cast.anna).pk])
    missing = reverse("account_edit", args=[999999])
    foreign, nothing = signed_in(cast.viktor).get(address), signed_in(cast.viktor).get(missing)
    assert (foreign.status_code, foreign.content) == (404, nothing.content)


def decide(client: Client, account: Account, **data: str) -> Any:
    return client.post(reverse("account_status", args=[account.pk]), {"version": account.version, **data})


def test_a_lead_decides_the_status(new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    account = new_account("Acme", kam=cast.anna, status="candidate", on=datetime.date(2026, 1, 1))
    decide(signed_in(cast.leonid), account, status="key", on="2026-02-03", reason="grew")
    change = account.status_changes.get(status="key")
    assert (change.since, change.reason, change.decided_by) == (datetime.date(2026, 2, 3), "grew", cast.leonid)


def test_a_decision_in_the_future_is_refused_in_words(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    account = new_account("Acme", kam=cast.anna)
    tomorrow = today_of(cast.leonid) + datetime.timedelta(days=1)
    response = decide(signed_in(cast.leonid), account, status="closed", on=tomorrow.isoformat(), reason="x")
    assert list(errors(response)) == ["on"]
    assert errors(response)["on"][0].endswith("lies ahead. Choose today or a day before.")
    assert Account.objects.get(pk=account.pk).status == "key"


def test_a_decision_needs_a_reason(new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace) -> None:
    response = decide(signed_in(cast.leonid), new_account("Acme", kam=cast.anna), status="closed", on="2026-11-22")
    assert errors(response) == {"reason": ["This field is required."]}


def test_the_manager_does_not_decide_the_own_account(
    new_account: NewAccount, signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    account = new_account("Acme", kam=cast.anna)
    assert decide(signed_in(cast.anna), account, status="closed", on="2026-11-22", reason="x").status_code == 403


@pytest.mark.parametrize(
    "name", ["Robert'); DROP TABLE accounts_account;--", "<script>alert(1)</script>", "Ω≈ç√∫˜µ≤≥÷"]
)
def test_a_hostile_name_is_kept_as_text(signed_in: SignedIn, cast: SimpleNamespace, name: str) -> None:
    client = signed_in(cast.anna)
    page = client.post("/accounts/new/", {"trade_name": name}, follow=True)
    assert Account.objects.get().trade_name == name
    assert "<script>alert" not in page.content.decode()


def test_a_name_with_a_null_character_is_refused(signed_in: SignedIn, cast: SimpleNamespace) -> None:
    response = signed_in(cast.anna).post("/accounts/new/", {"trade_name": "Ac\x00me"})
    assert errors(response) == {"trade_name": ["Null characters are not allowed."]}


def test_a_status_decided_meanwhile_is_shown_before_another_decision(
    cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: Callable[[User], Client]
) -> None:
    account = new_account("Halvorsen", kam=cast.anna, on=datetime.date(2026, 1, 1))
    client, page = signed_in(cast.leonid), f"/accounts/{account.pk}/status/"
    edit_account(account=account, version=account.version, changes={"industry": "Steel"})
    day = datetime.date(2026, 3, 1)
    change_status(account=account, status="maintenance", reason="smaller", on=day, by=cast.ada)
    data = {"status": "closed", "on": "2026-03-02", "reason": "gone", "version": account.version}
    refused = client.post(page, data)
    [row] = refused.context["conflict"].rows
    assert (refused.status_code, row.before, row.theirs, row.mine) == (409, "Key account", "Maintenance", "Closed")
    theirs = client.post(page, {**data, "version": account.version + 2, "choose-status": "theirs"})
    said = "The account has this status already. Choose another one."
    assert theirs.context["form"].errors == {"status": [said]}
    again = client.post(page, {**data, "version": account.version + 2})
    assert (again.status_code, Account.objects.get(pk=account.pk).status) == (302, "closed")


def test_a_status_decided_there_and_back_meanwhile_is_told_before_another_decision(
    cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: Callable[[User], Client]
) -> None:
    """It is called as it was, of the same day; but two have decided since the page was opened, with their reasons."""
    day = datetime.date(2026, 1, 1)
    account = new_account("Halvorsen", kam=cast.anna, on=day)
    for status in ("maintenance", "key"):
        change_status(account=account, status=status, reason="so", on=day, by=cast.ada)
    data = {"status": "closed", "on": "2026-03-02", "reason": "gone", "version": account.version}
    refused = signed_in(cast.leonid).post(f"/accounts/{account.pk}/status/", data)
    assert (refused.status_code, "gone" in refused.content.decode()) == (409, True)
    assert Account.objects.get(pk=account.pk).status == "key"


def test_an_edit_of_something_else_does_not_hold_up_a_decision(
    cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: Callable[[User], Client]
) -> None:
    account = new_account("Halvorsen", kam=cast.anna, on=datetime.date(2026, 1, 1))
    edit_account(account=account, version=account.version, changes={"industry": "Steel"})
    data = {"status": "closed", "on": "2026-03-02", "reason": "gone", "version": account.version}
    answer = signed_in(cast.leonid).post(f"/accounts/{account.pk}/status/", data)
    assert (answer.status_code, Account.objects.get(pk=account.pk).status) == (302, "closed")
