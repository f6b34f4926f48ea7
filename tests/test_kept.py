"""What is brought in once goes only where nothing else is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from kam_portal.foundation.people.models import Team
from tests import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_of_it_stays() -> Iterator[None]:
    before = dict(kept._kept)
    yield
    kept._kept.clear()
    kept._kept.update(before)


def test_what_was_brought_in_is_put_back_but_not_beside_rows_that_a_test_made_before() -> None:
    def bring() -> str:
        return Team.objects.create(name=f"Team {Team.objects.count() + 1}").name

    mark = transaction.savepoint()
    assert kept.brought_in("a team", bring) == "Team 1"
    transaction.savepoint_rollback(mark)
    # The second time by its rows, unless some are there: then by the verbs, as the first time.
    assert kept.brought_in("a team", pytest.fail) == "Team 1"
    assert [team.name for team in Team.objects.all()] == ["Team 1"]
    assert kept.brought_in("a team", bring) == "Team 2"
