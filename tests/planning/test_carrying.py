"""Into the next period, item by item."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import Account
from planning.life.carrying import Decided, carry_over, settle
from planning.life.months import name_of, period_after
from planning.life.open_items import open_items
from planning.life.stating import activate, submit
from planning.life.whole import read_whole
from planning.models import Action, CarryDecision, Goal, Opportunity, Plan, Strategy
from planning.opportunities.checklist import add_stage_work
from planning.opportunities.writing import do_work
from tests.planning.living import MORNING, approved_plan

pytestmark = pytest.mark.django_db
NEXT = {"starts_on": datetime.date(2027, 1, 1), "ends_on": datetime.date(2027, 6, 30)}


@pytest.fixture
def plan(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Plan:
    approved = approved_plan(new_account("Halvorsen", kam=cast.anna), cast.anna, cast.leonid)
    return activate(plan=approved, by=cast.anna, at=MORNING)


def decided(plan: Plan, **choices: str) -> dict[tuple[str, int], Decided]:
    items = open_items(read_whole(plan))
    return {item.key: Decided(choices.get(item.title.split()[0], "keep"), "Not now") for item in items}


def test_only_what_is_open_is_asked_about(plan: Plan) -> None:
    ps = ["Product: It works", "Price: Discount", "Promotion: It works", "Place: It works"]
    titles = [item.title for item in open_items(read_whole(plan))]
    assert titles == ["Mail orders", *ps, "Series", "Ask them", "Print", "New series", "Stamps"]
    Opportunity.objects.filter(plan=plan).update(outcome="won")
    plan.goals.get().readings.update(value=10)
    plan.communications.update(told_on="2026-05-02")
    Strategy.objects.filter(plan=plan).update(no_change_because="", strategy="")
    assert [item.title for item in open_items(read_whole(plan))] == ["Ask them", "Print", "Stamps"]


def test_what_is_kept_goes_along_with_what_belongs_to_it_and_days_outside_are_empty(
    plan: Plan, cast: SimpleNamespace
) -> None:
    choices = decided(plan, Series="drop", Print="change")
    carried = carry_over(
        plan=plan, title="2027", decided=choices, shift=True, by=cast.anna, at=MORNING, lessons="Earlier", **NEXT
    )
    assert (carried.carried_from, carried.state, carried.currency) == (plan, "draft", "EUR")
    goal = Goal.objects.get(plan=carried)
    # The end of the year moved by twelve months lies beyond this half of it.
    assert (goal.title, goal.due_on, goal.carried_from) == ("Mail orders", None, plan.goals.get())
    assert [person.name for person in goal.people.all()] == ["Olga 2026"]
    assert [reading.value for reading in goal.readings.all()] == [6]
    first, second = Action.objects.filter(plan=carried).order_by("pk")
    assert (first.title, first.due_on, first.goal, first.opportunity) == (
        "Ask them",
        datetime.date(2027, 3, 1),
        goal,
        None,
    )
    assert (second.title, second.due_on, second.waits_for, second.cost_planned) == ("Print", None, first, 500)
    told = carried.communications.get()
    assert (told.on, [who.name for who in told.audience.all()]) == (datetime.date(2027, 5, 1), ["Olga 2026"])
    assert carried.strategies.get(p="price").discount == 5
    needed = carried.resources.get()
    assert (needed.kind, needed.title, needed.planned, needed.used) == ("money", "Stamps", 100, None)
    assert Plan.objects.get(pk=plan.pk).state == "closed"
    assert list(plan.carried_away.exclude(choice="keep").values_list("kind", "choice", "reason")) == [
        ("opportunity", "drop", "Not now"),
        ("action", "change", ""),
    ]


def test_a_draft_is_submitted_when_what_was_to_be_changed_is_settled(
    plan: Plan, cast: SimpleNamespace, signed_in: Callable[..., Client]
) -> None:
    choices, year = decided(plan, Print="change"), NEXT | {"ends_on": datetime.date(2027, 12, 31)}
    carried = carry_over(plan=plan, title="2027", decided=choices, shift=True, by=cast.anna, at=MORNING, **year)
    sentence = "Action “Print” was carried to be changed. Change it, or say that it stays as it is."
    with pytest.raises(ValidationError) as refused:
        submit(plan=carried, by=cast.anna, at=MORNING)
    assert refused.value.messages == ["The plan is not ready yet.", sentence]
    [missing] = signed_in(cast.anna).get(carried.get_absolute_url()).context["page"].missing
    printed = carried.actions.get(title="Print")
    assert (missing.text, missing.url) == (sentence, f"{carried.get_absolute_url()}actions/{printed.pk}/edit/")
    settle(decision=carried.carried_items.get(choice="change"))
    assert submit(plan=carried, by=cast.anna, at=MORNING).state == "discussion"


def test_the_checklist_of_an_opportunity_goes_along_with_its_stage(plan: Plan, cast: SimpleNamespace) -> None:
    works = [add_stage_work(stage="need", text_en=text, text_ru=text) for text in ("Ask", "Reckon")]
    for work in works:
        do_work(opportunity=plan.opportunities.get(), work=work, on=MORNING.date(), by=cast.leonid)
    Opportunity.objects.filter(plan=plan).update(stage="search")
    carried = carry_over(plan=plan, title="2027", decided=decided(plan), shift=False, by=cast.anna, at=MORNING, **NEXT)
    chance = carried.opportunities.get()
    assert (chance.stage, chance.work_done.count()) == ("search", 2)
    assert {(each.work, each.on, each.by) for each in chance.work_done.all()} == {
        (work, MORNING.date(), cast.leonid) for work in works
    }
    assert plan.opportunities.get().work_done.count() == 2


@pytest.mark.parametrize(
    ("starts", "ends", "next_ends"),
    [
        ("2026-01-01", "2026-12-31", "2027-12-31"),
        ("2026-04-01", "2027-03-31", "2028-03-31"),
        ("2027-04-01", "2028-03-31", "2029-03-31"),
        ("2026-02-01", "2026-02-28", "2026-03-31"),
        ("2026-01-15", "2026-12-20", "2027-11-25"),
    ],
)
def test_the_next_period_has_as_many_calendar_months(starts: str, ends: str, next_ends: str) -> None:
    begins, last = (datetime.date.fromisoformat(day) for day in (starts, ends))
    assert period_after(begins, last) == (
        last + datetime.timedelta(days=1),
        datetime.date.fromisoformat(next_ends),
    )


def test_a_period_is_called_by_its_years() -> None:
    first, last = datetime.date(2026, 4, 1), datetime.date(2027, 3, 31)
    assert [name_of(first, last), name_of(last, last), name_of(first, datetime.date(2100, 1, 1))] == [
        "2026/27",
        "2027",
        "2026/00",
    ]


def test_a_plan_is_carried_once_and_as_it_was_looked_at(plan: Plan, cast: SimpleNamespace) -> None:
    common = {"plan": plan, "shift": False, "by": cast.anna, "at": MORNING, **NEXT}
    choices = decided(plan)
    Action.objects.create(account=plan.account, plan=plan, title="Typed meanwhile")
    with pytest.raises(ValidationError, match="changed while you decided"):
        carry_over(title="2027", decided=choices, **common)
    carry_over(title="2027", decided=decided(plan), **common)
    with pytest.raises(ValidationError, match="carried into “2027” already"):
        carry_over(title="2028", decided=decided(plan), **common)
    # Days that were not moved lie outside the new period.
    assert not Action.objects.filter(plan__title="2027", due_on__isnull=False).exists()


def test_the_page_presets_nothing_and_the_new_plan_says_what_is_to_be_changed(
    plan: Plan, cast: SimpleNamespace, signed_in: Callable[..., Client]
) -> None:
    client, address = signed_in(cast.anna), f"{plan.get_absolute_url()}carry/"
    page = client.get(address)
    form = page.context["form"]
    assert f'href="{address}"' in client.get(plan.get_absolute_url()).content.decode()
    assert "checked" not in page.content.decode()
    assert (form.initial["title"], form.initial["starts_on"], form.initial["ends_on"]) == (
        "2027",
        datetime.date(2027, 1, 1),
        datetime.date(2027, 12, 31),
    )
    sent = {"title": "2027", "starts_on": "2027-01-01", "ends_on": "2027-12-31", "shift": "on", "form_token": "t"}
    assert "Decide: keep, change or drop." in client.post(address, sent).content.decode()
    rows = [row for group in form.groups() for row in group["rows"]]
    sent |= {row["choice"].html_name: "keep" if row["kind"] == "resource" else "change" for row in rows}
    # How far each is, and whose, is read where it is decided upon.
    assert {
        row["item"].title: row["item"].told for row in rows if row["kind"] in ("goal", "opportunity", "action")
    } == {
        "Mail orders": "6 → 10 %",
        "Series": "Need",
        "Ask them": f"Planned · {cast.anna.full_name}",
        "Print": f"Planned · {cast.anna.full_name}",
    }
    series = next(row for row in rows if row["kind"] == "opportunity")
    sent |= {series["choice"].html_name: "drop", series["why"].html_name: "Too small"}
    answer = client.post(address, sent, follow=True)
    # A second click leads to the same plan.
    assert client.post(address, sent, follow=True).redirect_chain[-1] == answer.redirect_chain[-1]
    carried = Plan.objects.get(title="2027")
    to_change = answer.context["page"].to_change
    ps = ["Product", "Price", "Promotion", "Place"]
    assert [each.title for each in to_change] == ["Mail orders", *ps, "Ask them", "Print", "New series"]
    assert to_change[2].url == f"{carried.get_absolute_url()}strategy/price/edit/"
    client.post(f"{carried.get_absolute_url()}carried/{to_change[0].decision}/settle/")
    Action.objects.filter(plan=carried, title="Print").update(version=2)
    Strategy.objects.filter(plan=carried).exclude(p="price").update(version=2)
    left = client.get(carried.get_absolute_url()).context["page"].to_change
    assert [each.title for each in left] == ["Price", "Ask them", "New series"]
    before = client.get(plan.get_absolute_url()).content.decode()
    assert ("Carried into “2027”" in before, f'href="{address}"' in before) == (True, False)
    again = client.get(address, follow=True)
    assert again.redirect_chain == [(carried.get_absolute_url(), 302)]
    assert "was carried into “2027” already. Work on there, or remove that draft first." in again.content.decode()
    Plan.objects.filter(pk=carried.pk).update(state="approved", approved_version=1)
    assert "already. Work on there.<" in client.get(address, follow=True).content.decode()
    assert "1 item was not taken into the next plan" in before and "Too small" in before
    foreign = CarryDecision.objects.filter(plan=carried)[0].pk
    assert client.post(f"{plan.get_absolute_url()}carried/{foreign}/settle/").status_code == 404


def test_a_plan_that_was_never_approved_says_that_it_is_not_carried(
    plan: Plan, cast: SimpleNamespace, signed_in: Callable[..., Client]
) -> None:
    Plan.objects.filter(pk=plan.pk).update(state="draft", approved_version=0)
    anna, there = signed_in(cast.anna), plan.get_absolute_url()
    asked = anna.get(f"{there}carry/", follow=True)
    assert asked.redirect_chain == [(there, 302)]
    assert "This plan was never approved" in asked.content.decode()
    with pytest.raises(ValidationError, match="This plan was never approved"):
        carry_over(plan=plan, title="2027", decided=decided(plan), shift=False, by=cast.anna, at=MORNING, **NEXT)
    assert not Plan.objects.filter(carried_from=plan).exists()
