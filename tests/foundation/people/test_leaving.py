"""Deactivation works at once, and only when everything is handed over."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import Account
from kam_portal.foundation.people.inviting import (
    create_team,
    deactivate,
    edit_person,
    edit_team,
    password_link,
    reactivate,
)
from kam_portal.foundation.people.models import User
from tests.foundation.people.test_inviting import set_password

SignIn = Callable[[User], Client]
NewAccount = Callable[..., Account]


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_a_deactivated_person_is_out_with_the_next_request(cast: SimpleNamespace, signed_in: SignIn) -> None:
    boris = signed_in(cast.boris)
    assert boris.get("/me/").status_code == 200
    signed_in(cast.ada).post(f"/people/{cast.boris.pk}/deactivate/")
    answer = boris.get("/me/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/login/?next=/me/")


def test_an_old_session_stays_dead_after_the_person_is_let_back_in(cast: SimpleNamespace, signed_in: SignIn) -> None:
    boris = signed_in(cast.boris)
    deactivate(person=cast.boris, by=cast.ada, at=timezone.now())
    reactivate(person=cast.boris, by=cast.ada)
    assert (boris.get("/me/").status_code, [message.to for message in mail.outbox]) == (302, [[cast.boris.email]])


def test_a_deactivated_person_neither_signs_in_nor_uses_an_older_link(cast: SimpleNamespace) -> None:
    cast.boris.set_password("a-long-enough-1")
    cast.boris.save()
    link = password_link(cast.boris)
    deactivate(person=cast.boris, by=cast.ada, at=timezone.now())
    door = Client()
    answer = door.post("/sign-in/login/", {"login": cast.boris.email, "password": "a-long-enough-1"})
    _client, by_link = set_password(link, "another-one-22")
    assert (answer.status_code, by_link.context["token_fail"]) == (200, True)
    door.post("/sign-in/password/reset/", {"email": cast.boris.email})
    assert mail.outbox == []


def test_who_owns_accounts_stays_until_they_are_handed_over(
    cast: SimpleNamespace, signed_in: SignIn, new_account: NewAccount
) -> None:
    new_account("Baltika", kam=cast.anna)
    new_account("Orient Steel", kam=cast.anna)
    answer = signed_in(cast.ada).post(f"/people/{cast.anna.pk}/deactivate/", follow=True)
    assert said(answer) == [
        "Anna Petrova still owns 2 accounts. Hand them over first, on the page Assignments.",
    ]
    cast.anna.refresh_from_db()
    assert cast.anna.is_active is True


def test_who_leads_a_team_stays_until_another_lead_is_named(cast: SimpleNamespace, signed_in: SignIn) -> None:
    answer = signed_in(cast.ada).post(f"/people/{cast.sofia.pk}/deactivate/", follow=True)
    assert said(answer) == ["Sofia Marchenko leads South. Name another lead there first."]
    team = cast.sofia.team
    edit_team(team=team, version=2, changes={"lead": cast.leonid})
    assert deactivate(person=cast.sofia, by=cast.ada, at=timezone.now()).is_active is False


def test_the_last_admin_is_neither_deactivated_nor_demoted(cast: SimpleNamespace, signed_in: SignIn) -> None:
    refusal = "Ada Lindqvist is the only admin. Make somebody else an admin first."
    answer = signed_in(cast.ada).post(f"/people/{cast.ada.pk}/deactivate/", follow=True)
    with pytest.raises(ValidationError) as demoted:
        edit_person(person=cast.ada, version=1, changes={"role": "manager"})
    assert (said(answer), demoted.value.message_dict) == ([refusal], {"role": [refusal]})
    edit_person(person=cast.irina, version=1, changes={"role": "admin"})
    assert edit_person(person=cast.ada, version=1, changes={"role": "manager"}).role == "manager"


def test_a_role_that_cannot_hold_the_persons_duties_is_refused(cast: SimpleNamespace, new_account: NewAccount) -> None:
    new_account("Baltika", kam=cast.anna)
    with pytest.raises(ValidationError) as refused:
        edit_person(person=cast.anna, version=1, changes={"role": "colleague"})
    assert refused.value.message_dict == {
        "role": ["Anna Petrova still owns 1 account. Hand it over first, on the page Assignments."]
    }


def test_a_change_of_role_holds_from_the_next_request(cast: SimpleNamespace, signed_in: SignIn) -> None:
    irina = signed_in(cast.irina)
    before = irina.get("/people/").status_code
    edit_person(person=cast.irina, version=1, changes={"role": "admin"})
    during = irina.get("/people/").status_code
    edit_person(person=cast.irina, version=2, changes={"role": "colleague"})
    assert (before, during, irina.get("/people/").status_code) == (403, 200, 403)


def test_only_a_lead_or_admin_leads_a_team(cast: SimpleNamespace) -> None:
    with pytest.raises(ValidationError) as refused:
        create_team(name="East", lead=cast.boris)
    assert refused.value.message_dict == {"lead": ["Boris Klein is no team lead. Give them that role first."]}


def test_a_former_e_mail_opens_nothing(cast: SimpleNamespace) -> None:
    cast.boris.set_password("a-long-enough-1")
    cast.boris.save()
    Client().post("/sign-in/login/", {"login": cast.boris.email, "password": "a-long-enough-1"})
    edit_person(person=cast.boris, version=1, changes={"email": "b.klein@nordvik.example"})
    old, new = Client(), Client()
    old.post("/sign-in/login/", {"login": "boris@nordvik.example", "password": "a-long-enough-1"})
    new.post("/sign-in/login/", {"login": "b.klein@nordvik.example", "password": "a-long-enough-1"})
    assert (old.get("/me/").status_code, new.get("/me/").status_code) == (302, 200)
