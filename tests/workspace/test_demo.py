"""The demo company and the crowd: deterministic, complete, true to the invariants of the single verbs."""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import F

from accounts.models import Account, AccountYear, Assignment, Candidate, Round, Score, StatusChange
from decision_map.alerting import watched
from decision_map.models import DecisionMap, Post
from decision_map.reading import read_map
from dossiers.cadence import due_date
from dossiers.models import DiaryEntry, Dossier, Fact, Review
from dossiers.querysets import board_states
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.people.models import User
from kam_portal.workspace.demo.company import CLIENTS, words
from kam_portal.workspace.demo.crowd import gather
from kam_portal.workspace.demo.people import PEOPLE
from kam_portal.workspace.demo.seeding import seed
from planning.models import Action, Comment, Mention, Plan, PlanStep, Space
from tests.conftest import TODAY
from tests.kept import brought_in

AT = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)


def demo(language: str) -> None:
    brought_in(f"demo {language}", partial(seed, at=AT, language=language, password=None))


def picture() -> list[tuple[Any, ...]]:
    """What a reader of the demo sees of every account."""
    return list(
        Account.objects.order_by("pk").values_list(
            "trade_name", "status", "kam__email", "dossier__due_on", "dossier__review_state", "dossier__completeness"
        )
    )


@pytest.mark.django_db
def test_the_demo_holds_every_state_the_board_knows() -> None:
    demo("en")
    known = Dossier.objects.under_review().values_list("due_on", "review_state")
    states = {state for due_on, review_state in known for state in board_states(due_on, review_state, TODAY)}
    assert states == {"overdue", "returned", "due_soon", "in_progress", "fine"}
    assert set(Account.objects.values_list("status", flat=True)) == {
        "candidate",
        "key",
        "key_development",
        "maintenance",
        "opportunistic",
        "closed",
    }
    assert Account.objects.filter(contacts__isnull=True).exists()
    assert Review.objects.filter(is_empty=True, on_behalf_of__isnull=False).count() == 1
    assert Review.objects.filter(state="returned").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
def test_two_clients_of_the_demo_have_a_map_that_asks_for_something(language: str) -> None:
    demo(language)
    maps = DecisionMap.objects.select_related("account").order_by("account_id")
    assert (len(maps), Post.objects.filter(occupancies=None).count()) == (2, 2)
    told = [{alert.kind for alert in watched(read_map(map_, TODAY, may_judge=True), TODAY).open} for map_ in maps]
    assert told == [
        {
            "decision_maker_without_contact",
            "influential_without_counterpart",
            "no_sponsor",
            "stale_judgement",
        },
        {"influential_without_counterpart", "single_threaded_ours"},
    ]


@pytest.mark.django_db
def test_a_signed_review_of_the_demo_holds_nothing_of_later_days_and_who_is_named_was_there() -> None:
    demo("en")
    reviews = list(Review.objects.exclude(signed_on=None))
    days = [
        (review.signed_on.isoformat(), day)
        for review in reviews
        for entries in review.snapshot["topics"].values()
        for entry in entries
        for day in _days_of(entry)
    ]
    assert len(reviews) == 12 and len(days) > 300
    assert [(signed, day) for signed, day in days if day > signed] == []
    told = DiaryEntry.objects.exclude(kind="letter").prefetch_related("account__contacts", "theirs")
    for entry in told:
        named = {person for person in entry.account.contacts.all() if _called(person.name) in entry.summary}
        assert (entry.summary, set(entry.theirs.all())) == (entry.summary, named)


def _called(name: str) -> str:
    """Siri Aas is Siri, Dr. Karin Weiss is Dr. Weiss."""
    parts = name.split()
    return f"Dr. {parts[-1]}" if parts[0] == "Dr." else parts[0]


def _days_of(entry: dict[str, Any]) -> list[str]:
    """When it was known, and when what it tells of was."""
    happened = entry["value"].get("on", "") if entry["key"].startswith("diary:") else ""
    return [day for day in (entry["as_of"], happened, entry["value"].get("verified_on", "")) if day]


