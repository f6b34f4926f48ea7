"""A small map that tests of pages and pictures share."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import pytest

from accounts.assigning import add_member
from accounts.models import Account
from decision_map.drawing import add_post, begin_map
from decision_map.judging import judge
from decision_map.lines import draw_line
from decision_map.models import Actor, DecisionMap
from decision_map.newcomers import Newcomer, add_newcomers
from decision_map.seating import edit_counterpart
from tests.conftest import TODAY
from tests.kept import brought_in

LONG_AGO = TODAY - datetime.timedelta(days=120)


@pytest.fixture
def drawn(cast: SimpleNamespace, new_account: Callable[..., Account]) -> DecisionMap:
    """Petrov over Ivanova and Orlov, a vacant post under Ivanova, Smirnov beside; Ivanova is against us."""
    return brought_in("drawn", partial(_draw, cast, new_account), on="cast")


def _draw(cast: SimpleNamespace, new_account: Callable[..., Account]) -> DecisionMap:
    account = new_account("Halvorsen", kam=cast.anna)
    add_member(account=account, user=cast.boris, function="sales", can_edit=False)
    map_ = begin_map(account=account, title="All of it")
    petrov, ivanova, orlov, smirnov = (
        made
        for made in add_newcomers(
            map_=map_,
            newcomers=[
                Newcomer(1, "Petrov", "CEO"),
                Newcomer(2, "Ivanova", "CFO", under_line=1),
                Newcomer(3, "Orlov", "Buyer", under_line=1),
                Newcomer(4, "Smirnov"),
            ],
            on=TODAY,
        )
        if isinstance(made, Actor)
    )
    add_post(map_=map_, title="Controller", reports_to=ivanova.occupancies.get().post)
    today = datetime.date.today()
    judge(
        actor=petrov, version=1, values={"roles": "decision_maker", "attitude": "mentor"}, source="", on=today, by=None
    )
    judge(actor=ivanova, version=1, values={"roles": "buyer", "attitude": "enemy"}, source="", on=LONG_AGO, by=None)
    edit_counterpart(actor=petrov, version=2, changes={"mirror": cast.anna})
    draw_line(kind="influence", from_actor=ivanova, to_actor=petrov, strength=3, note="old friends", on=today, by=None)
    draw_line(kind="conflict", from_actor=orlov, to_actor=smirnov, on=today, by=None)
    return map_
