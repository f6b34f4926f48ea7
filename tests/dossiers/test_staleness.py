"""What counts as stale, and that every page counts the same."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.comparison import add_competitor, add_criterion, edit_criterion
from accounts.keeping import create_contact, edit_contact
from accounts.models import Account
from dossiers.board_rows import as_rows
from dossiers.cadence import add_months
from dossiers.description import BY_KEY, TABLES
from dossiers.diary.writing import write_entry
from dossiers.events import plan_event
from dossiers.facts import save_section
from dossiers.financials import record_financial_year
from dossiers.ladders.competitors import save_competitor_ladder
from dossiers.models import Dossier, EventAhead, FinancialYear
from dossiers.reading import read_dossier
from dossiers.rows import add_row
from dossiers.staleness import stale_of
from kam_portal.foundation.people.models import User
from kam_portal.workspace.demo.seeding import seed
from tests.conftest import TODAY
from tests.dossiers.asking import answered

pytestmark = pytest.mark.django_db

OLD = TODAY - datetime.timedelta(days=120)


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    """Everything that may be known of a client, once, and known for longer than a cycle."""
    account = new_account("Halvorsen", kam=cast.anna, on=OLD)
    known: dict[str, Any] = {"source": "visit", "on": OLD, "by": cast.anna}
    save_section(account=account, section=BY_KEY["general"], version=0, values={"mission": "Home."}, **known)
    add_row(account=account, table=TABLES["wallet"], values={"year": "2025", "share": "45"}, **known)
    record_financial_year(account=account, year=2025, currency="EUR")
    FinancialYear.objects.update(as_of=OLD)
    rivals = [add_competitor(account=account, name=name) for name in ("Fjordmatic", "Nobody knows")]
    for rival, needs_us in zip(rivals, ("no", ""), strict=True):
        changes = {"needs_us": needs_us, "source": ""}
        save_competitor_ladder(competitor=rival, version=0, changes=changes, on=OLD, by=cast.anna)
    siri, _unverified = (create_contact(account=account, name=name) for name in ("Siri", "Never asked"))
    edit_contact(contact=siri, version=1, changes={"title": "Engineer"}, on=OLD)
    for title, days in (("Over", -1), ("Tender", 0)):
        plan_event(account=account, kind="tender", title=title, on=TODAY + datetime.timedelta(days=days))
    EventAhead.objects.update(as_of=OLD)
    criterion = add_criterion(account=account, name="Price", weight=Decimal(100))
    edit_criterion(criterion=criterion, version=1, changes={"verified_on": OLD})
    write_entry(account=account, by=cast.anna, on=OLD, summary="Lunch")
    answered(account, cast.anna, at=datetime.datetime.combine(OLD, datetime.time(9), datetime.UTC))
    return account


def test_what_looking_again_could_verify_grows_stale_and_nothing_else(account: Account) -> None:
    found = stale_of(account, TODAY, 3)
    assert [(one.key.partition(":")[0], one.name) for one in found] == [
        ("competitor_ladder", "Fjordmatic"),
        ("contact", "Siri"),
        ("event", "Tender"),
        ("financial", "2025"),
        ("mission", ""),
        ("wallet", "2025"),
    ]
    last_day = add_months(OLD, 3)
    assert stale_of(account, last_day, 3) == []
    assert stale_of(account, TODAY, None) == []


def test_a_fact_of_a_field_that_is_retired_counts_nowhere(account: Account) -> None:
    account.facts.filter(key="mission").update(key="structure")
    assert "structure" not in [one.key for one in stale_of(account, TODAY, 3)]
    assert read_dossier(account, account.kam, TODAY).stale == 5


def counted(client: Client, account: Account) -> dict[str, int]:
    """How much is stale, page by page."""
    pages = {name: client.get(f"/accounts/{account.pk}/{name}/") for name in ("dossier", "brief", "review")}
    assert {page.status_code for page in pages.values()} == {200}
    today = pages["brief"].context["brief"].on
    board = as_rows(Dossier.objects.filter(pk=account.pk), today).get()
    return {
        "dossier": pages["dossier"].context["page"].stale,
        "brief": pages["brief"].context["brief"].to_verify.stale_count,
        "review": sum(shown.stale for shown in pages["review"].context["page"].topics if shown.topic.key in BY_KEY),
        "board": board["stale"],
    }


def test_dossier_brief_review_and_board_say_the_same(signed_in: Callable[[User], Client]) -> None:
    seed(at=timezone.now(), language="en", password=None)
    ada = signed_in(User.objects.get(email__startswith="ada"))
    rich = Account.objects.filter(trade_name__in=["Halvorsen Shipyards", "Volga Paper Mill", "Delta Textiles"])
    told = {account.trade_name: counted(ada, account) for account in rich}
    assert {name: numbers for name, numbers in told.items() if len(set(numbers.values())) > 1} == {}
    assert [name for name, numbers in told.items() if numbers["dossier"]] == ["Halvorsen Shipyards", "Volga Paper Mill"]
