"""Editing with a version: a stale save is refused in words, the typed text kept, the choices honoured."""

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
from django.utils.html import strip_tags

from accounts.keeping import create_contact
from accounts.models import Account
from dossiers.description import BY_KEY
from dossiers.events import edit_event, plan_event, remove_event
from dossiers.facts import stored_values
from dossiers.models import EventAhead, Section
from kam_portal.foundation.history.editing import NEVER_READ
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
DECISION = BY_KEY["decision"]


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.anna)


@pytest.fixture
def leonid(cast: SimpleNamespace, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.leonid)


def save(client: Client, account: Account, version: Any, **values: str) -> Any:
    return client.post(reverse("section_edit", args=[account.pk, "decision"]), {"version": version, **values})


def texts(account: Account) -> tuple[str, str]:
    stored = stored_values(account, DECISION)
    return stored["actors"], stored["criteria"]


def test_a_stale_save_is_refused_with_before_theirs_and_mine_in_words(
    account: Account, anna: Client, leonid: Client
) -> None:
    assert save(anna, account, 0, actors="Ingrid", criteria="price").status_code == 302
    assert save(leonid, account, 1, actors="Ingrid and Magnus", criteria="price").status_code == 302
    refused = save(anna, account, 1, actors="Siri", criteria="price", source="a call")
    conflict = refused.context["conflict"]
    assert refused.status_code == 409
    assert texts(account) == ("Ingrid and Magnus", "price")
    assert [(r.field, r.title, r.before, r.theirs, r.mine) for r in conflict.rows] == [
        ("actors", "Who decides and who influences", "Ingrid", "Ingrid and Magnus", "Siri")
    ]
    assert conflict.by == "Leonid Orlov"
    assert conflict.at is not None
    form = refused.context["form"]
    assert (form["actors"].value(), form["source"].value(), form["version"].value()) == ("Siri", "a call", "2")


@pytest.mark.parametrize(("choice", "stored"), [("mine", "Siri"), ("theirs", "Magnus")])
def test_the_choice_is_honoured_when_the_form_comes_back(
    account: Account, anna: Client, choice: str, stored: str
) -> None:
    save(anna, account, 0, actors="Ingrid", criteria="price")
    save(anna, account, 1, actors="Magnus", criteria="price")
    assert save(anna, account, 1, actors="Siri", criteria="quality").status_code == 409
    again = save(
        anna, account, 2, actors="Siri", criteria="quality", **{"choose-actors": choice, "choose-criteria": "mine"}
    )
    assert again.status_code == 302
    assert texts(account) == (stored, "quality")


def test_what_only_one_side_changed_needs_no_choice(account: Account, anna: Client) -> None:
    save(anna, account, 0, actors="Ingrid", criteria="price")
    save(anna, account, 1, actors="Magnus", criteria="price")
    refused = save(anna, account, 1, actors="Ingrid", criteria="quality")
    conflict, form = refused.context["conflict"], refused.context["form"]
    assert (conflict.rows, conflict.taken) == ((), ("Who decides and who influences",))
    assert (form["actors"].value(), form["criteria"].value()) == ("Magnus", "quality")
    assert save(anna, account, 2, actors="Magnus", criteria="quality").status_code == 302
    assert texts(account) == ("Magnus", "quality")


def test_the_page_says_who_saved_when_and_which_fields_it_took_over(account: Account, anna: Client) -> None:
    save(anna, account, 0, actors="Ingrid", criteria="price")
    save(anna, account, 1, actors="Magnus", criteria="price")
    refused = save(anna, account, 1, actors="Ingrid", criteria="quality")
    at, page = refused.context["conflict"].at, " ".join(strip_tags(refused.content.decode()).split())
    local = timezone.localtime(at, zoneinfo.ZoneInfo("Europe/Moscow"))
    assert f"Anna Petrova saved it at {local.day} {local:%b %Y, %H:%M}." in page
    assert (
        "You had not changed this field, so the form below now shows what is stored: Who decides and who influences."
        in page
    )