@pytest.mark.django_db
def test_the_demo_has_chosen_its_key_clients_and_chooses_again() -> None:
    demo("en")
    past, now = Round.objects.order_by("pk")
    assert (past.state, past.published_on, now.state) == ("published", AT.date() - datetime.timedelta(310), "scoring")
    change = StatusChange.objects.get(round=past)
    assert (change.account.trade_name, change.status, change.since) == ("Kestrel Foods", "key", past.published_on)
    placed = Candidate.objects.filter(round=past).values_list("account__trade_name", "quadrant", "decision__status")
    assert {name: (quadrant, status) for name, quadrant, status in placed} == {
        "Halvorsen Shipyards": ("key_account", "key"),
        "Brightwater Utilities": ("key_account", "key"),
        "Kestrel Foods": ("key_account", "key"),
        "Lumen Pharma": ("key_development", "key_development"),
        "Meridian Rail": ("maintenance", "maintenance"),
        "Volga Paper Mill": ("key_development", "key"),
    }
    scored = Score.objects.filter(candidate__round=now).values_list("rater__user__email", flat=True)
    assert len(set(scored)) == 3
    assert now.raters.filter(scored_at__isnull=False).count() == 1
    assert Message.objects.filter(topic="status").unread().count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_day_gives_the_same_demo() -> None:
    seed(at=AT, language="en", password=None)
    first = picture()
    call_command("flush", interactive=False, verbosity=0)
    seed(at=AT, language="en", password=None)
    assert picture() == first
    assert len(first) == len(CLIENTS) == 13


@pytest.mark.django_db
def test_the_russian_demo_tells_the_same_story_in_russian() -> None:
    english, russian = words("en"), words("ru")
    assert {key: set(part) for key, part in russian.items()} == {key: set(part) for key, part in english.items()}
    assert {k: set(v.get("facts", {})) for k, v in russian.items()} == {
        k: set(v.get("facts", {})) for k, v in english.items()
    }
    demo("ru")
    assert set(User.objects.values_list("full_name", flat=True)) == {p.names["ru"] for p in PEOPLE}
    assert not Fact.objects.filter(section="general", value__regex=r"^[ -~]+$").exists()
    assert DiaryEntry.objects.exclude(summary__regex="[а-я]").count() == 0


@pytest.mark.django_db
def test_the_demo_refuses_a_database_that_is_in_use(cast: Any) -> None:
    with pytest.raises(CommandError, match="not empty"):
        call_command("seed_demo", verbosity=0)


@pytest.mark.django_db
def test_without_debug_the_demo_wants_a_password_of_its_own(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="--password"):
        call_command("seed_demo", verbosity=0)
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_the_crowd_keeps_the_invariants_of_the_single_verbs() -> None:
    gather(accounts=60, seed=7, at=TODAY)
    accounts = Account.objects.all()
    assert accounts.count() == 60
    assert Assignment.objects.open().filter(manager=F("account__kam")).count() == 60
    assert StatusChange.objects.filter(status=F("account__status"), since=F("account__status_since")).count() == 60
    for account in accounts.select_related("dossier"):
        latest = AccountYear.objects.filter(account=account).latest("year")
        signed = Review.objects.get(account=account).signed_on
        assert signed is not None
        assert account.annual_sales == latest.sales
        expected = due_date(counted_from=signed, status=account.status, months=settings.REVIEW_MONTHS)
        assert account.dossier.due_on == expected
        assert account.dossier.completeness > 0


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_gives_the_same_crowd() -> None:
    gather(accounts=20, seed=3, at=TODAY)
    first = picture()
    call_command("flush", interactive=False, verbosity=0)
    gather(accounts=20, seed=3, at=TODAY)
    assert picture() == first


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_demo_has_a_plan_in_every_state_and_the_bookshop_of_the_method(language: str) -> None:
    seed(at=AT, language=language, password=None)
    plans = list(Plan.objects.order_by("account_id", "pk").values_list("state", "approved_version"))
    assert plans == [
        ("closed", 1),
        ("active", 1),
        ("discussion", 0),
        ("draft", 0),
        ("draft", 0),
        ("approved", 1),
        ("active", 1),
    ]
    assert Plan.objects.filter(carried_from__state="closed").count() == 1
    assert PlanStep.objects.filter(was="discussion", became="draft").exclude(reason="").count() == 1
    assert Action.objects.promised().filter(due_on__lt=TODAY).exists()
    assert Comment.objects.filter(resolved_at=None, answers=None, plan__state="discussion").count() == 2
    assert Mention.objects.exists() and Message.objects.unread().filter(topic__startswith="plan_").exists()
    assert {space.state for space in Space.objects.all()} == {*Space.State.values}
    bookshop = Plan.objects.latest("account_id")
    goals = bookshop.goals.order_by("pk")
    assert [goal.target for goal in goals] == [None, 3, 10] and all(goal.client_goal_id for goal in goals)
