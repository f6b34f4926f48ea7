"""The door: closed to strangers, links to our own address, back to the page after a lost session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from kam_portal.foundation.people.models import User
from tests.foundation.people.test_inviting import link_in, set_password

SignIn = Callable[[User], Client]
PASSWORD = "nordvik-demo-2026"


@pytest.fixture
def anna(cast: SimpleNamespace) -> User:
    cast.anna.set_password(PASSWORD)
    cast.anna.save()
    return cast.anna


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["signup/", "email/", "confirm-email/", "login/code/", "signup/passkey/"])
def test_sign_up_and_e_mail_management_are_not_there(path: str) -> None:
    assert Client().get(f"/sign-in/{path}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/me/", "/me/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.example", "/"),
    ],
)
def test_after_the_sign_in_next_stays_on_our_site(anna: User, asked: str, reached: str) -> None:
    answer = Client().post("/sign-in/login/", {"login": anna.email, "password": PASSWORD, "next": asked})
    assert (answer.status_code, answer["Location"]) == (302, reached)


def test_a_wrong_password_and_an_unknown_e_mail_read_the_same(anna: User) -> None:
    wrong = Client().post("/sign-in/login/", {"login": anna.email, "password": "no"})
    unknown = Client().post("/sign-in/login/", {"login": "who@nordvik.example", "password": "no"})
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_the_reset_link_has_our_address_even_under_a_forged_host(anna: User, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://portal.nordvik.example"
    Client().post("/sign-in/password/reset/", {"email": anna.email}, headers={"Host": "evil.example"})
    (message,) = mail.outbox
    html = message.alternatives[0].content
    assert link_in(message.body).startswith("https://portal.nordvik.example/sign-in/password/reset/key/")
    assert ["evil" in text for text in (message.subject, message.body, html)] == [False] * 3


def test_a_forged_host_that_is_not_allowed_is_refused(anna: User) -> None:
    answer = Client().post("/sign-in/password/reset/", {"email": anna.email}, headers={"Host": "evil.example"})
    assert (answer.status_code, mail.outbox) == (400, [])


def test_an_unknown_e_mail_gets_no_mail_and_the_same_page(anna: User) -> None:
    known = Client().post("/sign-in/password/reset/", {"email": anna.email}, follow=True)
    unknown = Client().post("/sign-in/password/reset/", {"email": "who@nordvik.example"}, follow=True)
    assert (known.redirect_chain, [message.to for message in mail.outbox]) == (unknown.redirect_chain, [[anna.email]])


def test_the_reset_mail_is_in_the_persons_language(anna: User) -> None:
    Client().post("/sign-in/password/reset/", {"email": anna.email}, headers={"Accept-Language": "ru"})
    assert mail.outbox[0].subject == "A new password for the KAM Portal"


def test_a_reset_password_signs_in_and_ends_the_other_sessions(anna: User, signed_in: SignIn) -> None:
    elsewhere = signed_in(anna)
    Client().post("/sign-in/password/reset/", {"email": anna.email})
    client, _answer = set_password(link_in(mail.outbox[0].body), "quite-another-1")
    assert (client.get("/me/").status_code, elsewhere.get("/me/").status_code) == (200, 302)


def test_a_post_without_a_session_returns_to_the_page_of_its_form(cast: SimpleNamespace) -> None:
    here = {"Referer": "http://testserver/people/3/edit/?from=list"}
    answer = Client().post("/people/3/deactivate/", headers=here)
    assert answer["Location"] == "/sign-in/login/?next=/people/3/edit/%3Ffrom%3Dlist"
    foreign = Client().post("/people/3/deactivate/", headers={"Referer": "https://evil.example/x"})
    assert foreign["Location"] == "/sign-in/login/?next=/"


def test_a_fragment_without_a_session_moves_the_whole_page_to_the_sign_in(cast: SimpleNamespace) -> None:
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/me/"}
    answer = Client().get("/people/", headers=asked)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/sign-in/login/?next=/me/")


def test_signed_out_pages_speak_the_chosen_language(db: None) -> None:
    client = Client()
    answer = client.post("/sign-in/language/", {"language": "ru", "next": "/sign-in/login/"})
    assert (answer["Location"], client.get("/sign-in/login/")["Content-Language"]) == ("/sign-in/login/", "ru")
    away = client.post("/sign-in/language/", {"language": "en", "next": "https://evil.example/"})
    assert away["Location"] == "/"


def test_a_signed_in_person_changes_the_password(anna: User, signed_in: SignIn) -> None:
    posted = {"oldpassword": PASSWORD, "password1": "quite-another-1", "password2": "quite-another-1"}
    client = signed_in(anna)
    answer = client.post("/sign-in/password/change/", posted)
    anna.refresh_from_db()
    assert (answer["Location"], anna.check_password("quite-another-1")) == ("/me/", True)
    assert client.get("/me/").status_code == 200


def test_signing_out_needs_a_post(anna: User, signed_in: SignIn) -> None:
    client = signed_in(anna)
    client.get("/sign-in/logout/")
    assert client.get("/me/").status_code == 200
    assert client.post("/sign-in/logout/")["Location"] == "/sign-in/login/"
    assert client.get("/me/").status_code == 302


def test_createsuperuser_makes_the_first_admin(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email="first@nordvik.example", full_name="First", verbosity=0)
    first = User.objects.get(email="first@nordvik.example")
    assert (first.is_admin, first.check_password(PASSWORD)) == (True, True)
    with pytest.raises(CommandError):
        call_command(
            "createsuperuser", interactive=False, email="FIRST@nordvik.example", full_name="Again", verbosity=0
        )


def test_djangos_admin_is_for_admins_and_uses_the_portals_own_door(cast: SimpleNamespace, signed_in: SignIn) -> None:
    stranger = Client().get("/admin/login/?next=/admin/")
    inside = signed_in(cast.ada)
    statuses = [inside.get(path).status_code for path in ("/admin/", "/admin/people/user/", "/admin/people/user/add/")]
    page = inside.get(f"/admin/people/user/{cast.anna.pk}/change/")
    assert stranger["Location"] == "/sign-in/login/?next=%2Fadmin%2F"
    assert statuses == [200, 200, 403]
    assert (page.status_code, b"password" in page.content.lower().replace(b"password_change", b"")) == (200, False)
    assert signed_in(cast.sofia).get("/admin/login/?next=/admin/").status_code == 403


def test_djangos_admin_writes_nothing_of_any_model(cast: SimpleNamespace, rf: RequestFactory) -> None:
    request = rf.get("/admin/")
    request.user = cast.ada
    writable = [
        model._meta.label
        for model, page in admin.site._registry.items()
        if page.has_add_permission(request)
        or page.has_change_permission(request)
        or page.has_delete_permission(request)
    ]
    assert writable == []


def test_behind_a_proxy_one_visitors_failures_shut_nobody_else_out(anna: User, settings: Any, tmp_path: Path) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": tmp_path}}
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/h/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def sign_in(email: str, password: str, address: str) -> int:
        forwarded = {"X-Forwarded-For": f"10.9.9.9, {address}"}
        data = {"login": email, "password": password}
        return Client().post("/sign-in/login/", data, headers=forwarded).status_code

    tried = [sign_in(f"nobody{n}@nordvik.example", "wrong", "203.0.113.5") for n in range(3)]
    assert tried == [200, 200, 429]
    assert sign_in(anna.email, PASSWORD, "198.51.100.7") == 302
