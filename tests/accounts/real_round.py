"""A round over the clients of crm-maven, brought to consensus through the import, the pages and the verbs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.comparison import TypedScore, add_competitor, add_criterion, save_scores
from accounts.models import Account, Candidate, Rater, Round, ScoringModel
from accounts.selection import scoring
from accounts.selection.drafting import copy_to_new_version, publish_model
from accounts.selection.factors import edit_factor, remove_factor
from accounts.selection.nominating import NOT_NAMED, Named, Row, hand_in, save_nominations
from accounts.selection.rounds import create_round
from accounts.selection.steps import take_step
from kam_portal.foundation.people.models import User
from tests.accounts.reckoning import FUNCTIONS, POINTS, RATED, YEAR, Reckoning
from tests.accounts.selecting import AT
from tests.maven import Maven, address, import_, written

NAMES = {
    "dustin": "Dustin Brinkmann",
    "melvin": "Melvin Marxen",
    "fiona": "Fiona",
    "marcus": "Marcus",
    "selma": "Selma",
}
RIVAL = "Whoever else delivers hardware"


def import_company(folder: Path) -> dict[str, User]:
    """Everything through the import; beside the sellers of the file an admin and people of other functions."""
    Maven(folder).import_all()
    rows = [[address("Ada"), "Ada", "admin", "management"]]
    rows += [
        [address(NAMES[key]), NAMES[key], "colleague", FUNCTIONS[key]] for key in NAMES if FUNCTIONS[key] != "sales"
    ]
    outcome, _notes = import_("users", written(folder / "board.csv", ["e-mail", "name", "role", "function"], rows))
    assert (outcome["created"], outcome["rejected"]) == (len(rows), [])
    return {key: User.objects.get(email=address(name)) for key, name in {"ada": "Ada", **NAMES}.items()}


def compare_all(reckoned: Reckoning) -> None:
    """By the series that a client decides about; how well we meet it is how often we win."""
    for account in Account.objects.order_by("pk"):
        state, criteria = reckoned.compared(account.trade_name), reckoned.criteria(account.trade_name)
        if state == "unknown":
            continue
        rival = add_competitor(account=account, name=RIVAL).pk if state == "placed" else None
        typed = []
        for series, (weight, ours) in criteria.items():
            criterion = add_criterion(account=account, name=series, weight=Decimal(weight)).pk
            typed.append(TypedScore(criterion, None, Decimal(ours), 0))
            if rival:
                typed.append(TypedScore(criterion, rival, Decimal(5), 0))
        assert save_scores(account=account, typed=typed) == []


def scored_round(people: dict[str, User], reckoned: Reckoning, model: ScoringModel) -> Round:
    """Set up by the pages, nominated and scored blind by five people of four functions."""
    ada = people["ada"]
    round_ = create_round(title="Choosing among 85", model=model, sales_year=int(YEAR), runner=ada)
    client = Client()
    client.force_login(ada)
    client.post(reverse("accounts_choose", args=[round_.pk]), {"sales_from": "50 000"})
    client.post(reverse("rater_add", args=[round_.pk]), {"user": [people[key].pk for key in NAMES]})
    round_ = take_step(round_=round_, to="nominating", by=ada, at=AT)
    for rater in Rater.objects.filter(round=round_):
        save_nominations(rater=rater, rows=list_of(rater, round_, reckoned))
        hand_in(rater=rater, at=AT)
    for step in ("comparing", "scoring"):
        round_ = take_step(round_=round_, to=step, by=ada, at=AT)
    for rater in Rater.objects.filter(round=round_).select_related("round__model", "user"):
        key = next(key for key, name in NAMES.items() if name == rater.user.full_name)
        scoring.save_scores(rater=rater, edits=answers_of(key, round_, reckoned))
        scoring.hand_in(rater=rater, at=AT)
    return take_step(round_=round_, to="consensus", by=ada, at=AT)


def list_of(rater: Rater, round_: Round, reckoned: Reckoning) -> dict[int, Row]:
    named = reckoned.nominated()[rater.function]
    candidates = Candidate.objects.filter(round=round_, account__trade_name__in=named)
    return {candidate.pk: Row(NOT_NAMED, Named(is_named=True)) for candidate in candidates}


def answers_of(key: str, round_: Round, reckoned: Reckoning) -> list[scoring.Edit]:
    factors = dict(zip(reckoned.weights, round_.model.factors.all(), strict=True))
    edits = []
    for candidate in Candidate.objects.filter(round=round_).select_related("account"):
        for name in RATED:
            given = reckoned.opinion(key, name, candidate.account.trade_name)
            edits.append(scoring.Edit(candidate.pk, factors[name].pk, 0, "?" if given is None else str(given)))
    return edits


def own_model(shipped: ScoringModel, reckoned: Reckoning, by: User) -> ScoringModel:
    """The shipped one as this company changes it: only what it knows, and bands that fit its clients."""
    draft = copy_to_new_version(model=shipped, by=by)
    for factor in draft.factors.filter(measure__in=("growth", "margin")):
        remove_factor(factor=factor, version=factor.version)
    for factor, weight in zip(draft.factors.all(), reckoned.weights.values(), strict=True):
        changes: dict[str, Any] = {"weight": Decimal(int(weight))}
        if factor.measure:
            ends = [None if edge is None else Decimal(edge) for edge in reckoned.edges]
            changes["bands"] = list(zip(ends, map(Decimal, POINTS), strict=True))
        edit_factor(factor=factor, version=factor.version, changes=changes)
    return publish_model(model=draft, by=by, at=AT)
