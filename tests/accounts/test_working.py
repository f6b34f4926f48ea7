"""Long work on a round: handed to the worker, begun once, broken off in whole batches, begun again, and its page."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.keeping import edit_year, record_year
from accounts.models import Account, BandScore, Candidate, Round
from accounts.selection import batches, working
from accounts.selection.steps import take_step
from accounts.selection.working import BROKE_OFF, PLACING, compute_again, is_outdated
from accounts.tasks import place_round
from kam_portal.foundation.people.models import User
from tests.accounts.comparing import compare
from tests.accounts.selecting import AT, published_model, round_at

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
SignIn = Callable[[User], Client]
NAMES = ("Alfa", "Beta", "Gamma")
PLACED = {"Alfa": "key_account", "Beta": "key_development", "Gamma": ""}


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """More than two accounts are a worker's; the rounds that were handed to it. There is no worker."""
    monkeypatch.setattr(working, "AT_ONCE", 2)
    found: list[int] = []
    monkeypatch.setattr(place_round, "delay", found.append)
    return found


@pytest.fixture
def scoring(cast: SimpleNamespace, new_account: NewAccount) -> Round:
    """Sales of 500 score the first factor with 5; Alfa is strong, Beta weak, Gamma not compared."""
    accounts = [new_account(name, kam=cast.anna) for name in NAMES]
    for account, ours in zip(accounts, ("8", "2"), strict=False):
        compare(account, ("100",), (ours,), Fjordmatic=("5",))
    for account in accounts:
        record_year(account=account, year=2025, currency="EUR", sales=Decimal(500))
    scores = {name: {cast.irina.pk: [None, "8", "8"]} for name in NAMES}
    model = published_model(measures={0: "sales"})
    return round_at("scoring", runner=cast.leonid, accounts=accounts, raters=(cast.irina,), model=model, scores=scores)


@pytest.fixture
def closed(
    scoring: Round, cast: SimpleNamespace, handed_over: list[int], django_capture_on_commit_callbacks: Any
) -> Round:
    """The scoring has closed; the figures wait for the worker."""
    with django_capture_on_commit_callbacks(execute=True):
        return take_step(round_=scoring, to="consensus", by=cast.leonid, at=timezone.now())


@pytest.fixture
def again(django_capture_on_commit_callbacks: Any) -> Callable[..., Round]:
    """compute_again() with what follows its transaction."""

    def compute(round_: Round, at: datetime.datetime) -> Round:
        with django_capture_on_commit_callbacks(execute=True):
            return compute_again(round_=round_, at=at)

    return compute


@contextmanager
def nobody_can_place(name: str) -> Iterator[None]:
    """The database fails where the figures of this account are written."""
    candidate = Candidate.objects.get(account__trade_name=name).pk
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE FUNCTION fail() RETURNS trigger AS $$BEGIN RAISE 'out of disk'; END$$ LANGUAGE plpgsql")
        cursor.execute(
            f"CREATE TRIGGER fails BEFORE UPDATE ON accounts_candidate FOR EACH ROW WHEN (NEW.id = {candidate})"
            " EXECUTE FUNCTION fail()"
        )
        yield
        cursor.execute("DROP TRIGGER fails ON accounts_candidate")
        cursor.execute("DROP FUNCTION fail()")


def stored(round_: Round) -> Round:
    return Round.objects.get(pk=round_.pk)


def places(round_: Round) -> dict[str, str]:
    rows = Candidate.objects.filter(round=round_, placed_at__isnull=False)
    return dict(rows.values_list("account__trade_name", "quadrant"))


def work_of(round_: Round) -> tuple[str, str]:
    found = stored(round_)
    return found.work, found.work_failed


def page(client: Client, name: str, round_: Round, **asked: str) -> str:
    response = client.get(reverse(name, args=[round_.pk]), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_few_accounts_are_placed_at_once(scoring: Round, cast: SimpleNamespace) -> None:
    round_ = take_step(round_=scoring, to="consensus", by=cast.leonid, at=AT)
    assert (work_of(round_), places(round_)) == (("", ""), PLACED)


def test_many_accounts_are_handed_to_the_worker(closed: Round, handed_over: list[int]) -> None:
    assert handed_over == [closed.pk]
    assert (work_of(closed), places(closed), BandScore.objects.count()) == ((PLACING, ""), {}, 0)
    assert (stored(closed).work_done, stored(closed).work_total) == (0, 6)
    place_round(closed.pk)
    assert (work_of(closed), places(closed)) == (("", ""), PLACED)
    assert list(BandScore.objects.values_list("score", flat=True)) == [Decimal(5)] * 3


def test_work_that_is_done_is_not_done_again(closed: Round) -> None:
    place_round(closed.pk)
    at = list(Candidate.objects.values_list("placed_at", flat=True))
    place_round(closed.pk)
    assert list(Candidate.objects.values_list("placed_at", flat=True)) == at


def test_work_on_a_round_that_is_gone_ends_quietly() -> None:
    place_round(999_999)
    assert not Round.objects.exists()


def test_a_busy_round_takes_no_step(closed: Round, cast: SimpleNamespace) -> None:
    with pytest.raises(ValidationError, match="still at work"):
        take_step(round_=closed, to="deciding", by=cast.leonid, at=AT)


@pytest.mark.parametrize("step", ["scoring", "deciding"])
def test_figures_are_computed_again_at_the_consensus_only(
    scoring: Round, cast: SimpleNamespace, step: str, signed_in: SignIn
) -> None:
    round_ = scoring
    for to in ("consensus", "deciding") if step == "deciding" else ():
        round_ = take_step(round_=round_, to=to, by=cast.leonid, at=AT)
    before = places(round_)
    with pytest.raises(ValidationError, match="while the round stands at consensus"):
        compute_again(round_=round_, at=AT)
    response: Any = signed_in(cast.leonid).post(reverse("round_work_again", args=[round_.pk]))
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Figures are computed while the round stands at consensus. Take the round back to it first."
    ]
    assert (work_of(round_), places(round_)) == (("", ""), before)


