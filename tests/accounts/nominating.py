"""A round at the step of nominations, with four accounts and four raters, and what each of them names."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from accounts.models import Account, Candidate, Nomination, Rater, Round
from accounts.selection.nominating import NOT_NAMED, Named, Row, save_nominations
from kam_portal.foundation.people.models import User
from tests.accounts.selecting import round_at


def nominating_round(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Round:
    accounts = [new_account(name, kam=cast.anna) for name in ("Alfa", "Beta", "Gamma", "Delta")]
    raters = (cast.anna, cast.boris, cast.irina, cast.pavel)
    return round_at("nominating", runner=cast.leonid, accounts=accounts, raters=raters)


def seat(round_: Round, user: User) -> Rater:
    return Rater.objects.get(round=round_, user=user)


def of(round_: Round, name: str) -> Candidate:
    return Candidate.objects.get(round=round_, account__trade_name=name)


def listed(round_: Round, user: User) -> dict[str, str]:
    rows = Nomination.objects.filter(rater__round=round_, rater__user=user)
    return dict(rows.order_by("candidate__account__sort_key").values_list("candidate__account__trade_name", "note"))


def name(round_: Round, user: User, *names: str, note: str = "") -> None:
    rows = {of(round_, each).pk: Row(NOT_NAMED, Named(True, note)) for each in names}
    assert save_nominations(rater=seat(round_, user), rows=rows) == {}
