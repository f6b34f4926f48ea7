"""Admins invite by mail; the link sets the password, once."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from kam_portal.foundation.people.inviting import create_person, send_invitation
from kam_portal.foundation.people.models import User

SignIn = Callable[[User], Client]
NEW = {
    "full_name": "Olga Novikova",
    "email": "olga@nordvik.example",
    "role": "manager",
    "function": "sales",
    "team": "",
    "language": "ru",
    "time_zone": "Europe/Moscow",
}


def link_in(text: str) -> str:
    return re.findall(r"https?://\S+/sign-in/password/reset/key/\S+/", text)[0]


def set_password(link: str, password: str) -> tuple[Client, Any]:
    """Follow the mailed link as a stranger's browser would; returns the client and the last answer."""
    client = Client()
    path = re.sub(r"^https?://[^/]+", "", link)
    answer = client.get(path, follow=True)
    if not answer.redirect_chain:
        return client, answer
    where = answer.redirect_chain[-1][0]
    return client, client.post(where, {"password1": password, "password2": password})


def invited(cast: SimpleNamespace, **values: Any) -> User:
    olga = create_person(email="olga@nordvik.example", full_name="Olga", **values)
    send_invitation(person=olga, by=cast.ada)
    return olga


def test_an_invited_person_sets_a_password_and_is_in(cast: SimpleNamespace, signed_in: SignIn) -> None:
    answer = signed_in(cast.ada).post("/people/invite/", NEW)
    olga = User.objects.get(email="olga@nordvik.example")
    assert (answer.status_code, answer["Location"]) == (302, "/people/")
    assert (olga.role, olga.language, olga.has_usable_password()) == ("manager", "ru", False)
    client, set_answer = set_password(link_in(mail.outbox[0].body), "a-long-enough-1")
    assert (set_answer.status_code, set_answer["Location"]) == (302, "/")
    assert client.get("/me/").context["user"] == olga
    fresh = Client()
    fresh.post("/sign-in/login/", {"login": "OLGA@nordvik.example", "password": "a-long-enough-1", "next": "/me/"})
    assert fresh.get("/me/").context["user"] == olga


def test_the_mail_is_in_text_and_html_and_leads_to_our_address(
    cast: SimpleNamespace, signed_in: SignIn, settings: Any
) -> None:
    settings.SITE_URL = "https://portal.nordvik.example"
    signed_in(cast.ada).post("/people/invite/", NEW | {"language": "en"})
    (message,) = mail.outbox
    html = message.alternatives[0].content
    assert (message.to, message.subject) == (["olga@nordvik.example"], "Your invitation to the KAM Portal")
    assert link_in(message.body) == link_in(html)
    assert link_in(message.body).startswith("https://portal.nordvik.example/sign-in/password/reset/key/")
    assert "Ada Lindqvist invites you" in message.body


def test_the_link_works_once(cast: SimpleNamespace) -> None:
    olga = invited(cast)
    link = link_in(mail.outbox[0].body)
    set_password(link, "a-long-enough-1")
    _client, second = set_password(link, "another-one-22")
    olga.refresh_from_db()
    assert (second.context["token_fail"], olga.check_password("a-long-enough-1")) == (True, True)


def test_the_link_expires(cast: SimpleNamespace, settings: Any) -> None:
    settings.PASSWORD_RESET_TIMEOUT = -1
    olga = invited(cast)
    _client, late = set_password(link_in(mail.outbox[0].body), "a-long-enough-1")
    olga.refresh_from_db()
    assert (late.context["token_fail"], olga.has_usable_password()) == (True, False)


def test_an_invitation_can_be_sent_again(cast: SimpleNamespace, signed_in: SignIn) -> None:
    olga = invited(cast)
    signed_in(cast.ada).post(f"/people/{olga.pk}/invite-again/")
    client, _answer = set_password(link_in(mail.outbox[1].body), "a-long-enough-1")
    assert client.get("/me/").context["user"] == olga


def test_an_e_mail_in_another_case_is_the_same_person(cast: SimpleNamespace, signed_in: SignIn) -> None:
    answer = signed_in(cast.ada).post("/people/invite/", NEW | {"email": "Anna@Nordvik.example"})
    assert answer.context["form"].errors == {
        "email": ["Somebody with the e-mail Anna@Nordvik.example is here already."]
    }
    with pytest.raises(ValidationError):
        create_person(email="ANNA@nordvik.example", full_name="Anna again")
    assert mail.outbox == []