def test_nothing_is_begun_twice(closed: Round, handed_over: list[int], again: Callable[..., Round]) -> None:
    begun = stored(closed).work_moved_at
    assert begun is not None
    again(closed, begun + datetime.timedelta(minutes=2))
    assert (handed_over, stored(closed).work_moved_at) == ([closed.pk], begun)


def test_silent_work_may_be_begun_again(closed: Round, handed_over: list[int], again: Callable[..., Round]) -> None:
    begun = stored(closed).work_moved_at
    assert begun is not None
    later = begun + datetime.timedelta(minutes=2, seconds=1)
    again(closed, later)
    assert (handed_over, stored(closed).work_moved_at) == ([closed.pk] * 2, later)
    place_round(closed.pk)
    place_round(closed.pk)
    assert (work_of(closed), places(closed)) == (("", ""), PLACED)


def test_work_that_breaks_off_leaves_whole_batches(
    closed: Round, monkeypatch: pytest.MonkeyPatch, again: Callable[..., Round], handed_over: list[int]
) -> None:
    monkeypatch.setattr(batches, "BATCH", 1)
    with nobody_can_place("Beta"):
        place_round(closed.pk)
    assert work_of(closed) == (PLACING, BROKE_OFF)
    assert (places(closed), BandScore.objects.count()) == ({"Alfa": "key_account"}, 3)
    place_round(closed.pk)
    assert places(closed) == {"Alfa": "key_account"}
    again(closed, timezone.now())
    assert (handed_over, work_of(closed)) == ([closed.pk] * 2, (PLACING, ""))
    place_round(closed.pk)
    assert (work_of(closed), places(closed)) == (("", ""), PLACED)


def test_what_breaks_off_at_once_leaves_nothing_half_done(scoring: Round, cast: SimpleNamespace) -> None:
    with nobody_can_place("Gamma"):
        round_ = take_step(round_=scoring, to="consensus", by=cast.leonid, at=AT)
    assert (work_of(round_), places(round_)) == ((PLACING, BROKE_OFF), {})
    assert BandScore.objects.count() == 0


def test_a_round_with_broken_figures_is_not_decided(closed: Round, cast: SimpleNamespace) -> None:
    with nobody_can_place("Beta"):
        place_round(closed.pk)
    with pytest.raises(ValidationError, match="Compute them again"):
        take_step(round_=closed, to="deciding", by=cast.leonid, at=AT)
    assert stored(closed).state == "consensus"


def test_work_on_a_round_that_moved_on_ends_quietly(closed: Round) -> None:
    Round.objects.filter(pk=closed.pk).update(state="deciding")
    place_round(closed.pk)
    assert (work_of(closed), places(closed), BandScore.objects.count()) == (("", ""), {}, 0)