def test_a_third_save_in_between_is_refused_again(account: Account, anna: Client, leonid: Client) -> None:
    save(anna, account, 0, actors="one")
    save(leonid, account, 1, actors="two")
    assert save(anna, account, 1, actors="mine").status_code == 409
    save(leonid, account, 2, actors="three")
    refused = save(anna, account, 2, actors="mine", **{"choose-actors": "mine"})
    assert refused.status_code == 409
    assert [(row.before, row.theirs, row.mine) for row in refused.context["conflict"].rows] == [
        ("two", "three", "mine")
    ]


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "99999999999999999999", "\x00", "1; drop"])
def test_a_version_that_cannot_be_read_is_said_and_the_next_save_compares(
    account: Account, anna: Client, version: str
) -> None:
    save(anna, account, 0, actors="stored")
    answer = save(anna, account, version, actors="mine")
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == [
        "This page lost the version it was opened with. Save again to compare with what is stored."
    ]
    assert answer.context["form"]["version"].value() == str(NEVER_READ)
    assert save(anna, account, NEVER_READ, actors="mine").status_code == 409
    assert texts(account)[0] == "stored"


@pytest.mark.parametrize("version", [2, 2**31 - 1])
def test_a_version_nobody_has_saved_yet_is_compared_too(account: Account, anna: Client, version: int) -> None:
    save(anna, account, 0, actors="stored")
    answer = save(anna, account, version, actors="mine")
    assert (answer.status_code, answer.context["form"]["version"].value(), texts(account)[0]) == (409, "1", "stored")


def test_where_nothing_is_known_of_before_every_difference_is_a_choice(
    account: Account, anna: Client, leonid: Client
) -> None:
    """Else what a colleague emptied, or what one emptied oneself, would silently come back."""
    save(anna, account, 0, actors="Paper", buying_process="Tender")
    save(leonid, account, 1, actors="", buying_process="Tender")
    answer = save(anna, account, NEVER_READ, actors="Paper", buying_process="")
    conflict = answer.context["conflict"]
    assert (answer.status_code, conflict.taken) == (409, ())
    assert [(row.before, row.theirs, row.mine) for row in conflict.rows] == [("", "", "Paper"), ("", "Tender", "")]


def test_of_a_record_too_every_difference_is_a_choice(account: Account, anna: Client, leonid: Client) -> None:
    page = f"/accounts/{account.pk}/edit/"
    read = dict(anna.get(page).context["form"].initial) | {"version": account.version}
    typed = {name: value for name, value in read.items() if value not in (None, "", [])}
    leonid.post(page, typed | {"industry": "Paper"})
    leonid.post(page, typed | {"industry": "", "version": account.version + 1})
    answer = anna.post(page, typed | {"industry": "Paper", "version": NEVER_READ})
    conflict = answer.context["conflict"]
    assert [(row.theirs, row.mine) for row in conflict.rows] == [("", "Paper")]


def test_an_edit_without_a_version_is_not_written(account: Account, anna: Client) -> None:
    save(anna, account, 0, actors="stored")
    answer = anna.post(reverse("section_edit", args=[account.pk, "decision"]), {"actors": "mine"})
    assert (answer.status_code, texts(account)[0]) == (200, "stored")
    assert answer.context["form"]["version"].value() == str(NEVER_READ)


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "2", "99999999999999999999", None])
def test_a_removal_with_another_version_removes_nothing(account: Account, anna: Client, version: Any) -> None:
    contact = create_contact(account=account, name="Kari")
    sent = {} if version is None else {"version": version}
    anna.post(f"/accounts/{account.pk}/contacts/{contact.pk}/remove/", sent)
    assert account.contacts.count() == 1


def test_a_choice_for_the_version_itself_changes_nothing(account: Account, anna: Client) -> None:
    save(anna, account, 0, actors="one")
    save(anna, account, 1, actors="two")
    assert save(anna, account, 1, actors="mine", **{"choose-version": "theirs"}).status_code == 409
    assert texts(account)[0] == "two"


