"""Lists of nominations for tests: a round that asks for them, and what its pages send and say."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import Account, Candidate, Nomination, Rater, Round
from accounts.selection.nominating import NOT_NAMED, Named, Row, save_nominations
from kam_portal.foundation.people.models import User
from tests.accounts.selecting import round_at


def get(client: Client, page: str, /, *arguments: Any, **query: Any) -> Any:
    return client.get(reverse(page, args=arguments), query)


def post(client: Client, page: str, /, *arguments: Any, **data: Any) -> Any:
    client.cookies.pop("messages", None)  # those said before
    return client.post(reverse(page, args=arguments), data)


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def nominating_round(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Round:
    """Four accounts, four raters of three functions."""
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


def as_shown(response: Any, **ticks: str | None) -> dict[str, Any]:
    """What the form of the page sends, with some accounts ticked (a note) or unticked (None)."""
    data: dict[str, Any] = {"row": [], "page": response.context["page"].number}
    for line in response.context["page"]:
        pk, account = line.candidate.pk, line.candidate.account.trade_name
        data["row"].append(pk)
        if line.read.is_named:
            data |= {f"was-named-{pk}": "1", f"was-note-{pk}": line.read.note}
        wanted = ticks.get(account, line.read.note if line.read.is_named else None)
        if wanted is not None:
            data |= {f"named-{pk}": "1", f"note-{pk}": wanted}
    return data
