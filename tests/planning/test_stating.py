"""A plan is submitted, discussed, returned, approved, active and closed; what is refused, is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.assigning import add_member, assign
from accounts.granting import end_authority, grant
from accounts.models import Account, Authority
from kam_portal.foundation.history.forgetting import unguarded
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import lines_of, still_true
from kam_portal.foundation.people.models import User
from planning.four_ps.authority import has_approved_terms
from planning.four_ps.writing import edit_strategy
from planning.life.comparing import differences
from planning.life.stating import activate, approve, close, discuss_again, return_plan, submit, take_back
from planning.life.steps import told_steps
from planning.life.versions import snapshot_of
from planning.life.whole import read_whole
from planning.models import Action, Comment, Plan, PlanStep, PlanVersion, Strategy
from planning.plans import begin_plan, edit_plan, remove_plan
from tests.conftest import TODAY
from tests.planning.living import HOUR, MORNING, NEW_YEAR, YEARS_END, approved_plan, ready_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


def refused(verb: Callable[..., Any], **values: Any) -> str:
    with pytest.raises(ValidationError) as refusal:
        verb(at=MORNING, **values)
    return " ".join(refusal.value.messages)


def test_a_plan_goes_its_whole_way_and_every_step_is_kept(account: Account, cast: SimpleNamespace) -> None:
    plan = ready_plan(account, cast.anna)
    submit(plan=plan, by=cast.anna, at=MORNING)
    return_plan(plan=plan, reason="Which seminar?", by=cast.leonid, at=MORNING)
    submit(plan=plan, by=cast.anna, at=MORNING)
    submit(plan=plan, by=cast.anna, at=MORNING)
    take_back(plan=plan, reason="A word is wrong", by=cast.anna, at=MORNING)
    submit(plan=plan, by=cast.anna, at=MORNING)
    approve(plan=plan, by=cast.leonid, at=MORNING)
    approve(plan=plan, by=cast.leonid, at=MORNING)
    activate(plan=plan, by=cast.anna, at=MORNING)
    discuss_again(plan=plan, by=cast.anna, at=MORNING)
    # What had been active goes on at once.
    approve(plan=plan, by=cast.ada, at=MORNING)
    closed = close(plan=plan, lessons="Begin earlier", by=cast.anna, at=MORNING)
    steps = list(PlanStep.objects.filter(plan=plan).order_by("pk").values_list("became", "by__full_name"))
    anna, leonid = cast.anna.full_name, cast.leonid.full_name
    assert steps == [
        ("discussion", anna),
        ("draft", leonid),
        ("discussion", anna),
        ("draft", anna),
        ("discussion", anna),
        ("approved", leonid),
        ("active", anna),
        ("discussion", anna),
        ("active", cast.ada.full_name),
        ("closed", anna),
    ]
    assert (closed.approved_version, plan.versions.count()) == (2, 2)
    assert "kept as it was" in refused(discuss_again, plan=plan, by=cast.anna)


def test_refusals_say_what_is_missing_open_or_in_the_way(account: Account, cast: SimpleNamespace) -> None:
    bare = begin_plan(account=account, title="Bare", starts_on=NEW_YEAR, ends_on=YEARS_END, currency="EUR")
    said = refused(submit, plan=bare, by=cast.anna)
    assert "The plan has no goal yet." in said
    assert "Product: there is neither a strategy nor a reason why nothing changes." in said
    first = activate(plan=approved_plan(account, cast.anna, cast.leonid), by=cast.anna, at=MORNING)
    second = approved_plan(account, cast.anna, cast.leonid, title="2027")
    assert f"“{first.title}” is active" in refused(activate, plan=second, by=cast.anna)
    discuss_again(plan=second, by=cast.anna, at=MORNING)
    for text in ("Why?", "When?"):
        Comment.objects.create(account=account, plan=second, text=text, at=MORNING, by=cast.leonid)
    assert "2 comments are still open" in refused(approve, plan=second, by=cast.leonid)
    assert "Say what should be different" in refused(return_plan, plan=second, by=cast.leonid, reason=" \r\n")
    assert "Only the team lead" in refused(approve, plan=second, by=cast.anna)
    return_plan(plan=second, by=cast.leonid, reason="Later", at=MORNING)
    assert "This one is “draft” since Leonid Orlov said so" in refused(approve, plan=second, by=cast.ada)
    assert "Remove it instead" in refused(close, plan=bare, by=cast.anna, lessons="None")
    # What somebody said of it stays: it is closed then, not removed.
    Comment.objects.create(account=account, plan=bare, text="Why?", at=MORNING, by=cast.leonid)
    with pytest.raises(ValidationError, match="Close the plan instead"):
        remove_plan(plan=bare, version=bare.version, by=cast.anna)
    assert close(plan=bare, by=cast.anna, lessons="Nobody wanted it", at=MORNING).is_closed


def test_terms_beyond_the_range_are_approved_by_whoever_may_grant_them_and_asked_of_them_once(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    grant(manager=cast.anna, valid_from=NEW_YEAR, by=cast.ada, discount=Decimal(3), payment_days=60)
    plan = submit(plan=ready_plan(account, cast.anna), by=cast.anna, at=MORNING)
    assert set(told_of(plan)) == {"Leonid", "Ada"}
    needs = "What the price means to offer needs approval by an admin"
    assert f"{needs}. So does the plan. Discount: 5\u00a0%, beyond the range." in refused(
        approve, plan=plan, by=cast.leonid
    )
    address, readers = plan.get_absolute_url(), (cast.leonid, cast.ada, cast.anna)
    pages = {who: signed_in(who).get(address).content.decode() for who in readers}
    assert [f"/plans/{plan.pk}/approve/" in page for page in pages.values()] == [False, True, False]
    assert [needs in page for page in pages.values()] == [True, False, True]
    plan = approve(plan=plan, by=cast.ada, at=MORNING)
    assert "approved with the plan" in signed_in(cast.anna).get(f"/plans/{plan.pk}/strategy/price/").content.decode()
    # What was approved is not asked again; what was changed of it is, and of the lead who may say yes to it.
    plan = discuss_again(plan=plan, by=cast.anna, at=MORNING)
    assert set(told_of(plan)) == {"Leonid"}
    plan = approve(plan=plan, by=cast.leonid, at=MORNING)
    price = plan.strategies.get(p="price")
    edit_strategy(strategy=price, version=price.version, changes={"discount": Decimal(6)})
    plan = discuss_again(plan=plan, by=cast.anna, at=MORNING)
    assert needs in refused(approve, plan=plan, by=cast.leonid)
    grant(manager=cast.leonid, valid_from=NEW_YEAR, by=cast.ada, discount=Decimal(6))
    plan = approve(plan=plan, by=cast.leonid, at=MORNING)
    assert plan.approved_version == 3
    # Nor is anybody asked of what was approved and is over.
    grant_ends = Authority.objects.get(manager=cast.leonid)
    end_authority(authority=grant_ends, version=grant_ends.version, valid_until=NEW_YEAR, by=cast.ada)
    close(plan=plan, by=cast.anna, lessons="Well", at=MORNING)
    assert "needs approval" not in signed_in(cast.anna).get(address).content.decode()


def test_work_does_not_begin_with_terms_that_were_changed_after_the_approval(
    account: Account, cast: SimpleNamespace
) -> None:
    grant(manager=cast.anna, valid_from=NEW_YEAR, by=cast.ada, discount=Decimal(9), payment_days=60)
    plan = approved_plan(account, cast.anna, cast.leonid)
    price = plan.strategies.get(p="price")
    edit_strategy(strategy=price, version=price.version, changes={"discount": Decimal(90)})
    assert "needs approval by an admin. Discuss it first." in refused(activate, plan=plan, by=cast.anna)
    edit_strategy(strategy=price, version=price.version + 1, changes={"discount": Decimal(9)})
    assert activate(plan=plan, by=cast.anna, at=MORNING).state == "active"


def test_whom_terms_ask_only_since_they_were_raised_in_discussion_is_told(
    account: Account, cast: SimpleNamespace
) -> None:
    grant(manager=cast.anna, valid_from=NEW_YEAR, by=cast.ada, discount=Decimal(9), payment_days=60)
    plan = submit(plan=ready_plan(account, cast.anna), by=cast.anna, at=MORNING)
    assert set(told_of(plan)) == {"Leonid"}
    price = plan.strategies.get(p="price")
    for version, discount in enumerate((90, 91), start=price.version):
        edit_strategy(strategy=price, version=version, changes={"discount": Decimal(discount)})
        assert set(told_of(plan)) == {"Leonid", "Ada"}
    assert Message.objects.filter(topic="plan_step", recipient=cast.ada).count() == 1


def test_the_same_number_in_another_currency_was_not_approved(account: Account, cast: SimpleNamespace) -> None:
    grant(manager=cast.boris, valid_from=NEW_YEAR, by=cast.ada, discount=Decimal(1))
    plan = begin_plan(account=account, title="P", starts_on=NEW_YEAR, ends_on=YEARS_END, currency="JPY")
    Strategy.objects.filter(plan=plan, p="price").update(contract_value=900_000)
    Plan.objects.filter(pk=plan.pk).update(approved_version=1)
    before = snapshot_of(read_whole(plan))
    Plan.objects.filter(pk=plan.pk).update(currency="EUR")
    plan.refresh_from_db()
    changes = differences(before, snapshot_of(read_whole(plan)))
    assert has_approved_terms(plan, []) and not has_approved_terms(plan, changes)


def test_changes_that_are_taken_back_from_discussion_leave_the_plan_as_active_as_it_was(
    account: Account, cast: SimpleNamespace
) -> None:
    plan = activate(plan=approved_plan(account, cast.anna, cast.leonid), by=cast.anna, at=MORNING)
    discuss_again(plan=plan, by=cast.anna, at=MORNING)
    assert take_back(plan=plan, reason="Not yet", by=cast.anna, at=MORNING).state == "active"
    assert told_of(plan) == {"Leonid": f"{cast.anna.full_name} took back the plan “2026”: “Not yet”"}
    assert not any(told.is_own for told in told_steps(plan))


def test_whom_it_concerns_is_told_and_nobody_who_may_not_read(account: Account, cast: SimpleNamespace) -> None:
    plan = submit(plan=ready_plan(account, cast.anna), by=cast.anna, at=MORNING)
    [to_lead] = Message.objects.filter(topic="plan_step")
    assert to_lead.recipient == cast.leonid
    return_plan(plan=plan, reason="Which seminar?", by=cast.leonid, at=MORNING + HOUR)
    to_lead.refresh_from_db()
    back = Message.objects.get(topic="plan_step", recipient=cast.anna)
    assert to_lead.read_at and not back.read_at
    [line] = lines_of([back], cast.anna, TODAY).values()
    assert line.text == "Leonid Orlov returned the plan “2026”: “Which seminar?”"
    assert line.path == plan.get_absolute_url()
    assert still_true([back, to_lead], MORNING) == {back.pk}
    assign(account=account, manager=cast.viktor, on=TODAY, reason="moved", by=cast.ada)
    assert lines_of([back], cast.anna, TODAY) == {}
    assert still_true([back], MORNING) == set()
    # The new manager's lead is another one.
    submit(plan=plan, by=cast.viktor, at=MORNING + 2 * HOUR)
    assert Message.objects.filter(topic="plan_step").order_by("pk").last().recipient == cast.sofia  # type: ignore[union-attr]


def test_a_lead_who_lost_the_account_between_page_and_lock_neither_approves_nor_returns(
    account: Account, cast: SimpleNamespace
) -> None:
    plan = submit(plan=ready_plan(account, cast.anna), by=cast.anna, at=MORNING)
    assign(account=account, manager=cast.viktor, on=TODAY, reason="moved", by=cast.ada)
    assert "Only the team lead" in refused(return_plan, plan=plan, by=cast.leonid, reason="Which seminar?")
    assert "Only the team lead" in refused(approve, plan=plan, by=cast.leonid)
    plan.refresh_from_db()
    assert (plan.state, plan.approved_version) == ("discussion", 0)
    assert return_plan(plan=plan, by=cast.sofia, reason="Which seminar?", at=MORNING).state == "draft"


def told_of(plan: Plan) -> dict[str, str]:
    """Who reads what of the step taken last, by their first names."""
    [step] = plan.steps.all()[:1]
    said = Message.objects.filter(topic="plan_step", stage=f"step-{step.pk}").select_related("recipient")
    true = still_true(list(said), MORNING)
    return {
        each.recipient.full_name.split()[0]: line.text
        for each in said
        if each.pk in true
        for line in lines_of([each], each.recipient, TODAY).values()
    }


def test_who_submitted_for_the_manager_is_told_too_and_the_lead_of_what_was_taken_back_and_closed(
    account: Account, cast: SimpleNamespace
) -> None:
    add_member(account=account, user=cast.boris, function="sales", can_edit=True)
    plan = submit(plan=ready_plan(account, cast.anna), by=cast.boris, at=MORNING)
    return_plan(plan=plan, reason="Which seminar?", by=cast.leonid, at=MORNING)
    returned = "Leonid Orlov returned the plan “2026”: “Which seminar?”"
    assert told_of(plan) == {"Anna": returned, "Boris": returned}
    submit(plan=plan, by=cast.boris, at=MORNING)
    take_back(plan=plan, reason="A word is wrong", by=cast.anna, at=MORNING)
    taken = f"{cast.anna.full_name} took back the plan “2026”: “A word is wrong”"
    assert told_of(plan) == {"Boris": taken, "Leonid": taken}
    submit(plan=plan, by=cast.anna, at=MORNING)
    approve(plan=plan, by=cast.leonid, at=MORNING)
    assert told_of(plan) == {"Anna": "Leonid Orlov approved the plan “2026”."}
    discuss_again(plan=plan, by=cast.anna, at=MORNING)
    close(plan=plan, lessons="Begin earlier", by=cast.leonid, at=MORNING)
    assert told_of(plan) == {"Anna": "Leonid Orlov closed the plan “2026”: “Begin earlier”"}


def test_who_stands_in_for_an_absent_lead_is_told_of_what_waits_and_of_what_was_taken_back(
    account: Account, cast: SimpleNamespace
) -> None:
    User.objects.filter(pk=cast.leonid.pk).update(absent_from=NEW_YEAR, absent_until=YEARS_END, delegate=cast.sofia)
    plan = submit(plan=ready_plan(account, cast.anna), by=cast.anna, at=MORNING)
    submitted = f"{cast.anna.full_name} submitted the plan “2026”: discuss it"
    assert told_of(plan) == {
        "Leonid": f"{submitted}, then approve or return it.",
        "Sofia": f"{submitted}. You stand in for Leonid Orlov; approving stays with them and the admins.",
    }
    take_back(plan=plan, reason="A word is wrong", by=cast.anna, at=MORNING)
    taken = f"{cast.anna.full_name} took back the plan “2026”: “A word is wrong”"
    assert told_of(plan) == {"Leonid": taken, "Sofia": f"{taken} You stand in for Leonid Orlov."}
    submit(plan=plan, by=cast.anna, at=MORNING)
    User.objects.filter(pk=cast.leonid.pk).update(absent_until=NEW_YEAR)
    assert set(told_of(plan)) == {"Leonid"}


def test_a_lead_approves_what_they_read(
    account: Account, cast: SimpleNamespace, signed_in: Callable[..., Client]
) -> None:
    plan = submit(plan=ready_plan(account, cast.anna), by=cast.anna, at=MORNING)
    lead = signed_in(cast.leonid)
    page = lead.get(plan.get_absolute_url()).context["page"]
    Action.objects.filter(plan=plan, title="Print").update(title="Print twice")
    unread = lead.post(f"{plan.get_absolute_url()}approve/", follow=True).content.decode()
    assert "changed while you were reading" in unread
    answer = lead.post(f"{plan.get_absolute_url()}approve/", {"seen": page.seen}, follow=True)
    assert "changed while you were reading" in answer.content.decode()
    again = {"seen": answer.context["page"].seen}
    comment = Comment.objects.create(account=account, plan=plan, text="Why?", at=MORNING, by=cast.leonid)
    answer = lead.post(f"{plan.get_absolute_url()}approve/", again, follow=True)
    assert f'<a href="{plan.get_absolute_url()}discussion/">Open the discussion</a>' in answer.content.decode()
    comment.delete()
    answer = lead.post(f"{plan.get_absolute_url()}approve/", again, follow=True)
    assert "Approved. This version is kept as it is." in answer.content.decode()
    assert "Print twice" in str(PlanVersion.objects.get(plan=plan).snapshot)
    assert Plan.objects.get(pk=plan.pk).state == "approved"
    Action.objects.filter(plan=plan, title="Print twice").update(title="Print for nothing")
    answer = lead.post(f"{plan.get_absolute_url()}approve/", again, follow=True)
    assert "changed while you were reading" in answer.content.decode()


def test_what_was_approved_is_frozen_but_a_person_can_be_erased_from_it(
    account: Account, cast: SimpleNamespace
) -> None:
    version = approved_plan(account, cast.anna, cast.leonid).versions.get()
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        PlanVersion.objects.filter(pk=version.pk).update(snapshot={})
    with unguarded(PlanVersion):
        PlanVersion.objects.filter(pk=version.pk).update(snapshot={"plan": {}})
    assert PlanVersion.objects.get(pk=version.pk).snapshot == {"plan": {}}


def test_a_lead_may_approve_their_own_plan_and_it_is_said(account: Account, cast: SimpleNamespace) -> None:
    plan = submit(plan=ready_plan(account, cast.anna), by=cast.leonid, at=MORNING)
    approve(plan=plan, by=cast.leonid, at=MORNING)
    assert [told.is_own for told in told_steps(plan)] == [True, False]
    assert not told_steps(approved_plan(account, cast.anna, cast.leonid, "2027"))[0].is_own


def test_a_period_that_leaves_dates_outside_is_refused_with_one_of_them(
    account: Account, cast: SimpleNamespace
) -> None:
    plan = ready_plan(account, cast.anna)
    changes = {"ends_on": NEW_YEAR.replace(month=4)}
    with pytest.raises(ValidationError, match="3 dates of the plan lie outside this period, first of all “New series”"):
        edit_plan(plan=plan, version=1, changes=changes)
    assert edit_plan(plan=plan, version=1, changes={"ends_on": YEARS_END.replace(year=2027)}).version == 2
