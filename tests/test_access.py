"""Who may what: every address x every method x every kind of person, and nothing changes behind a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse

from tests import access_table as table
from tests.access_objects import MISSING, Scene, build_scene
from tests.access_rows import ROWS

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
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


@pytest.fixture
def scene(cast: SimpleNamespace) -> Scene:
    return build_scene(cast)


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
def test_the_door_holds_for_everybody_and_every_method(name: str, scene: Scene) -> None:
    row, url = ROWS[name], address(name, scene)
    before = database_hash()
    wrong = []
    for actor in table.ACTORS:
        client = client_of(scene, actor)
        for method in METHODS:
            refusals = expected_refusals(row, actor, method)
            mark = transaction.savepoint()
            response = client.generic(
                method, url, data=row.body if method == "POST" else "", content_type="application/x-www-form-urlencoded"
            )
            if refusals:
                closed = response.status_code in refusals and (302 not in refusals or leads_to_sign_in(response))
                if not closed or database_hash() != before:
                    wrong.append((actor, method, response.status_code, sorted(refusals)))
            elif (
                response.status_code in (403, 404, 405)
                or response.status_code >= 500
                or (leads_to_sign_in(response) and not row.door.public)
            ):
                wrong.append((actor, method, response.status_code, "let in"))
            transaction.savepoint_rollback(mark)
    assert wrong == []


@pytest.mark.parametrize("name", sorted(n for n, row in ROWS.items() if "account_id" in row.arguments))
def test_a_foreign_account_answers_as_a_missing_one(name: str, scene: Scene) -> None:
    method = "POST" if ROWS[name].methods == table.POST else "GET"
    for actor in (table.STRANGER, table.PEER, table.OTHER_LEAD, table.MOVED):
        client = client_of(scene, actor)
        foreign = client.generic(method, address(name, scene))
        missing = client.generic(method, address(name, scene, account_id=MISSING))
        assert (foreign.status_code, foreign.content) == (404, missing.content)
        assert foreign.headers == missing.headers


@pytest.mark.parametrize("name", sorted(n for n, r in ROWS.items() if set(r.arguments) - {"account_id", "section"}))
def test_a_missing_thing_of_an_own_account_is_missing(name: str, scene: Scene) -> None:
    method = "POST" if ROWS[name].methods == table.POST else "GET"
    part = next(key for key in ROWS[name].arguments if key not in ("account_id", "section"))
    actor = table.ADMIN if table.ADMIN in ROWS[name].door.enter else table.OWNER
    response = client_of(scene, actor).generic(method, address(name, scene, **{part: MISSING}))
    assert response.status_code == 404


def test_djangos_admin_opens_for_admins_only_and_writes_nothing(scene: Scene) -> None:
    from django.contrib import admin

    models = [model._meta for model in admin.site._registry]
    assert models
    for meta in models:
        url = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        add = reverse(f"admin:{meta.app_label}_{meta.model_name}_add")
        for actor in table.ACTORS:
            client = client_of(scene, actor)
            assert client.get(url).status_code == (200 if actor == table.ADMIN else 302), (meta.label, actor)
            assert client.post(add).status_code == (403 if actor == table.ADMIN else 302), (meta.label, actor)
