"""The pages of the board: the list, one client, many at once; who reads and who decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.assigning import add_member
from accounts.models import Account, Candidate, Decision, Round
from accounts.selection.deciding import decide, decide_many
from accounts.selection.steps import take_step
from kam_portal.foundation.people.models import User
from tests.accounts.deciding import candidate_of, deciding_round, stand_at
from tests.accounts.selecting import AT, round_at
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]


@pytest.fixture
def clients(cast: SimpleNamespace, new_account: NewAccount) -> list[Account]:
    return [
        new_account("Halvorsen", kam=cast.anna, status="candidate"),
        new_account("Kestrel", kam=cast.boris, status="key"),
        new_account("Volga", kam=cast.viktor, status="key"),
    ]


@pytest.fixture
def round_(cast: SimpleNamespace, clients: list[Account]) -> Round:
    places = {"Halvorsen": "key_account", "Kestrel": "maintenance", "Volga": "key_account"}
    return deciding_round(cast, clients, places)


def names(response: Any) -> list[str]:
    return [line.account.trade_name for line in response.context["page"]]


def listed(client: Client, round_: Round, **query: str) -> Any:
    return client.get(reverse("decisions", args=[round_.pk]), query)


def post(client: Client, name: str, *arguments: int, **data: Any) -> Any:
    return client.post(reverse(name, args=arguments), data)


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


class TestTheList:
    def test_the_runner_sees_everybody_with_quadrant_proposal_and_marks(
        self, round_: Round, cast: SimpleNamespace, signed_in: SignedIn
    ) -> None:
        page = listed(signed_in(cast.leonid), round_)
        lines = {line.account.trade_name: line for line in page.context["page"]}
        assert {name: line.proposal.status for name, line in lines.items()} == {
            "Halvorsen": "key",
            "Kestrel": "key",
            "Volga": "key",
        }
        assert lines["Kestrel"].proposal.remark_words == "one round is not enough for a demotion"
        assert {name: line.may_tick for name, line in lines.items()} == {
            "Halvorsen": True,
            "Kestrel": True,
            "Volga": False,
        }
        assert b"1 key account after this round" in page.content

    def test_it_is_narrowed_and_sorted_by_the_address(
        self, round_: Round, cast: SimpleNamespace, clients: list[Account], signed_in: SignedIn
    ) -> None:
        decide(candidate=candidate_of(round_, clients[0]), status="closed", by=cast.ada, on=TODAY, reason="Sold.")
        decide(candidate=candidate_of(round_, clients[2]), status="key", by=cast.ada, on=TODAY)
        Candidate.objects.filter(account=clients[2]).update(strength_state="provisional")
        ada = signed_in(cast.ada)
        assert names(listed(ada, round_)) == ["Halvorsen", "Kestrel", "Volga"]
        assert names(listed(ada, round_, show="undecided")) == ["Kestrel"]
        assert names(listed(ada, round_, show="overrides")) == ["Halvorsen"]
        assert names(listed(ada, round_, show="demotions")) == ["Kestrel"]
        assert names(listed(ada, round_, show="provisional")) == ["Volga"]
        assert names(listed(ada, round_, show="overtaken")) == []
        assert names(listed(ada, round_, show="moved")) == []
        assert names(listed(ada, round_, sort="-name")) == ["Volga", "Kestrel", "Halvorsen"]
        assert names(listed(ada, round_, sort="quadrant")) == ["Halvorsen", "Volga", "Kestrel"]
        assert names(listed(ada, round_, sort="decided")) == ["Volga", "Halvorsen", "Kestrel"]
        assert names(listed(ada, round_, sort="kam")) == ["Halvorsen", "Kestrel", "Volga"]
        assert names(listed(ada, round_, show="nonsense", sort="nonsense")) == ["Halvorsen", "Kestrel", "Volga"]

    def test_what_keeps_the_round_back_is_said_with_a_link(
        self, round_: Round, cast: SimpleNamespace, signed_in: SignedIn
    ) -> None:
        Candidate.objects.filter(account__trade_name="Volga").update(provisional=True)
        page = listed(signed_in(cast.leonid), round_)
        assert b'Too little is known about 1 client: score it or leave it out. <a href="' in page.content
        assert (page.context["counts"].staying, page.context["counts"].half_known) == (3, 1)

    def test_who_is_to_be_decided_again_because_the_figures_moved_is_listed(
        self, round_: Round, cast: SimpleNamespace, clients: list[Account], signed_in: SignedIn
    ) -> None:
        decide(candidate=candidate_of(round_, clients[0]), status="key", by=cast.ada, on=TODAY)
        decide(candidate=candidate_of(round_, clients[2]), status="key", by=cast.ada, on=TODAY, reason="A partner.")
        stand_at(round_, Halvorsen="maintenance", Volga="maintenance")
        ada = signed_in(cast.ada)
        page = listed(ada, round_, show="moved")
        assert names(page) == ["Halvorsen"]
        assert "the figures moved: decide again" in page.content.decode()
        assert "The figures moved since 1 client was decided without a reason" in page.content.decode()
        assert "Publish the round" not in page.content.decode()
        decide(candidate=candidate_of(round_, clients[0]), status="maintenance", by=cast.ada, on=TODAY)
        assert names(listed(ada, round_, show="moved")) == []
        assert "Publish the round" in listed(ada, round_).content.decode()

    def test_raters_read_and_cannot_decide(self, round_: Round, cast: SimpleNamespace, signed_in: SignedIn) -> None:
        page = listed(signed_in(cast.irina), round_)
        assert names(page) == ["Halvorsen", "Kestrel", "Volga"]
        assert b"<form id=" not in page.content
        assert not any(line.may_decide for line in page.context["page"])

    def test_of_a_published_round_a_manager_sees_the_own_accounts(
        self, round_: Round, cast: SimpleNamespace, signed_in: SignedIn
    ) -> None:
        anna = signed_in(cast.anna)
        assert listed(anna, round_).status_code == 404
        decide_many(round_=round_, by=cast.ada, on=TODAY)
        take_step(round_=round_, to="published", by=cast.ada, at=AT)
        page = listed(anna, round_)
        assert names(page) == ["Halvorsen"]
        assert b"Kestrel" not in page.content and b"decided of" not in page.content

    def test_a_published_round_shows_what_was_proposed_then(
        self, round_: Round, cast: SimpleNamespace, signed_in: SignedIn
    ) -> None:
        """The statuses have followed since; a proposal made of them would be another."""
        leonid = signed_in(cast.leonid)
        decide_many(round_=round_, by=cast.ada, on=TODAY)
        Decision.objects.filter(candidate__account__trade_name="Volga").update(proposed="key", reason="they said so")
        take_step(round_=round_, to="published", by=cast.ada, at=AT)
        [line] = [line for line in listed(leonid, round_).context["page"] if line.account.trade_name == "Volga"]
        assert (line.proposal.status, line.proposal.remark_words) == ("key", "")

    def test_before_its_step_there_are_no_decisions(
        self, cast: SimpleNamespace, clients: list[Account], signed_in: SignedIn
    ) -> None:
        round_ = round_at("consensus", runner=cast.leonid, accounts=clients, raters=[cast.irina])
        assert listed(signed_in(cast.leonid), round_).status_code == 403

    def test_the_same_queries_at_one_and_at_three_rows(
        self, round_: Round, cast: SimpleNamespace, clients: list[Account], signed_in: SignedIn
    ) -> None:
        leonid = signed_in(cast.leonid)
        alone = deciding_round(cast, clients[:1], title="One")
        listed(leonid, round_)
        with CaptureQueriesContext(connection) as one:
            listed(leonid, alone)
        with CaptureQueriesContext(connection) as three:
            listed(leonid, round_)
        assert len(one) == len(three)

    def test_it_reads_in_russian(self, round_: Round, cast: SimpleNamespace, signed_in: SignedIn) -> None:
        User.objects.filter(pk=cast.leonid.pk).update(language="ru")
        cast.leonid.refresh_from_db()
        page = listed(signed_in(cast.leonid), round_)
        assert "одного раунда для понижения мало" in page.content.decode()
        translation.activate("en")


class TestOneClient:
    def data(self, **changed: Any) -> dict[str, Any]:
        return {"status": "key", "consent": "given", "on": "2026-11-20", "reason": "", "version": "0"} | changed

    def test_the_form_opens_with_the_proposal_and_what_is_to_be_weighed(
        self, round_: Round, cast: SimpleNamespace, clients: list[Account], new_account: NewAccount, signed_in: SignedIn
    ) -> None:
        for n in range(3):
            new_account(f"Key {n}", kam=cast.anna, status="key")
        candidate = candidate_of(round_, clients[0])
        page = signed_in(cast.leonid).get(reverse("decide", args=[round_.pk, candidate.pk]))
        assert page.context["form"].initial["status"] == "key"
        assert page.context["weigh"] == ["Anna Petrova would carry 4 key accounts; one manager keeps one to three."]

    def test_who_manages_nobody_is_said(
        self, cast: SimpleNamespace, new_account: NewAccount, signed_in: SignedIn
    ) -> None:
        orphan = new_account("Orphan", status="candidate")
        round_ = deciding_round(cast, [orphan], {"Orphan": "key_account"})
        page = signed_in(cast.ada).get(reverse("decide", args=[round_.pk, candidate_of(round_, orphan).pk]))
        assert [sentence[:28] for sentence in page.context["weigh"]] == ["Nobody manages this account."]

    def test_it_is_decided_and_taken_back(
        self, round_: Round, cast: SimpleNamespace, clients: list[Account], signed_in: SignedIn
    ) -> None:
        leonid, candidate = signed_in(cast.leonid), candidate_of(round_, clients[0])
        assert post(leonid, "decide", round_.pk, candidate.pk, **self.data()).status_code == 302
        made = Decision.objects.get()
        assert (made.status, made.consent, str(made.on), made.by) == ("key", "given", "2026-11-20", cast.leonid)
        post(leonid, "decision_withdraw", round_.pk, candidate.pk, version="7")
        assert Decision.objects.count() == 1
        post(leonid, "decision_withdraw", round_.pk, candidate.pk, version="1")
        assert Decision.objects.count() == 0
        again = post(leonid, "decision_withdraw", round_.pk, candidate.pk, version="1")
        assert "This decision was taken back already." in said(again)

    def test_two_who_decide_at_once_a_409_shows_both(
        self, round_: Round, cast: SimpleNamespace, clients: list[Account], signed_in: SignedIn
    ) -> None:
        candidate = candidate_of(round_, clients[0])
        post(signed_in(cast.ada), "decide", round_.pk, candidate.pk, **self.data())
        typed = self.data(status="maintenance", reason="They are being sold.")
        refused = post(signed_in(cast.leonid), "decide", round_.pk, candidate.pk, **typed)
        assert refused.status_code == 409
        rows = {row.field: (row.theirs, row.mine) for row in refused.context["conflict"].rows}
        assert rows == {"status": ("Key account", "Maintenance"), "reason": ("", "They are being sold.")}
        assert Decision.objects.get().status == "key"

    @pytest.mark.parametrize(
        ("changed", "field"),
        [({"on": "2199-01-01"}, "on"), ({"status": "closed"}, "reason"), ({"status": "x"}, "status")],
    )
    def test_what_cannot_be_is_said_by_its_field(
        self,
        round_: Round,
        cast: SimpleNamespace,
        clients: list[Account],
        signed_in: SignedIn,
        changed: dict[str, str],
        field: str,
    ) -> None:
        candidate = candidate_of(round_, clients[0])
        page = post(signed_in(cast.leonid), "decide", round_.pk, candidate.pk, **self.data(**changed))
        assert list(page.context["form"].errors) == [field]
        assert Decision.objects.count() == 0

    def test_a_stranger_is_refused_and_nothing_is_written(
        self, round_: Round, cast: SimpleNamespace, clients: list[Account], signed_in: SignedIn
    ) -> None:
        volga = candidate_of(round_, clients[2])
        assert post(signed_in(cast.leonid), "decide", round_.pk, volga.pk, **self.data()).status_code == 403
        other = deciding_round(cast, clients[:1], title="Other")
        foreign = candidate_of(other, clients[0])
        assert post(signed_in(cast.leonid), "decide", round_.pk, foreign.pk, **self.data()).status_code == 404
        assert Decision.objects.count() == 0

    def test_earlier_rounds_stand_beside(
        self, round_: Round, cast: SimpleNamespace, clients: list[Account], signed_in: SignedIn
    ) -> None:
        past = deciding_round(cast, clients, title="Last year")
        stand_at(past, Kestrel="maintenance")
        Round.objects.filter(pk=past.pk).update(state="published", published_on="2025-11-01")
        page = signed_in(cast.leonid).get(reverse("decide", args=[round_.pk, candidate_of(round_, clients[1]).pk]))
        assert [row.round for row in page.context["earlier"]] == [past]
        assert page.context["proposal"].status == "maintenance"


class TestManyAtOnce:
    def test_the_ticked_ones_or_all_are_confirmed_and_the_rest_is_named(
        self, round_: Round, cast: SimpleNamespace, clients: list[Account], signed_in: SignedIn
    ) -> None:
        leonid = signed_in(cast.leonid)
        nothing = post(leonid, "decide_many", round_.pk)
        assert said(nothing) == ["Tick at least one client, or confirm all."]
        post(
            leonid,
            "decide_many",
            round_.pk,
            candidate=[f"{candidate_of(round_, clients[0]).pk}:key", "x:key", "9" * 30],
        )
        assert [d.candidate.account for d in Decision.objects.all()] == [clients[0]]
        rest = post(leonid, "decide_many", round_.pk, all="1")
        assert said(rest)[-2:] == [
            "1 client was decided.",
            "Volga stays undecided: You decide about the accounts of your own team. About Volga an admin decides, "
            "or the lead of its manager.",
        ]
        assert Decision.objects.count() == 2

    def test_what_the_page_showed_is_confirmed_and_nothing_else(
        self, round_: Round, cast: SimpleNamespace, clients: list[Account], signed_in: SignedIn
    ) -> None:
        leonid = signed_in(cast.leonid)
        page = listed(leonid, round_).content.decode()
        ticked = re.findall(r'name="candidate" value="([^"]*)"', page)
        numbers = [candidate_of(round_, account).pk for account in clients]
        assert ticked == [f"{numbers[0]}:key", f"{numbers[1]}:key", f"{numbers[2]}:key"]
        stand_at(round_, Halvorsen="maintenance")
        assert said(post(leonid, "decide_many", round_.pk, candidate=ticked[:2])) == [
            "1 client was decided.",
            "Halvorsen stays undecided: the proposal changed while you looked; it is “Maintenance” now.",
        ]
        assert Decision.objects.get().candidate.account == clients[1]

    def test_at_another_step_it_is_refused_in_words(
        self, round_: Round, cast: SimpleNamespace, signed_in: SignedIn
    ) -> None:
        take_step(round_=round_, to="consensus", by=cast.leonid, at=AT, reason="Look again.")
        answer = post(signed_in(cast.leonid), "decide_many", round_.pk, all="1")
        assert "The round has left it" in said(answer)[0]


class TestPublishing:
    def test_the_runner_publishes_from_the_page(
        self, round_: Round, cast: SimpleNamespace, signed_in: SignedIn
    ) -> None:
        leonid = signed_in(cast.leonid)
        assert "Publish the round" not in listed(leonid, round_).content.decode()
        decide_many(round_=round_, by=cast.ada, on=TODAY)
        page = listed(leonid, round_).content.decode()
        assert f'action="{reverse("round_publish", args=[round_.pk])}"' in page
        assert said(post(leonid, "round_publish", round_.pk, version=round_.version)) == [
            "The round is published: the statuses hold, and the teams are told."
        ]
        round_.refresh_from_db()
        assert round_.state == "published"

    def test_a_round_with_nothing_decided_stays(
        self, round_: Round, cast: SimpleNamespace, signed_in: SignedIn
    ) -> None:
        answer = post(signed_in(cast.leonid), "round_publish", round_.pk, version=round_.version)
        assert said(answer) == ["The round is not published yet. What is missing stands below."]
        assert "Nothing is decided yet" in listed(signed_in(cast.leonid), round_).content.decode()
        round_.refresh_from_db()
        assert round_.state == "deciding"

    def test_whoever_read_another_step_publishes_nothing(
        self, round_: Round, cast: SimpleNamespace, signed_in: SignedIn
    ) -> None:
        decide_many(round_=round_, by=cast.ada, on=TODAY)
        answer = post(signed_in(cast.leonid), "round_publish", round_.pk, version=round_.version - 1)
        assert "took a step with the round meanwhile" in said(answer)[0]
        round_.refresh_from_db()
        assert round_.state == "deciding"


def test_the_account_names_the_round_that_decided(
    round_: Round, cast: SimpleNamespace, clients: list[Account], signed_in: SignedIn
) -> None:
    add_member(account=clients[0], user=cast.pavel, function="service", can_edit=False)
    decide_many(round_=round_, by=cast.ada, on=TODAY)
    take_step(round_=round_, to="published", by=cast.ada, at=AT)
    pavel = signed_in(cast.pavel)
    address = reverse("decisions", args=[round_.pk])
    assert f'<a href="{address}">Autumn round</a>' in pavel.get(clients[0].get_absolute_url()).content.decode()
    assert names(pavel.get(address)) == ["Halvorsen"]


class TestHours:
    def test_hours_of_a_client_are_typed_within_bounds(
        self, cast: SimpleNamespace, clients: list[Account], signed_in: SignedIn
    ) -> None:
        account, anna = clients[0], signed_in(cast.anna)
        data = {"trade_name": "Halvorsen", "consent": "not_asked", "version": account.version}
        for wrong in ("0", "745", "x"):
            page = post(anna, "account_edit", account.pk, **data, hours_a_month=wrong)
            assert list(page.context["form"].errors) == ["hours_a_month"]
        post(anna, "account_edit", account.pk, **data, hours_a_month="16")
        assert Account.objects.get(pk=account.pk).hours_a_month == 16

    def test_an_admin_gives_a_person_hours(self, cast: SimpleNamespace, signed_in: SignedIn) -> None:
        anna = cast.anna
        data = {name: getattr(anna, name) for name in ("full_name", "email", "role", "function", "language")}
        data |= {"time_zone": anna.time_zone, "team": anna.team_id, "version": anna.version}
        ada = signed_in(cast.ada)
        assert list(post(ada, "person_edit", anna.pk, **data, hours_a_month="0").context["form"].errors) == [
            "hours_a_month"
        ]
        post(ada, "person_edit", anna.pk, **data, hours_a_month="60")
        assert User.objects.get(pk=anna.pk).hours_a_month == 60
