"""Who wrote stands beside what is recorded, and never beside what somebody else writes next."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import Account
from kam_portal.foundation.history.authors import written_by
from kam_portal.foundation.people.models import Team


def about_last_event() -> Any:
    """What history keeps of the author of the latest change of a team; None for nobody."""
    event = Team.pgh_event_model.objects.select_related("pgh_context").latest("pgh_id")  # type: ignore[attr-defined]
    return event.pgh_context.metadata if event.pgh_context else None


def rename(name: str) -> None:
    Team.objects.update(name=name)


@pytest.fixture
def north(db: None) -> Team:
    return Team.objects.create(name="North")


def test_a_change_carries_its_author(north: Team) -> None:
    with written_by(user=7, url="/somewhere/"):
        rename("South")
        assert about_last_event() == {"user": 7, "url": "/somewhere/"}


@pytest.mark.django_db(transaction=True)
def test_an_author_does_not_outlive_the_transaction() -> None:
    Team.objects.create(name="North")
    for inside in (True, False):
        with written_by(user=7):
            if inside:
                with transaction.atomic():
                    rename("South")
            else:
                rename("East")
        assert about_last_event() == {"user": 7}
        rename("West")
        assert about_last_event() is None


def test_after_a_rollback_to_a_savepoint_the_author_is_said_again(north: Team) -> None:
    with written_by(user=7):
        with pytest.raises(RuntimeError), transaction.atomic():
            rename("South")
            raise RuntimeError
        rename("East")
        assert about_last_event() == {"user": 7}


def test_the_innermost_author_counts(north: Team) -> None:
    with written_by(user=7), written_by(user=8):
        rename("South")
        assert about_last_event() == {"user": 8}


def test_written_by_hand_counts_too_and_reading_says_nothing(north: Team) -> None:
    with written_by(source="by hand"), connection.cursor() as cursor:
        cursor.execute("WITH wanted AS (SELECT 'South' AS name) UPDATE people_team SET name = wanted.name FROM wanted")
        assert about_last_event() == {"source": "by hand"}
        cursor.execute("SELECT current_setting('pghistory.context_id', true)")
        said = cursor.fetchone()
        list(Account.objects.all())
        cursor.execute("SELECT current_setting('pghistory.context_id', true)")
        assert cursor.fetchone() == said


def test_all_of_one_stretch_stands_under_one_author(north: Team) -> None:
    with written_by(user=7):
        rename("South")
        rename("East")
    events = Team.pgh_event_model.objects  # type: ignore[attr-defined]
    assert events.exclude(pgh_context=None).values("pgh_context").distinct().count() == 1


def test_no_trigger_fails_inside_when_it_asks_whether_to_act(db: None) -> None:
    """Each such failure walks all foreign keys that the transaction has still to check: rows times rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pgtrigger.ignore')::text[]")
        assert cursor.fetchone() == ([],)
