"""Statements whose SQL is made once: they answer as the queryset does, with the values of each asking."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, F, OuterRef
from django.test.utils import CaptureQueriesContext

from kam_portal.foundation.people.models import Team, User
from kam_portal.foundation.statements import Statement

pytestmark = pytest.mark.django_db


def of_team(team: Any) -> Any:
    leads = Team.objects.filter(lead=OuterRef("pk"))
    people = User.objects.filter(team=team).select_related("team").order_by("pk")
    return people.annotate(is_a_lead=Exists(leads), named=F("team__name"))


def told(people: Any) -> list[tuple[int, str, bool]]:
    return [(person.pk, person.named, person.is_a_lead) for person in people]


def test_it_answers_as_the_queryset_does_for_every_value(cast: SimpleNamespace) -> None:
    statement = Statement(of_team, team=int)
    teams = [cast.anna.team_id, cast.viktor.team_id, 0]
    assert [told(statement.ask(team=team)) for team in teams] == [told(of_team(team)) for team in teams]
    assert told(statement.ask(team=cast.anna.team_id))


def test_related_rows_come_along_and_are_asked_for_no_more(cast: SimpleNamespace) -> None:
    statement = Statement(of_team, team=int)
    with CaptureQueriesContext(connection) as asked:
        names = {person.team.name for person in statement.ask(team=cast.anna.team_id)}
    assert (names, len(asked)) == ({cast.anna.team.name}, 1)


def test_what_is_prefetched_belongs_to_the_rows_of_that_asking(cast: SimpleNamespace) -> None:
    statement = Statement(lambda lead: Team.objects.filter(lead=lead).prefetch_related("people"), lead=int)
    for lead in (cast.leonid, cast.sofia):
        [team] = statement.ask(lead=lead.pk)
        assert {person.pk for person in team.people.all()} == set(
            User.objects.filter(team=team).values_list("pk", flat=True)
        )


def test_days_and_tuples_are_filled_in_too(cast: SimpleNamespace) -> None:
    statement = Statement(
        lambda user, day: User.objects.filter(pk=user, joined_at__date__lte=day).values_list("full_name", flat=True),
        user=int,
        day=datetime.date,
    )
    today = cast.anna.joined_at.date()
    assert list(statement.ask(user=cast.anna.pk, day=today)) == ["Anna Petrova"]
    assert list(statement.ask(user=cast.anna.pk, day=today - datetime.timedelta(days=1))) == []


def test_the_sql_is_made_once(cast: SimpleNamespace) -> None:
    made: list[int] = []

    def build(team: Any) -> Any:
        made.append(1)
        return of_team(team)

    statement = Statement(build, team=int)
    for team in (1, 2, 3):
        list(statement.ask(team=team))
    assert made == [1]


def test_a_value_that_the_statement_does_not_ask_for_is_refused(cast: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match="does not ask for day"):
        Statement(lambda team, day: of_team(team), team=int, day=datetime.date).ask(
            team=1, day=datetime.date(2026, 1, 1)
        )
    with pytest.raises(TypeError, match="made for"):
        Statement(of_team, team=int).ask(person=1)


def test_a_number_beyond_every_id_finds_nothing(cast: SimpleNamespace) -> None:
    assert not list(Statement(of_team, team=int).ask(team=2**63))