def test_a_mail_server_that_does_not_answer_is_said_and_nobody_is_lost(
    cast: SimpleNamespace, signed_in: SignIn, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = signed_in(cast.ada).post("/people/invite/", NEW, follow=True)
    olga = User.objects.get(email="olga@nordvik.example")
    assert answer.redirect_chain == [(f"/people/{olga.pk}/edit/", 302)]
    assert [str(message) for message in answer.context["messages"]] == [
        "The person is in, but the mail to olga@nordvik.example could not be sent. "
        "Check the mail server, then invite again."
    ]


class Postbox:
    """A mail server on loopback that keeps what it gets."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.received.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 kept"


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    box = Postbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    controller.stop()


def test_the_mail_arrives_over_smtp(cast: SimpleNamespace, postbox: Postbox) -> None:
    person = create_person(email="olga@nordvik.example", full_name="Ольга Новикова", language="ru")
    send_invitation(person=person, by=cast.ada)
    (message,) = postbox.received
    body = message.get_body(("plain",))
    assert (message["To"], message.is_multipart(), "Ольга Новикова" in body.get_content()) == (
        "olga@nordvik.example",
        True,
        True,
    )


def test_the_invited_set_their_password_in_their_own_language(cast: SimpleNamespace) -> None:
    invited(cast, language="ru")
    path = re.sub(r"^https?://[^/]+", "", link_in(mail.outbox[0].body))
    client = Client(headers={"Accept-Language": "en"})
    page = client.get(path, follow=True)
    assert (page.headers["Content-Language"], page.context["form"].fields["password1"].label) == ("ru", "Новый пароль")
    where = page.redirect_chain[-1][0]
    refused = client.post(where, {"password1": "a-long-enough-1", "password2": "another-one-22"})
    assert refused.context["form"].errors == {"password2": ["Вы должны ввести одинаковый пароль дважды."]}
    done = client.post(where, {"password1": "a-long-enough-1", "password2": "a-long-enough-1"}, follow=True)
    assert messages_of(done)[0] == "Ваш пароль установлен."


def test_a_language_chosen_on_the_page_of_the_link_is_kept(cast: SimpleNamespace) -> None:
    invited(cast, language="ru")
    path = re.sub(r"^https?://[^/]+", "", link_in(mail.outbox[0].body))
    client = Client()
    client.post("/sign-in/language/", {"language": "en", "next": path})
    assert client.get(path, follow=True).headers["Content-Language"] == "en"


def test_a_link_that_does_not_work_tells_nobodys_language(cast: SimpleNamespace) -> None:
    olga = invited(cast, language="ru")
    path = re.sub(r"^https?://[^/]+", "", link_in(mail.outbox[0].body))
    assert Client().get(path[:-3] + "x/", follow=True).headers["Content-Language"] == "en"
    assert olga.language == "ru"


def messages_of(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_a_lead_without_a_team_is_followed_by_the_way_to_one(cast: SimpleNamespace, signed_in: SignIn) -> None:
    ada = signed_in(cast.ada)
    lead = NEW | {"role": "lead"}
    answer = ada.post("/people/invite/", lead, follow=True)
    assert messages_of(answer) == [
        "Olga Novikova is invited by mail.",
        "Olga Novikova leads no team yet and reads no accounts of a team. "
        '<a href="/people/teams/new/">Make a team for them to lead</a>',
    ]
    team = cast.anna.team
    answer = ada.post("/people/invite/", lead | {"email": "o@nordvik.example", "team": team.pk}, follow=True)
    assert messages_of(answer)[1].endswith(
        f'<a href="/people/teams/{team.pk}/edit/">Name the lead of the team “{team.name}”</a>'
    )


def test_somebody_made_a_lead_is_followed_by_the_way_to_a_team(cast: SimpleNamespace, signed_in: SignIn) -> None:
    names = ("full_name", "email", "function", "language", "time_zone")
    data = {name: getattr(cast.irina, name) for name in names} | {"role": "lead", "version": 1}
    answer = signed_in(cast.ada).post(f"/people/{cast.irina.pk}/edit/", data, follow=True)
    assert [words.split(" <a")[0] for words in messages_of(answer)] == [
        f"{cast.irina.full_name} leads no team yet and reads no accounts of a team.",
        "Saved.",
    ]
