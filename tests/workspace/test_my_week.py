"""My week: what each person should do, by role."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.assigning import add_member
from accounts.keeping import change_status, create_contact
from accounts.models import Account, Round
from accounts.selection.standing import asked_of
from decision_map.drawing import begin_map
from decision_map.newcomers import Newcomer, add_newcomers
from dossiers.diary.writing import write_entry
from dossiers.models import DiaryEntry, Dossier, EventAhead, Review
from dossiers.reviews.verifying import answer_topic, return_review, start_review
from kam_portal.foundation.people.models import User
from kam_portal.workspace.my_week import Week, week_of
from tests.accounts.selecting import published_model, round_at
from tests.dossiers.reviewing import signed

NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]


@pytest.fixture
def today() -> datetime.date:
    return timezone.localdate()


@pytest.fixture
def due(new_account: NewAccount, today: datetime.date) -> Callable[..., Account]:
    """due("Name", cast.anna, days=-3): an account whose review was due three days ago, spoken with lately."""

    def make(name: str, kam: User | None, days: int, status: str = "key") -> Account:
        account = new_account(name, kam=kam, status=status)
        Dossier.objects.filter(account=account).update(due_on=today + datetime.timedelta(days=days))
        create_contact(account=account, name="Somebody")
        return account

    return make


def reviews(week: Week) -> list[tuple[str, str]]:
    return [(d.account.trade_name, d.cell.text) for d in week.reviews]  # type: ignore[attr-defined]


def warnings(week: Week) -> list[str]:
    return [warning.text for warning in week.warnings]


def test_a_manager_sees_the_own_reviews_that_are_due(
    due: Callable[..., Account], cast: SimpleNamespace, today: datetime.date
) -> None:
    due("Late", cast.anna, -3)
    due("Soon", cast.anna, 14)
    due("Later", cast.anna, 15)
    due("Of Boris", cast.boris, -9)
    assert reviews(week_of(cast.anna, today)) == [("Late", "3 days late"), ("Soon", "in 14 days")]


def test_a_lead_sees_the_team_and_an_admin_the_company(
    due: Callable[..., Account], cast: SimpleNamespace, today: datetime.date
) -> None:
    due("North", cast.anna, -1)
    due("South", cast.viktor, -2)
    seen = {
        name: [n for n, _words in reviews(week_of(getattr(cast, name), today))] for name in ("leonid", "sofia", "ada")
    }
    assert seen == {"leonid": ["North"], "sofia": ["South"], "ada": ["South", "North"]}


def test_a_delegate_sees_the_reviews_of_the_absent(
    due: Callable[..., Account], cast: SimpleNamespace, today: datetime.date
) -> None:
    due("Of Anna", cast.anna, -1)
    absence = {"absent_from": today, "absent_until": today, "delegate": cast.viktor}
    User.objects.filter(pk=cast.anna.pk).update(**absence)
    tomorrow = today + datetime.timedelta(days=1)
    assert [len(week_of(cast.viktor, day).reviews) for day in (today, tomorrow)] == [1, 0]


def test_a_returned_review_is_shown_with_the_reason(
    due: Callable[..., Account], cast: SimpleNamespace, today: datetime.date
) -> None:
    account, now = due("Returned", cast.anna, 60), timezone.now()
    Dossier.objects.filter(account=account).update(review_state="returned")
    Review.objects.create(
        account=account,
        number=1,
        state="returned",
        opened_at=now,
        signed_at=now,
        signed_on=today,
        signed_by=cast.anna,
        returned_at=now,
        returned_by=cast.leonid,
        return_reason="look again",
    )
    [dossier] = week_of(cast.anna, today).reviews
    assert (dossier.account, dossier.return_reason) == (account, "look again")


def test_a_review_begun_is_shown_with_what_is_answered_and_the_way_on(
    due: Callable[..., Account], cast: SimpleNamespace, today: datetime.date, signed_in: SignedIn
) -> None:
    account, now = due("Begun", cast.anna, 60), timezone.now()
    review = start_review(account=account, by=cast.anna, at=now)
    for topic in ("general", "swot", "diary"):
        answer_topic(review=review, topic=topic, verdict="true", note="", by=cast.anna, at=now)
    due("Later", cast.anna, 60)
    assert reviews(week_of(cast.anna, today)) == [("Begun", "in progress")]
    shown = " ".join(signed_in(cast.anna).get("/").content.decode().split())
    link = f'<a href="/accounts/{account.pk}/review/">Go on with the review</a>'
    assert f"in progress, 3 of 8 · {link}" in shown


def test_a_returned_review_that_is_late_says_both(
    due: Callable[..., Account], cast: SimpleNamespace, today: datetime.date
) -> None:
    account = due("Both", cast.anna, -9)
    Dossier.objects.filter(account=account).update(review_state="returned")
    assert reviews(week_of(cast.anna, today)) == [("Both", "9 days late · returned")]


def test_an_event_is_shown_when_its_lead_time_has_begun(
    due: Callable[..., Account], cast: SimpleNamespace, today: datetime.date
) -> None:
    account = due("Acme", cast.anna, 60)
    for title, days, lead in (("begun", 30, 30), ("not yet", 31, 30), ("past", -1, 30), ("today", 0, 0)):
        day = today + datetime.timedelta(days=days)
        EventAhead.objects.create(account=account, kind="tender", title=title, on=day, lead_days=lead)
    assert [event.title for event in week_of(cast.anna, today).events] == ["today", "begun"]
    assert week_of(cast.boris, today).events == []
    change_status(account=account, status="closed", reason="sold", on=today, by=cast.ada)
    assert week_of(cast.anna, today).events == []


def test_ones_own_next_steps_come_the_overdue_first(
    due: Callable[..., Account], cast: SimpleNamespace, today: datetime.date
) -> None:
    account = due("Acme", cast.anna, 60)
    steps = (("soon", 5, cast.anna), ("late", -5, cast.anna), ("far", 60, cast.anna), ("his", 1, cast.boris))
    for words, days, owner in steps:
        day = today + datetime.timedelta(days=days)
        write_entry(
            account=account, by=None, on=today, summary="met", next_step=words, next_step_on=day, next_step_owner=owner
        )
    assert [step.text for step in week_of(cast.anna, today).steps] == ["late", "soon"]


def test_a_step_at_an_account_one_no_longer_reads_is_not_shown(
    due: Callable[..., Account], cast: SimpleNamespace, today: datetime.date
) -> None:
    account = due("Acme", cast.viktor, 60)
    write_entry(
        account=account,
        by=None,
        on=today,
        summary="x",
        next_step="canary",
        next_step_on=today,
        next_step_owner=cast.anna,
    )
    assert week_of(cast.anna, today).steps == []


def test_a_lead_sees_the_steps_of_the_team_after_the_own_ones_by_name(
    due: Callable[..., Account], signed_in: SignedIn, cast: SimpleNamespace, today: datetime.date
) -> None:
    north, south = due("North", cast.anna, 60), due("South", cast.viktor, 60)
    steps = ((north, "hers", -1, cast.anna), (north, "own", 2, cast.leonid), (south, "theirs", 0, cast.viktor))
    for account, words, days, owner in steps:
        day = today + datetime.timedelta(days=days)
        write_entry(
            account=account, by=None, on=today, summary="x", next_step=words, next_step_on=day, next_step_owner=owner
        )
    seen = {p: [s.text for s in week_of(getattr(cast, p), today).steps] for p in ("leonid", "anna", "ada")}
    assert seen == {"leonid": ["own", "hers"], "anna": ["hers"], "ada": []}
    assert "Anna Petrova" in signed_in(cast.leonid).get("/").content.decode()


def test_what_a_leaver_promised_comes_to_who_owns_the_account(
    due: Callable[..., Account], cast: SimpleNamespace, today: datetime.date
) -> None:
    account = due("Acme", cast.anna, 60)
    write_entry(
        account=account,
        by=None,
        on=today,
        summary="x",
        next_step="call",
        next_step_on=today,
        next_step_owner=cast.boris,
    )
    assert week_of(cast.anna, today).steps == []
    User.objects.filter(pk=cast.boris.pk).update(is_active=False)
    seen = {p: [s.text for s in week_of(getattr(cast, p), today).steps] for p in ("anna", "ada", "viktor")}
    assert seen == {"anna": ["call"], "ada": ["call"], "viktor": []}


def test_blind_spots_are_named(new_account: NewAccount, cast: SimpleNamespace, today: datetime.date) -> None:
    long_ago = today - datetime.timedelta(days=90)
    new_account("Unknown", kam=cast.anna, on=today)
    quiet, spoken = (new_account(name, kam=cast.anna, on=long_ago) for name in ("Quiet", "Spoken"))
    for account in (quiet, spoken):
        create_contact(account=account, name="Somebody")
    DiaryEntry.objects.create(account=spoken, on=today - datetime.timedelta(days=60), summary="called")
    expected = ["Unknown: no contact is known.", "Quiet: nothing in the diary for 60 days."]
    assert warnings(week_of(cast.anna, today)) == expected
    assert warnings(week_of(cast.viktor, today)) == []


def test_overload_is_said_to_the_manager_the_lead_and_the_admin(
    due: Callable[..., Account], cast: SimpleNamespace, today: datetime.date
) -> None:
    for number in range(4):
        due(f"Client {number}", cast.anna, 60)
    sentence = "Anna Petrova carries 4 key accounts; one manager keeps one to three."
    told = {name: warnings(week_of(getattr(cast, name), today)) for name in ("anna", "leonid", "ada", "boris", "sofia")}
    quiet: list[str] = []
    assert told == {"anna": [sentence], "leonid": [sentence], "ada": [sentence], "boris": quiet, "sofia": quiet}


def test_an_admin_hears_of_accounts_nobody_carries(
    due: Callable[..., Account], cast: SimpleNamespace, today: datetime.date
) -> None:
    due("Orphan", None, 60)
    assert warnings(week_of(cast.ada, today)) == ["There are accounts without a manager who works here."]


def test_a_colleague_sees_where_they_are_on_the_team(
    due: Callable[..., Account], signed_in: SignedIn, cast: SimpleNamespace
) -> None:
    add_member(account=due("Acme", cast.anna, -1), user=cast.irina, function="finance", can_edit=False)
    due("Canary", cast.anna, -1)
    page = signed_in(cast.irina).get("/").content.decode()
    assert ("Acme" in page, "Canary" in page, "/accounts/directory/" in page) == (True, False, True)


@pytest.mark.parametrize(
    ("name", "first"),
    [("ada", "/people/"), ("leonid", "/accounts/new/"), ("anna", "/accounts/new/"), ("irina", "/accounts/directory/")],
)
def test_a_new_person_is_told_where_to_begin(signed_in: SignedIn, cast: SimpleNamespace, name: str, first: str) -> None:
    response = signed_in(getattr(cast, name)).get("/")
    assert response.context["week"].is_first
    assert f'<li><a href="{first}">' in response.content.decode()


def test_a_lead_reads_what_the_team_has_signed_this_week(
    due: Callable[..., Account], cast: SimpleNamespace, today: datetime.date, signed_in: SignedIn
) -> None:
    def sign(name: str, kam: User, by: User, days: int, pause: int = 1) -> Review:
        at = timezone.now() - datetime.timedelta(days=days)
        account = due(name, kam, 60)
        return signed(account, by, at, datetime.timedelta(minutes=pause))

    hasty, seconds = sign("Hasty", cast.anna, cast.anna, 3, pause=0), "confirmed within seconds"
    sign("Careful", cast.boris, cast.boris, 0)
    sign("Old", cast.anna, cast.anna, 9)
    sign("My own", cast.anna, cast.leonid, 0)
    sign("South", cast.viktor, cast.viktor, 0)
    again = sign("Again", cast.anna, cast.anna, 0)
    return_review(review=again, reason="Look", by=cast.leonid, at=timezone.now())
    read = {
        name: [r.account.trade_name for r in week_of(getattr(cast, name), today).signed]
        for name in ("leonid", "sofia", "anna", "ada")
    }
    assert read == {"leonid": ["Careful", "Hasty"], "sofia": ["South"], "anna": [], "ada": []}
    shown = signed_in(cast.leonid).get("/").content.decode()
    card = shown[shown.index("Signed in the last seven days") :]
    assert f'href="/accounts/{hasty.account_id}/reviews/1/changes/"' in card
    lines = [line for line in card[: card.index("</ul>")].split("</li>") if "<li>" in line]
    assert [("Boris Klein" in line, "Anna Petrova" in line, seconds in line) for line in lines] == [
        *((True, False, False), (False, True, True))
    ]


def test_a_week_costs_the_same_few_statements_at_one_and_three_rows(
    due: Callable[..., Account], signed_in: SignedIn, cast: SimpleNamespace, today: datetime.date
) -> None:
    counts = []
    for rows in (1, 2):
        for number in range(rows):
            account = due(f"Client {rows} {number}", cast.anna, -number)
            EventAhead.objects.create(account=account, kind="tender", title="Tender", on=today)
            write_entry(
                account=account,
                by=None,
                on=today,
                summary="x",
                next_step="y",
                next_step_on=today,
                next_step_owner=cast.leonid,
            )
            signed(due(f"Signed {rows} {number}", cast.anna, 60), cast.anna, timezone.now())
        client = signed_in(cast.leonid)
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 13


def test_a_rater_is_asked_for_scores_until_they_are_handed_in(
    new_account: NewAccount, cast: SimpleNamespace, signed_in: SignedIn, today: datetime.date
) -> None:
    account = new_account("Acme", kam=cast.anna)
    people = {"runner": cast.leonid, "accounts": [account], "raters": [cast.irina], "model": published_model()}
    scores = {"Acme": {cast.irina.pk: ["8", None, "6"]}}
    round_at("nominating", title="Later", **people)
    scoring = round_at("scoring", title="Sooner", scores=scores, **people)
    Round.objects.filter(pk=scoring.pk).update(score_until=today)
    assert [(asked.title, asked.text) for asked in week_of(cast.irina, today).rounds] == [
        ("Sooner", "You are asked to score: 2 of 3 done."),
        ("Later", "You are asked which clients you hold key: 0 named so far."),
    ]
    page = signed_in(cast.irina).get("/").content.decode()
    assert f'href="/selection/{scoring.pk}/scores/"' in page
    scoring.raters.update(scored_at=timezone.now())
    assert [asked.title for asked in week_of(cast.irina, today).rounds] == ["Later"]
    assert week_of(cast.anna, today).rounds == []


def test_what_is_asked_in_rounds_is_one_statement(new_account: NewAccount, cast: SimpleNamespace) -> None:
    account = new_account("Acme", kam=cast.anna)
    people = {"runner": cast.leonid, "accounts": [account], "raters": [cast.irina], "model": published_model()}
    rounds = [round_at(state, **people) for state in ("nominating", "scoring", "scoring")]
    with CaptureQueriesContext(connection) as queries:
        assert sorted(asked_of(cast.irina)) == sorted(round_.pk for round_ in rounds)
    assert len(queries) == 1


def test_the_most_pressing_alerts_of_the_own_maps_stand_there_a_few_of_each_client(
    new_account: NewAccount, cast: SimpleNamespace, signed_in: SignedIn, today: datetime.date
) -> None:
    """Nobody else's, though the lead reads them: those stand on the page of all alerts. Gentle questions wait."""
    for name, kam in (("Acme", cast.anna), ("Bolt", cast.anna), ("Coil", cast.boris)):
        map_ = begin_map(account=new_account(name, kam=kam), title="All")
        add_newcomers(map_=map_, newcomers=[Newcomer(n, f"Berg {n}", "Clerk") for n in range(1, 4)], on=today)
    pressing = week_of(cast.anna, today).pressing
    assert [(one.of.account.trade_name, one.alert.kind) for one in pressing.alerts] == [
        *(("Acme", "no_decision_maker"), ("Bolt", "no_decision_maker")),
        *(("Acme", "single_threaded_theirs"), ("Bolt", "single_threaded_theirs")),
    ]
    assert pressing.more == 2
    assert week_of(cast.leonid, today).pressing.alerts == []
    page = signed_in(cast.anna).get("/").content.decode()
    assert "No decision maker is known" in page and 'href="/maps/alerts/"' in page


def test_alerts_of_many_maps_cost_a_week_the_same_statements(
    new_account: NewAccount, cast: SimpleNamespace, signed_in: SignedIn, today: datetime.date
) -> None:
    counts = []
    for n in range(3):
        map_ = begin_map(account=new_account(f"Client {n}", kam=cast.leonid), title="All")
        add_newcomers(map_=map_, newcomers=[Newcomer(1, "Berg", "Clerk")], on=today)
        client = signed_in(cast.leonid)
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counts.append(len(queries))
    assert counts[0] == counts[2] <= 14
