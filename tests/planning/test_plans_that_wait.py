"""What a plan asks of people while it is not approved, and what a reader finds of a P."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.assigning import add_member, remove_member
from accounts.models import Account
from kam_portal.foundation.people.models import User
from kam_portal.workspace.my_week import week_of
from planning.discussion.writing import answer_comment, resolve_comment, write_comment
from planning.life.stating import return_plan, submit, take_back
from planning.models import Strategy
from planning.plans import begin_plan, edit_plan
from tests.conftest import TODAY
from tests.planning.living import HOUR, MORNING, ready_plan

DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


def waiting(user: User, today: datetime.date = TODAY) -> list[tuple[str, str]]:
    return [(plan.title, plan.reason) for plan in week_of(user, today).plans]  # type: ignore[attr-defined]


def test_a_discussed_plan_waits_for_the_lead_and_a_returned_one_for_the_manager(
    cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: Callable[[User], Client]
) -> None:
    plan = ready_plan(new_account("Halvorsen", kam=cast.anna), cast.anna)
    assert [waiting(user) for user in (cast.anna, cast.leonid)] == [[], []]
    submit(plan=plan, by=cast.anna, at=MORNING)
    assert [waiting(user) for user in (cast.anna, cast.leonid, cast.sofia, cast.ada)] == [
        [],
        [("2026", "")],
        [],
        [("2026", "")],
    ]
    assert "to be approved or returned" in signed_in(cast.leonid).get("/").content.decode()
    return_plan(plan=plan, reason="Too dear", by=cast.leonid, at=MORNING + HOUR)
    assert [waiting(user) for user in (cast.anna, cast.boris, cast.leonid)] == [[("2026", "Too dear")], [], []]
    assert "returned: Too dear" in signed_in(cast.anna).get("/").content.decode()
    submit(plan=plan, by=cast.anna, at=MORNING + 2 * HOUR)
    take_back(plan=plan, reason="Not yet", by=cast.anna, at=MORNING + 3 * HOUR)
    assert [waiting(user) for user in (cast.anna, cast.leonid)] == [[], []]


def test_a_plan_waits_for_whoever_is_asked_in_it_until_they_answer(
    cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: Callable[[User], Client]
) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    add_member(account=account, user=cast.irina, function="finance", can_edit=False)
    plan = ready_plan(account, cast.anna)
    first = write_comment(plan=plan, text="Why?", by=cast.anna, at=MORNING, asked=[cast.leonid])
    again = answer_comment(comment=first, text="And you?", by=cast.leonid, at=MORNING, asked=[cast.irina, cast.anna])
    irinas = [(each.question, each.is_turn) for each in week_of(cast.irina, TODAY).plans]  # type: ignore[attr-defined]
    assert irinas == [(again.pk, False)]
    page = signed_in(cast.irina).get("/").content.decode()
    assert f'/plans/{plan.pk}/discussion/?comment={again.pk}#comment-{again.pk}">a question is asked of you' in page
    # Whoever has answered is asked no more, and nobody of what is resolved or of a client they do not read.
    assert [len(waiting(user)) for user in (cast.anna, cast.leonid)] == [1, 0]
    answer_comment(comment=first, text="So", by=cast.anna, at=MORNING)
    assert waiting(cast.anna) == []
    remove_member(seat=account.members.get(user=cast.irina))
    assert waiting(cast.irina) == []
    add_member(account=account, user=cast.irina, function="finance", can_edit=False)
    first.refresh_from_db()
    resolve_comment(comment=first, version=first.version, by=cast.anna, at=MORNING)
    assert waiting(cast.irina) == []


def test_whoever_reads_a_plan_reads_each_p_in_full_and_the_versions_of_a_draft_are_none_yet(
    cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: Callable[[User], Client]
) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    add_member(account=account, user=cast.irina, function="finance", can_edit=False)
    plan = ready_plan(account, cast.anna)
    Strategy.objects.filter(plan=plan, p="price").update(strategy=f"{'Long ' * 200}end")
    irina = signed_in(cast.irina)
    page = irina.get(f"/plans/{plan.pk}/strategy/price/").content.decode()
    assert "Long end" in page and "/strategy/price/edit/" not in page
    assert f"/plans/{plan.pk}/strategy/price/" in irina.get(f"/plans/{plan.pk}/").content.decode()
    assert irina.get(f"/plans/{plan.pk}/strategy/luck/").status_code == 404
    assert irina.get(f"/plans/{plan.pk}/versions/").status_code == 200


def test_a_plan_that_has_amounts_keeps_its_currency(cast: SimpleNamespace, new_account: Callable[..., Account]) -> None:
    account = new_account("Halvorsen", kam=cast.anna)
    bare = begin_plan(account=account, title="Bare", starts_on=TODAY, ends_on=TODAY + DAY, currency="EUR")
    assert edit_plan(plan=bare, version=1, changes={"currency": "JPY"}).currency == "JPY"
    plan = ready_plan(account, cast.anna)
    with pytest.raises(ValidationError) as refused:
        edit_plan(plan=plan, version=plan.version, changes={"currency": "JPY", "aim": "More"})
    assert "There are amounts in EUR" in refused.value.messages[0]
    assert edit_plan(plan=plan, version=plan.version, changes={"currency": "EUR", "aim": "More"}).aim == "More"
