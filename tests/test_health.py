"""The two addresses a balancer asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client


def test_a_living_process_answers_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok\n", "text/plain")


@pytest.mark.django_db
def test_database_and_broker_are_ready(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": tmp_path / "broker"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "broker": "ok"})


@pytest.mark.django_db
def test_a_broker_that_is_away_is_named_and_nothing_more(client: Client, settings: Any) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "broker": "failed"})


@pytest.mark.django_db
def test_a_broker_folder_that_cannot_be_made_is_not_ready(client: Client, settings: Any) -> None:
    settings.CELERY_BROKER_URL = "filesystem://localhost"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": "/dev/null/broker"}
    assert client.get("/readyz").json() == {"database": "ok", "broker": "failed"}


def test_nothing_is_written_by_asking(client: Client) -> None:
    assert (client.post("/healthz").status_code, client.post("/readyz").status_code) == (405, 405)
