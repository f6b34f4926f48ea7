"""What a plan gives to the house: the history in words, a topic of the review, the search, a card on the overview."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.access import tie_between
from accounts.models import Account
from dossiers.models import Review
from dossiers.reviews import topics as review_topics
from dossiers.reviews.changes import between
from kam_portal.foundation.history.timeline import chronicle, parts
from kam_portal.foundation.people.models import User
from kam_portal.workspace.searching import search
from planning.finding import SEARCHED, found_in
from planning.four_ps.writing import edit_strategy
from planning.goals.readings import add_reading
from planning.models import Action, Goal, Plan, Reading
from planning.overview_card import PlanCard, PlanOnOverview
from planning.plans import begin_plan
from tests.conftest import TODAY
from tests.dossiers.reviewing import signed
from tests.planning.printed import SECRET, full_plan

pytestmark = pytest.mark.django_db
QUARTER = datetime.timedelta(days=91)
MORNING = datetime.datetime(2026, 11, 20, 6, tzinfo=datetime.UTC)
SignIn = Callable[[User], Client]


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Acme Books", kam=cast.anna)


@pytest.fixture
def plan(account: Account, cast: SimpleNamespace) -> Plan:
    return full_plan(account, cast)


def card_of(account: Account, reader: User, on: datetime.date = TODAY) -> PlanCard | None:
    tie = tie_between(reader, account, on)
    assert tie is not None
    return PlanOnOverview().read(account, tie, on)


def test_the_history_tells_of_a_plan_in_words(plan: Plan, account: Account, cast: SimpleNamespace) -> None:
    price = plan.strategies.get(p="price")
    edit_strategy(
        strategy=price, version=price.version, changes={"strategy": "", "no_change_because": "They are content"}
    )
    moments = chronicle(account, part="plans").moments
    told = [change for moment in moments for change in moment.changes]
    [emptied] = [change for change in told if change.action == "update" and change.subject.endswith("Price")][-1:]
    assert (emptied.subject, [(line.title, line.before, line.after) for line in emptied.lines]) == (
        f"Plan “{SECRET} 2027”, Price",
        [("Strategy", f"{SECRET} strategy", ""), ("No change, because", "", "They are content")],
    )
    # The four rows of a new plan say nothing yet.
    assert [change for change in told if change.action == "insert" and ", P" in change.subject] == []
    keys = {key for key, _title in parts(Account)}
    assert {"plans", "goals", "opportunities", "actions", "communications", "discussion"} <= keys
    subjects = {change.subject for moment in chronicle(account).moments for change in moment.changes}
    assert "Reading of the goal “A series for pensioners”" in subjects
    assert f"{SECRET} Weiss hears “{SECRET} message”" in subjects


def test_a_review_asks_about_a_plan_that_says_something(
    account: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    begin_plan(account=account, title="2027", starts_on=TODAY, ends_on=TODAY + 4 * QUARTER, currency="EUR")
    assert "plan" not in [topic.key for topic in review_topics.asked(account)]
    plan = full_plan(account, cast)
    assert [topic.letter for topic in review_topics.asked(account)][-1] == "J"
    first = signed(account, cast.anna, at=MORNING)
    goal = Goal.objects.get(title="A series for pensioners")
    add_reading(goal=goal, on=TODAY + QUARTER, value=9, today=TODAY + QUARTER, by=cast.anna)
    second = signed(account, cast.anna, at=MORNING + QUARTER)
    reviews = [Review.objects.get(pk=each.pk) for each in (first, second)]
    assert [
        (change.topic, change.before["value"], change.after["value"]) for change in between(*reviews, guarded=False)
    ] == [("plan", "4.75", "9")]
    Plan.objects.filter(account=account).update(state="closed")
    assert "plan" not in [topic.key for topic in review_topics.asked(account)]
    assert plan.strategies.count() == 4


def test_a_goal_nobody_read_for_a_cycle_is_stale_and_one_past_its_day_is_marked(
    plan: Plan, account: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    source = review_topics.source_of("plan")
    assert source is not None
    goal = Goal.objects.get(title="A series for pensioners")
    key = f"plan_goal:{plan.pk}-{goal.pk}"
    assert key not in source.stale_keys(account, TODAY, 3) and key in source.stale_keys(account, TODAY + QUARTER * 2, 3)
    assert source.stale_keys(account, TODAY + QUARTER * 9, None) == set()
    [entry] = [each for each in source.read(account, ["plan"])["plan"] if each.key == key]
    assert (entry.as_of, entry.by) == (TODAY.isoformat(), "Anna Petrova")
    assert [source.is_over("plan", entry, day) for day in (TODAY, TODAY + QUARTER * 4)] == [False, True]
    words = source.in_words("plan", entry)
    assert words.title == "Goal “A series for pensioners”"
    assert "Now: 4.75 %" in words.text and "Target: 10 %" in words.text and "Books by mail" in words.text
    [price] = [each for each in source.read(account, ["plan"])["plan"] if each.key.endswith("-price")]
    assert source.in_words("plan", price).text.split("\n")[1:] == ["Discount, %: 7.5", "Payment, days: 61"]
    anna = signed_in(cast.anna)
    assert [anna.get(source.entry_path(account, "plan", each.key)).status_code for each in (entry, price)] == [200, 200]
    Reading.objects.filter(goal=goal).delete()
    assert key in source.stale_keys(account, TODAY + QUARTER, 1)


def test_words_of_a_plan_are_found_with_their_place_by_its_readers_alone(
    plan: Plan, account: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    found = search(cast.anna, SECRET, TODAY).plans
    kinds = {row.kind for row in found}
    assert kinds == {"Goal", "Opportunity", "Action", "Communication", "Comment"}
    assert {row.plan for row in found} == {f"{SECRET} 2027"}
    anna = signed_in(cast.anna)
    for row in {row.kind: row for row in found}.values():
        path, _hash, anchor = row.path.partition("#")
        page = anna.get(path)
        assert page.status_code == 200 and (not anchor or f'id="{anchor}"' in page.content.decode())
    assert "In the plans" in anna.get("/search/", {"q": SECRET}).content.decode()
    assert search(cast.boris, SECRET, TODAY).plans == []
    with CaptureQueriesContext(connection) as queries:
        search(cast.anna, SECRET, TODAY)
    assert len(queries) == 3


def test_the_overview_says_how_the_plan_stands_in_one_statement(
    plan: Plan, account: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    begin_plan(
        account=account, title="Later", starts_on=TODAY + QUARTER * 5, ends_on=TODAY + QUARTER * 9, currency="EUR"
    )
    Action.objects.create(account=account, plan=plan, title="Late", due_on=TODAY - QUARTER, owner=cast.anna)
    card_of(account, cast.anna)
    with CaptureQueriesContext(connection) as queries:
        card = card_of(account, cast.anna)
    assert len(queries) <= 2 and card is not None
    assert (card.plan, card.goals, card.on_the_way, card.late, card.open_comments) == (plan, 2, 1, 1, 1)
    assert card.next is not None and card.next.title == "Ask three hundred readers"
    page = signed_in(cast.anna).get(reverse("account", args=[account.pk])).content.decode()
    assert "1 of 2" in page and reverse("actions", args=[plan.pk]) in page


def test_a_key_client_without_a_plan_is_asked_to_have_one(
    account: Account, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    card = card_of(account, cast.anna)
    assert card is not None and card.plan is None
    assert card_of(new_account("Small", kam=cast.anna, status="opportunistic"), cast.anna) is None


@pytest.mark.parametrize("kind", sorted(SEARCHED))
def test_what_is_searched_is_read_by_its_indexes(kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    read = found_in(SEARCHED[kind].model.objects.order_by(), kind, "pump").values("pk").explain()
    assert "_by_stems" in read and "_search" in read and "Seq Scan" not in read
