"""Every page and every page of refusal carries the same guards."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils.functional import SimpleLazyObject

from kam_portal import urls
from kam_portal.foundation.people.middleware import security_headers
from kam_portal.foundation.people.models import User

SignIn = Callable[[User], Client]
GUARDS = ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")
EXPECTED = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'",
    "DENY",
    "nosniff",
    "same-origin",
)


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


urlpatterns = [*urls.urlpatterns, path("broken/", broken, name="broken")]


def guards(answer: HttpResponse) -> tuple[str, ...]:
    return tuple(answer[name] for name in GUARDS)


@pytest.mark.parametrize(
    ("address", "status"),
    [("/me/", 200), ("/people/", 403), ("/nowhere/", 404), ("/sign-in/login/?next=/me/", 302)],
)
def test_pages_and_refusals_carry_the_guards(
    cast: SimpleNamespace, signed_in: SignIn, address: str, status: int
) -> None:
    answer = signed_in(cast.anna).get(address)
    assert (answer.status_code, guards(answer), answer["Cache-Control"]) == (status, EXPECTED, "no-store, private")


@override_settings(ROOT_URLCONF="tests.foundation.people.test_headers")
def test_a_page_that_breaks_says_so_in_words_and_carries_the_guards(cast: SimpleNamespace) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.anna)
    answer = client.get("/broken/")
    assert (answer.status_code, guards(answer)) == (500, EXPECTED)
    assert b"Something broke on our side" in answer.content


def test_a_page_without_a_database_carries_the_guards() -> None:
    def nobody() -> User:
        raise OperationalError("the database is gone")

    request = RequestFactory().get("/me/")
    request.user = SimpleLazyObject(nobody)
    answer = security_headers(lambda _request: HttpResponse(status=500))(request)
    assert (answer["Content-Security-Policy"], answer["Cache-Control"]) == (EXPECTED[0], "no-store, private")


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ['"\\000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"', "a" * 4000, "' or 1=1 --------"])
def test_a_session_cookie_of_nonsense_is_nobodys(cookie: str) -> None:
    client = Client(raise_request_exception=False, headers={"Cookie": f"session={cookie}"})
    answer = client.get("/me/")
    assert (answer.status_code, answer["Location"], guards(answer)) == (302, "/sign-in/login/?next=/me/", EXPECTED)


def test_a_missing_token_gets_a_page_with_advice(cast: SimpleNamespace) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.anna)
    answer = client.post("/me/", {"full_name": "X"})
    assert (answer.status_code, guards(answer)) == (403, EXPECTED)
    assert b"This page was open for too long" in answer.content
    assert User.objects.get(pk=cast.anna.pk).full_name == "Anna Petrova"


def test_a_refusal_tells_its_reason(cast: SimpleNamespace, signed_in: SignIn) -> None:
    answer = signed_in(cast.anna).get("/people/")
    assert (answer.status_code, b"Your role does not open this page." in answer.content) == (403, True)


def test_two_missing_pages_are_the_same_to_the_byte(cast: SimpleNamespace, signed_in: SignIn) -> None:
    ada = signed_in(cast.ada)
    first, second = ada.get("/people/999999/edit/"), ada.get("/people/888888/edit/")
    assert (first.status_code, first.content) == (404, second.content)


def test_signed_out_pages_may_be_kept_by_nobody_either(db: None) -> None:
    answer = Client().get("/sign-in/login/")
    assert (answer.status_code, guards(answer), "no-store" in answer["Cache-Control"]) == (200, EXPECTED, True)
