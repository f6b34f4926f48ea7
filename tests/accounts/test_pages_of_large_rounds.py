"""Every page of a round asks the database as often for sixty accounts as for two."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accounts.models import Account, AgreedScore, Decision, Round, ScoringModel
from accounts.selection.placing import place_candidates
from kam_portal.workspace.demo.people import bring_in
from tests.accounts.deciding import compare
from tests.accounts.selecting import published_model, round_at
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
FEW, MANY = 2, 60

# Name of the address, query, and the step at which the round has the page.
PAGES = (
    ("matrix", "", "consensus"),
    ("matrix", "?sort=-value&quadrant=flips&since=last", "consensus"),
    ("consensus", "?show=discuss", "consensus"),
    ("consensus", "?show=all&order=spread", "consensus"),
    ("consensus", "?show=agreed", "consensus"),
    ("sensitivity", "", "consensus"),
    ("sensitivity", "?change=weight-0-down", "consensus"),
    ("what_if", "?w-0=50&w-1=30&w-2=20", "consensus"),
    ("scores", "", "scoring"),
    ("scores", "?only=open", "scoring"),
    ("nominations", "", "nominating"),
    ("nominations", "", "comparing"),
    ("nominations", "?by=2", "comparing"),
    ("decisions", "", "deciding"),
    ("decisions", "?show=undecided&sort=-status", "deciding"),
    ("decisions", "?show=overtaken", "deciding"),
    ("round_progress", "", "scoring"),
    ("round_setup", "", "setup"),
    ("rounds", "", "scoring"),
)


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    """Built once, run by leonid: some accounts to discuss, some agreed on, some that turn, some decided."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = SimpleNamespace(**bring_in(password=None))
        model = published_model(weights=("50", "30", "20"), by=cast.ada)
        yield SimpleNamespace(leonid=cast.leonid, rounds=[_round_over(count, model, cast) for count in (FEW, MANY)])
        transaction.set_rollback(True)


def _round_over(count: int, model: ScoringModel, cast: SimpleNamespace) -> Round:
    names = [f"Client {number} of {count}" for number in range(count)]
    common = {"status": "candidate", "status_since": TODAY, "kam": cast.anna, "industry": "Steel"}
    accounts = Account.objects.bulk_create([Account(trade_name=name, **common) for name in names])
    for account in accounts:
        compare(account, 6)
    scores = {
        name: {cast.irina.pk: ["9", "0", "5"], cast.leonid.pk: ["3" if n % 2 else "9", "1", None]}
        for n, name in enumerate(names)
    }
    raters = (cast.irina, cast.leonid)
    round_ = round_at("consensus", runner=cast.leonid, accounts=accounts, raters=raters, scores=scores, model=model)
    candidates = list(round_.candidates.order_by("pk"))
    said = {"factor": model.factors.all()[0], "value": 9, "reason": "talked over", "by": cast.leonid, "on": TODAY}
    AgreedScore.objects.bulk_create([AgreedScore(candidate=one, **said) for one in candidates[::2]])
    place_candidates(round_=round_)
    assert round_.candidates.exclude(flips=[]).count() == count // 2
    _stand_at(round_, "deciding")
    decided = {"status": "key", "proposed": "key", "by": cast.leonid, "on": TODAY}
    Decision.objects.bulk_create([Decision(candidate=one, **decided) for one in candidates[: count // 2]])
    return round_


def _stand_at(round_: Round, state: str) -> None:
    Round.objects.filter(pk=round_.pk).update(state=state)


@pytest.mark.parametrize(("name", "query", "step"), PAGES)
def test_as_many_questions_for_sixty_accounts_as_for_two(
    name: str, query: str, step: str, scene: SimpleNamespace
) -> None:
    client, counts = Client(), []
    client.force_login(scene.leonid)
    for round_ in scene.rounds:
        _stand_at(round_, step)
        address = reverse(name, args=[] if name == "rounds" else [round_.pk]) + query
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        assert answer.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
