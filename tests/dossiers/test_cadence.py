"""The due date: calendar months, clamped to the month's end, as PostgreSQL adds them."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.db import connection

from dossiers.cadence import add_months, due_date, escalates_from, is_stale, stage_on, stale_before

day = datetime.date.fromisoformat

EVERY_DATE = """
SELECT d::date, (d + make_interval(months => %s))::date
FROM generate_series('2000-01-01'::timestamp, '2100-12-31'::timestamp, '1 day') AS d
"""


@pytest.mark.django_db
@pytest.mark.parametrize("months", [3, 6, 12])
def test_every_date_of_a_century_agrees_with_postgresql(months: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(EVERY_DATE, [months])
        rows = cursor.fetchall()
    assert len(rows) == 36_890
    assert [(start, due) for start, due in rows if add_months(start, months) != due] == []


@pytest.mark.parametrize(
    ("signed", "due"),
    [
        ("2026-11-30", "2027-02-28"),
        ("2027-11-30", "2028-02-29"),
        ("2026-05-31", "2026-08-31"),
        ("2028-02-29", "2028-05-29"),
    ],
)
def test_the_examples_of_the_method(signed: str, due: str) -> None:
    assert due_date(counted_from=day(signed), status="key", months=settings.REVIEW_MONTHS) == day(due)


@pytest.mark.parametrize(
    ("status", "due"),
    [
        ("key", "2026-04-15"),
        ("key_development", "2026-04-15"),
        ("maintenance", "2026-07-15"),
        ("opportunistic", "2027-01-15"),
        ("candidate", None),
        ("closed", None),
    ],
)
def test_each_status_has_its_cadence(status: str, due: str | None) -> None:
    found = due_date(counted_from=day("2026-01-15"), status=status, months=settings.REVIEW_MONTHS)
    assert found == (day(due) if due else None)


@pytest.mark.parametrize(
    ("days_late", "stage"),
    [
        (-15, ""),
        (-14, "d-14"),
        (-4, "d-14"),
        (-3, "d-3"),
        (-1, "d-3"),
        (0, "d0"),
        (6, "d0"),
        (7, "w1"),
        (13, "w1"),
        (14, "w2"),
        (700, "w100"),
    ],
)
def test_the_stage_in_force_follows_from_the_days(days_late: int, stage: str) -> None:
    due = day("2026-11-22")
    assert stage_on(due, due + datetime.timedelta(days=days_late)) == stage


def test_the_lead_is_told_a_week_late() -> None:
    assert escalates_from(day("2026-02-26")) == day("2026-03-05")


def test_the_boards_cutoff_and_the_dossier_call_the_same_facts_stale() -> None:
    for months in (1, 3, 12):
        for number in range(366):
            today = day("2027-05-31") + datetime.timedelta(days=number)
            cutoff = stale_before(today, months)
            around = [cutoff + datetime.timedelta(days=n) for n in range(-5, 5)]
            assert [is_stale(as_of, today, months) for as_of in around] == [as_of < cutoff for as_of in around]
