"""Who may what: every address x every method x every kind of person, and nothing changes behind a refusal."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from http.cookies import SimpleCookie
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from django.urls.converters import StringConverter
from pytest_django import DjangoDbBlocker

from kam_portal.workspace.demo.people import bring_in
from tests import access_table as table
from tests.access_objects import MISSING, Scene, build_scene
from tests.access_rows import ROWS

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
pytestmark = pytest.mark.django_db

# Arguments that name a row by its number.
IDS = {"pk", "number", "person_id", "team_id"}
# Django's own read-only admin is walked by its own test.
NAMESPACES_APART = {"admin"}


def named_patterns(resolver: URLResolver, apart: set[str] = NAMESPACES_APART) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace not in apart:
                yield from named_patterns(entry, apart)
        else:
            yield entry


def names_without_a_row(resolver: URLResolver) -> set[str]:
    return {pattern.name or str(pattern.pattern) for pattern in named_patterns(resolver)} - set(ROWS)


def test_every_address_has_a_row() -> None:
    assert names_without_a_row(get_resolver()) == set()


def test_every_row_has_an_address() -> None:
    assert set(ROWS) - {pattern.name for pattern in named_patterns(get_resolver())} == set()


def test_an_address_without_a_row_is_noticed() -> None:
    dummy = URLResolver(get_resolver().pattern, [path("dummy/", lambda request: HttpResponse(), name="dummy")])
    assert names_without_a_row(dummy) == {"dummy"}


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Built once; every call below is rolled back to it."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_scene(SimpleNamespace(**bring_in()))
        transaction.set_rollback(True)
    logging.getLogger("django.request").setLevel(logging.NOTSET)


@pytest.fixture(scope="module")
def sessions(scene: Scene) -> dict[str, SimpleCookie]:
    """Each kind of person, signed in: the cookies of their browser."""
    return {actor: client_of(scene, actor).cookies for actor in table.ACTORS}


@pytest.fixture(scope="module")
def as_built(sessions: dict[str, SimpleCookie]) -> str:
    """The rows that every test below begins with."""
    return database_hash()


@pytest.fixture
def clients(sessions: dict[str, SimpleCookie]) -> dict[str, Client]:
    return {actor: with_cookies(cookies) for actor, cookies in sessions.items()}


def with_cookies(cookies: SimpleCookie) -> Client:
    client = Client()
    client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
    return client


def database_hash() -> str:
    """One figure over every row of every table, sessions apart."""
    tables = sorted(set(connection.introspection.table_names()) - {"django_session"})
    parts = [f"SELECT '{t}', count(*), coalesce(sum(hashtextextended(x::text, 0)), 0) FROM \"{t}\" x" for t in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return str(sorted(cursor.fetchall()))


def client_of(scene: Scene, actor: str) -> Client:
    client = Client()
    user = scene.actors[actor]
    if user is not None:
        client.force_login(user)
    return client


def address(name: str, scene: Scene, **replaced: object) -> str:
    arguments = {key: scene.objects[what] for key, what in ROWS[name].arguments.items()}
    return reverse(name, kwargs=arguments | {k: v for k, v in replaced.items() if k in arguments})


def expected_refusals(row: table.Row, actor: str, method: str) -> set[int]:
    """Status codes that may answer; empty when the person is let in."""
    if not row.door.public and actor in (table.ANONYMOUS, table.DEACTIVATED):
        return {302}
    refusal = set() if actor in row.door.enter else {403 if actor in row.door.see else 404}
    if method not in row.methods:
        return refusal | {405}
    return refusal


def leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response.headers["Location"].startswith(reverse(settings.LOGIN_URL))


@pytest.mark.parametrize("name", sorted(ROWS))
def test_the_door_holds_for_everybody_and_every_method(
    name: str, scene: Scene, sessions: dict[str, SimpleCookie], as_built: str
) -> None:
    row, url = ROWS[name], address(name, scene)
    wrong, asked = [], set()
    for actor, cookies in sessions.items():
        for method in METHODS:
            refusals = expected_refusals(row, actor, method)
            # HEAD runs the code of GET, and methods that no page has are refused before it: of those who are answered
            # alike one asks.
            if method not in ("GET", "POST"):
                if (method, frozenset(refusals)) in asked:
                    continue
                asked.add((method, frozenset(refusals)))
            mark = transaction.savepoint()
            response = call(with_cookies(cookies), method, url, row.body)
            if not answers_as_expected(response, refusals, row):
                wrong.append((actor, method, response.status_code, sorted(refusals) or "let in"))
            if not refusals:
                transaction.savepoint_rollback(mark)
    assert wrong == []
    assert database_hash() == as_built, "a refused call wrote something"


def call(client: Client, method: str, url: str, body: str) -> HttpResponse:
    data = body if method == "POST" else ""
    return client.generic(method, url, data=data, content_type="application/x-www-form-urlencoded")


def answers_as_expected(response: HttpResponse, refusals: set[int], row: table.Row) -> bool:
    if refusals:
        return response.status_code in refusals and (302 not in refusals or leads_to_sign_in(response))
    if row.methods == table.ANY and response.status_code == 405:
        return True
    closed = response.status_code in (403, 404, 405) or response.status_code >= 500
    return not closed and (row.door.public or not leads_to_sign_in(response))


@pytest.mark.parametrize("name", sorted(n for n, row in ROWS.items() if "account_id" in row.arguments))
def test_a_foreign_account_answers_as_a_missing_one(name: str, scene: Scene, clients: dict[str, Client]) -> None:
    method = "POST" if ROWS[name].methods == table.POST else "GET"
    for actor in (table.STRANGER, table.PEER, table.OTHER_LEAD, table.MOVED):
        client = clients[actor]
        foreign = client.generic(method, address(name, scene))
        missing = client.generic(method, address(name, scene, account_id=MISSING))
        assert (foreign.status_code, foreign.content) == (404, missing.content)
        assert foreign.headers == missing.headers


@pytest.mark.parametrize("name", sorted(n for n, r in ROWS.items() if set(r.arguments) & IDS))
def test_a_missing_thing_of_an_own_account_is_missing(name: str, scene: Scene, clients: dict[str, Client]) -> None:
    method = "POST" if ROWS[name].methods == table.POST else "GET"
    part = next(key for key in ROWS[name].arguments if key in IDS)
    actor = table.ADMIN if table.ADMIN in ROWS[name].door.enter else table.OWNER
    response = clients[actor].generic(method, address(name, scene, **{part: MISSING}))
    assert response.status_code == 404


def test_a_word_that_no_text_can_hold_is_missing_wherever_an_address_has_words(
    scene: Scene, clients: dict[str, Client]
) -> None:
    worded = [
        (pattern.name, part)
        for pattern in named_patterns(get_resolver())
        for part, converter in pattern.pattern.converters.items()
        if isinstance(converter, StringConverter)
    ]
    assert ("strategy", "p") in worded
    for name, part in worded:
        actor = table.ADMIN if table.ADMIN in ROWS[name].door.enter else table.OWNER
        method = "POST" if ROWS[name].methods == table.POST else "GET"
        # What a slug does not hold, does not even lead to the page.
        address_of = address(name, scene, **{part: "nul"}).replace("/nul", "/%00")
        response = clients[actor].generic(method, address_of)
        assert (name, response.status_code) == (name, 404)


def test_djangos_admin_opens_for_admins_only_and_writes_nothing(scene: Scene, clients: dict[str, Client]) -> None:
    models = [model._meta for model in admin.site._registry]
    assert models
    for meta in models:
        url = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        add = reverse(f"admin:{meta.app_label}_{meta.model_name}_add")
        for actor, client in clients.items():
            assert client.get(url).status_code == (200 if actor == table.ADMIN else 302), (meta.label, actor)
            assert client.post(add).status_code == (403 if actor == table.ADMIN else 302), (meta.label, actor)
