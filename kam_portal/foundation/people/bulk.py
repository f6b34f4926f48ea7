"""The verbs of people and teams for a whole company at once; one at a time they are in inviting.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from kam_portal.foundation.people.models import Team, User

BATCH = 500


@transaction.atomic
def bring_in_teams(*, teams: Sequence[Team]) -> None:
    """New teams, without a lead as yet: a lead is a person, and people belong to teams."""
    Team.objects.bulk_create(teams, batch_size=BATCH)


@transaction.atomic
def bring_in(*, people: Sequence[User]) -> None:
    """New people; nobody is mailed, and nobody can sign in until an invitation or “forgot password” set a password."""
    for person in people:
        person.set_unusable_password()
    User.objects.bulk_create(people, batch_size=BATCH)


@transaction.atomic
def edit_people(*, people: Sequence[User], fields: Sequence[str]) -> None:
    """Write changed people, locked by the caller, each one version further.

    The caller has asked leaving.duties_beyond() where a role changes.
    """
    for person in people:
        person.version += 1
    User.objects.bulk_update(people, [*fields, "version"], batch_size=BATCH)


@transaction.atomic
def name_leads(*, leads: Mapping[Team, User]) -> None:
    """Give teams another lead; the caller has made sure that they may lead."""
    for team, lead in leads.items():
        team.lead = lead
        team.version += 1
    Team.objects.bulk_update(list(leads), ["lead", "version"], batch_size=BATCH)