@pytest.mark.django_db(transaction=True)
class TestOutdated:
    """History knows moments of transactions: each change here is one of its own."""

    @pytest.fixture
    def placed(self, scoring: Round, cast: SimpleNamespace) -> Round:
        return take_step(round_=scoring, to="consensus", by=cast.leonid, at=AT)

    def test_figures_that_were_just_computed_are_not(self, placed: Round) -> None:
        assert not is_outdated(placed)

    def test_an_account_that_was_never_placed_is(self, placed: Round) -> None:
        Candidate.objects.filter(account__trade_name="Beta").update(placed_at=None)
        assert is_outdated(placed)

    @pytest.mark.parametrize(("year", "expected"), [(2025, True), (2024, True), (2023, False), (2026, False)])
    def test_sales_of_the_year_or_the_one_before_that_changed_since_are(
        self, placed: Round, year: int, expected: bool
    ) -> None:
        account = Account.objects.get(trade_name="Beta")
        if year == 2025:
            edit_year(row=account.years.get(year=2025), version=1, changes={"sales": Decimal(5000)})
        else:
            record_year(account=account, year=year, currency="EUR", sales=Decimal(5000))
        assert is_outdated(placed) is expected
        compute_again(round_=placed, at=AT)
        assert not is_outdated(placed)

    def test_sales_of_an_account_outside_the_round_are_not(self, placed: Round, new_account: NewAccount) -> None:
        record_year(account=new_account("Elsewhere"), year=2025, currency="EUR", sales=Decimal(5000))
        assert not is_outdated(placed)

    def test_nobody_decides_on_outdated_figures(
        self, placed: Round, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Many accounts are computed again by the worker first; few are in the step itself."""
        row = Account.objects.get(trade_name="Beta").years.get(year=2025)
        edit_year(row=row, version=1, changes={"sales": Decimal(5)})
        monkeypatch.setattr(working, "AT_ONCE", 2)
        with pytest.raises(ValidationError, match="Some figures are older than the sales they rest on"):
            take_step(round_=placed, to="deciding", by=cast.leonid, at=AT)
        monkeypatch.setattr(working, "AT_ONCE", 3)
        round_ = take_step(round_=placed, to="deciding", by=cast.leonid, at=AT)
        assert BandScore.objects.get(candidate__account__trade_name="Beta").score == 2
        assert not is_outdated(round_)


def test_the_page_tells_how_far_it_is_and_offers_no_second_beginning(
    closed: Round, signed_in: SignIn, cast: SimpleNamespace
) -> None:
    Round.objects.filter(pk=closed.pk).update(work_done=4)
    shown = page(signed_in(cast.leonid), "sensitivity", closed)
    assert 'value="4" max="6"' in shown
    assert f'hx-get="{reverse("round_work", args=[closed.pk])}?from=sensitivity"' in shown
    assert ("Compute again" in shown, "Start again" in shown) == (False, False)


def test_the_page_of_silent_work_offers_to_start_it_again(
    closed: Round, signed_in: SignIn, cast: SimpleNamespace, handed_over: list[int]
) -> None:
    Round.objects.filter(pk=closed.pk).update(work_moved_at=timezone.now() - datetime.timedelta(minutes=3))
    runner, rater = (page(signed_in(person), "sensitivity", closed) for person in (cast.leonid, cast.irina))
    assert ("Start again" in runner, "Start again" in rater) == (True, False)
    assert "perhaps no worker is running" in rater


def test_the_page_of_work_that_broke_off_offers_to_compute_again(
    closed: Round, signed_in: SignIn, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with nobody_can_place("Beta"):
        place_round(closed.pk)
    runner, rater = (page(signed_in(person), "sensitivity", closed) for person in (cast.leonid, cast.irina))
    assert ("Compute again" in runner, "Compute again" in rater) == (True, False)
    assert [words for words in (BROKE_OFF, "hx-get") if words in runner] == [BROKE_OFF]
    monkeypatch.setattr(working, "AT_ONCE", 300)
    address = reverse("round_work_again", args=[closed.pk])
    response: Any = signed_in(cast.leonid).post(address, {"from": "consensus"})
    assert response.url == reverse("consensus", args=[closed.pk])
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "The figures are computed from what is stored now."
    ]
    assert places(closed) == PLACED


@pytest.mark.parametrize(
    ("came_from", "leads_to"), [("matrix", "matrix"), ("", "sensitivity"), ("//evil.example", "sensitivity")]
)
def test_beginning_again_leads_back_to_a_page_of_the_round(
    closed: Round,
    signed_in: SignIn,
    cast: SimpleNamespace,
    handed_over: list[int],
    django_capture_on_commit_callbacks: Any,
    came_from: str,
    leads_to: str,
) -> None:
    Round.objects.filter(pk=closed.pk).update(work_moved_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        response: Any = signed_in(cast.leonid).post(reverse("round_work_again", args=[closed.pk]), {"from": came_from})
    assert (response.url, handed_over) == (reverse(leads_to, args=[closed.pk]), [closed.pk] * 2)
    assert list(get_messages(response.wsgi_request)) == []


def test_the_bar_is_asked_for_until_the_work_is_done(closed: Round, signed_in: SignIn, cast: SimpleNamespace) -> None:
    client, address = signed_in(cast.irina), reverse("round_work", args=[closed.pk])
    busy = client.get(address, {"from": "consensus"}, headers={"HX-Request": "true"})
    assert (busy.status_code, "HX-Refresh" in busy.headers) == (200, False)
    assert 'id="round-work"' in busy.content.decode() and "<html" not in busy.content.decode()
    assert f'hx-get="{address}?from=consensus"' in busy.content.decode()
    place_round(closed.pk)
    done = client.get(address, headers={"HX-Request": "true"})
    assert (done.status_code, done.headers["HX-Refresh"], done.content) == (200, "true", b"")


def test_without_script_the_bar_leads_to_the_page_it_stands_on(
    closed: Round, signed_in: SignIn, cast: SimpleNamespace
) -> None:
    client, address = signed_in(cast.irina), reverse("round_work", args=[closed.pk])
    leads_to = [client.get(address, {"from": name}).headers["Location"] for name in ("consensus", "nonsense")]
    assert leads_to == [reverse(name, args=[closed.pk]) for name in ("consensus", "sensitivity")]
