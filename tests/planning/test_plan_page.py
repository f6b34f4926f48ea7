"""A plan on one screen: what its reader does next, and that it asks no more of the database as the plan grows."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import translation

from accounts.assigning import add_member
from accounts.models import Account
from planning.life.stating import activate, return_plan, submit, take_back
from planning.models import Action, Comment, Goal, P, Plan
from planning.plans import begin_plan
from tests.planning.living import MORNING, NEW_YEAR, YEARS_END, approved_plan, ready_plan

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 14


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


def grown(plan: Plan, cast: SimpleNamespace) -> Plan:
    own = {"account": plan.account, "plan": plan}
    Goal.objects.bulk_create(Goal(**own, title=f"Goal {n}", target=n) for n in range(30))
    Action.objects.bulk_create(Action(**own, title=f"Action {n}", owner=cast.anna, due_on=NEW_YEAR) for n in range(200))
    Comment.objects.bulk_create(Comment(**own, text=f"Why {n}?", at=MORNING, by=cast.leonid) for n in range(100))
    return plan


def test_a_plan_of_any_size_takes_fourteen_statements_at_most(
    account: Account,
    cast: SimpleNamespace,
    signed_in: Callable[..., Client],
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    plan = activate(plan=approved_plan(account, cast.anna, cast.leonid), by=cast.anna, at=MORNING)
    client = signed_in(cast.anna)
    client.get(plan.get_absolute_url())
    with django_assert_max_num_queries(MOST_STATEMENTS) as small:
        client.get(plan.get_absolute_url())
    grown(plan, cast)
    with django_assert_max_num_queries(len(small)):
        page = client.get(plan.get_absolute_url()).context["page"]
    assert (len(page.goals), page.goal_count, page.open_actions, page.open_comments) == (8, 31, 202, 100)
    # A goal is not ready without the client's one, a measure and a date.
    assert (page.changed, len(page.missing)) == (230, 90)


def test_each_thing_that_is_missing_leads_to_where_it_is_put_right(
    account: Account, cast: SimpleNamespace, signed_in: Callable[..., Client]
) -> None:
    plan = begin_plan(account=account, title="Bare", starts_on=NEW_YEAR, ends_on=YEARS_END, currency="EUR")
    client, there = signed_in(cast.anna), plan.get_absolute_url()

    def missing() -> list[tuple[str, str]]:
        page = client.get(there)
        found = [(each.text, each.url) for each in page.context["page"].missing]
        assert all(f'href="{url}"' in page.content.decode() for _text, url in found)
        return found

    assert missing()[0] == ("The plan has no goal yet.", f"{there}goals/new/")
    own = {"account": account, "plan": plan}
    goal, action = Goal.objects.create(**own, title="Grow"), Action.objects.create(**own, title="Call")
    at_goal, at_action = f"{there}goals/{goal.pk}/edit/", f"{there}actions/{action.pk}/edit/"
    empty = "there is neither a strategy nor a reason why nothing changes."
    assert missing() == [
        ("Goal “Grow”: which goal of the client does it serve?", at_goal),
        ("Goal “Grow” has no measure.", at_goal),
        ("Goal “Grow” has no target.", at_goal),
        ("Goal “Grow” has no date.", at_goal),
        *((f"{p.label}: {empty}", f"{there}strategy/{p}/edit/") for p in P),
        ("Action “Call” has no owner.", at_action),
        ("Action “Call” has no date.", at_action),
    ]
    assert {client.get(url).status_code for _text, url in missing()} == {200}


def test_a_plan_that_ends_before_it_begins_and_a_title_that_is_taken_are_refused_in_words(
    account: Account, cast: SimpleNamespace, signed_in: Callable[..., Client]
) -> None:
    own = {"account": account, "starts_on": NEW_YEAR, "currency": "EUR"}
    begin_plan(**own, title="2026", ends_on=YEARS_END)
    refused = {
        "title": ("There is a plan of this title already", {"title": "2026", "ends_on": YEARS_END}),
        "ends_on": ("A plan ends after it begins", {"title": "2027", "ends_on": NEW_YEAR}),
    }
    for field, (words, values) in refused.items():
        sent = {name: value for name, value in {**own, **values}.items() if name != "account"}
        page = signed_in(cast.anna).post(f"/accounts/{account.pk}/plans/new/", sent)
        assert words in str(page.context["form"].errors[field])
        with transaction.atomic(), pytest.raises(ValidationError, match=words) as refusal:
            begin_plan(**own, **values)
        assert list(refusal.value.error_dict) == [field]
    assert Plan.objects.count() == 1


def test_the_page_offers_what_its_reader_may_do_next(
    account: Account, cast: SimpleNamespace, signed_in: Callable[..., Client]
) -> None:
    add_member(account=account, user=cast.boris, function="sales", can_edit=False)
    anna, leonid, boris = (signed_in(user) for user in (cast.anna, cast.leonid, cast.boris))
    plan = ready_plan(account, cast.anna)
    bare = begin_plan(account=account, title="Bare", starts_on=NEW_YEAR, ends_on=YEARS_END, currency="EUR")

    def offered(client: Client, of: Plan = plan) -> set[str]:
        body = client.get(of.get_absolute_url()).content.decode()
        steps = ("submit", "approve", "return", "take-back", "activate", "discuss-again", "close", "carry")
        return {step for step in steps if f"/{step}/" in body}

    assert (offered(anna, bare), offered(anna), offered(boris)) == (set(), {"submit"}, set())
    submit(plan=plan, by=cast.anna, at=MORNING)
    for step, by, said in ((return_plan, cast.leonid, "Returned on"), (take_back, cast.anna, "Taken back on")):
        step(plan=plan, reason="Which seminar?", by=by, at=MORNING)
        assert said in anna.get(plan.get_absolute_url()).content.decode()
        submit(plan=plan, by=cast.anna, at=MORNING)
    assert (offered(anna), offered(boris)) == ({"take-back"}, set())
    assert offered(leonid) == {"approve", "return", "take-back"}
    running = activate(plan=approved_plan(account, cast.anna, cast.leonid, "2027"), by=cast.anna, at=MORNING)
    assert offered(anna, running) == {"close", "carry"}
    Plan.objects.filter(pk=running.pk).update(aim="Another")
    assert offered(anna, running) == {"close", "carry", "discuss-again"}
    assert "changed since approval: 1" in anna.get(running.get_absolute_url()).content.decode()
    with translation.override("ru"):
        listed = anna.get(f"/accounts/{account.pk}/plans/").context["plans"]
    assert [(each.title, each.done, each.planned, each.approved_by_name) for each in listed] == [
        ("2027", 1, 3, "Leonid Orlov"),
        ("Bare", 0, 0, None),
        ("2026", 1, 3, None),
    ]