def test_two_people_in_different_sections_do_not_collide(account: Account, anna: Client, leonid: Client) -> None:
    assert save(anna, account, 0, actors="Ingrid").status_code == 302
    swot = reverse("section_edit", args=[account.pk, "swot"])
    assert leonid.post(swot, {"version": 0, "our_strengths": "service"}).status_code == 302
    assert dict(Section.objects.filter(account=account).values_list("key", "version")) == {"decision": 1, "swot": 1}


def test_saving_without_a_change_advances_nothing(account: Account, anna: Client) -> None:
    save(anna, account, 0, actors="Ingrid")
    assert save(anna, account, 1, actors="Ingrid").status_code == 302
    assert Section.objects.get(account=account, key="decision").version == 1


def event_form(**values: Any) -> dict[str, Any]:
    return {"kind": "tender", "title": "Tender", "on": "2027-03-01", "lead_days": "30", "note": "", **values}


def test_choices_dates_and_numbers_are_compared_in_words(account: Account, anna: Client) -> None:
    event = plan_event(account=account, kind="tender", title="Tender", on=TODAY, lead_days=30)
    edit_event(event=event, version=1, changes={"kind": "board", "lead_days": 60, "on": datetime.date(2027, 2, 1)})
    address = reverse("event_edit", args=[account.pk, event.pk])
    mine = {"kind": "other", "lead_days": "45"}
    refused = anna.post(address, event_form(version=1, **mine))
    assert refused.status_code == 409
    assert [(row.field, row.before, row.theirs, row.mine) for row in refused.context["conflict"].rows] == [
        ("kind", "Tender", "Board change", "Other"),
        ("on", "22 Nov 2026", "1 Feb 2027", "1 Mar 2027"),
        ("lead_days", "30", "60", "45"),
    ]
    chosen = {"choose-kind": "theirs", "choose-on": "mine", "choose-lead_days": "theirs"}
    assert anna.post(address, event_form(version=2, **mine, **chosen)).status_code == 302
    stored = EventAhead.objects.get(pk=event.pk)
    assert (stored.kind, stored.on.isoformat(), stored.lead_days, stored.version) == ("board", "2027-03-01", 60, 3)


def test_an_edit_of_something_removed_meanwhile_keeps_the_typed_text(account: Account, anna: Client) -> None:
    event = plan_event(account=account, kind="tender", title="Tender", on=TODAY)
    address = reverse("event_edit", args=[account.pk, event.pk])
    remove_event(event=event, version=1)
    answer = anna.post(address, event_form(version=1, note="a long note"))
    assert answer.status_code == 404
    assert answer.context["typed"] == ["tender", "Tender", "2027-03-01", "30", "a long note"]


def test_a_refused_post_of_an_invisible_account_is_the_same_as_of_a_missing_one(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    viktor = signed_in(cast.viktor)
    answers = [save(viktor, Account(pk=pk), 0, actors="typed") for pk in (account.pk, 10_000_000)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_who_may_no_longer_edit_keeps_the_typed_text(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    account.members.create(user=cast.pavel, function="service", can_edit=False)
    answer = save(signed_in(cast.pavel), account, 0, actors="typed in vain")
    assert (answer.status_code, answer.context["typed"]) == (403, ["typed in vain"])


def test_removing_what_somebody_changed_meanwhile_is_refused(account: Account, anna: Client) -> None:
    event = plan_event(account=account, kind="tender", title="Tender", on=TODAY)
    edit_event(event=event, version=1, changes={"title": "Tender moved"})
    address = reverse("event_remove", args=[account.pk, event.pk])
    assert anna.get(address).status_code == 200
    assert anna.post(address, {"version": 1}).status_code == 409
    assert anna.post(address, {}).status_code == 200
    assert EventAhead.objects.filter(pk=event.pk).count() == 1
    assert anna.post(address, {"version": 2}).status_code == 302
    assert EventAhead.objects.filter(pk=event.pk).count() == 0
