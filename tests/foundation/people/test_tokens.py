"""Secrets in addresses are written down nowhere, refused requests included."""

from __future__ import annotations

import logging

import pytest

from kam_portal.foundation.people.tokens import WithoutSecrets


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Too Many Requests: /calendar/abc-DEF_1.ics", "Too Many Requests: /calendar/…"),
        ("Not Found: /ladder/abc/", "Not Found: /ladder/…"),
        ("Bad Request: /sign-in/password/reset/key/1-abc/", "Bad Request: /sign-in/password/reset/key/…"),
        ("Not Found: /accounts/7/ladder/invitations/", "Not Found: /accounts/7/ladder/invitations/"),
        ("Forbidden: /accounts/7/", "Forbidden: /accounts/7/"),
    ],
)
def test_a_token_is_left_out_of_the_log(said: str, written: str) -> None:
    kind, path = said.split(": ")
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", (kind, path), None)
    assert (WithoutSecrets().filter(record), record.getMessage()) == (True, written)


def test_the_portal_logs_by_that_filter(settings: object) -> None:
    logging_settings = settings.LOGGING  # type: ignore[attr-defined]
    assert logging_settings["handlers"]["console"]["filters"] == ["no secrets"]
