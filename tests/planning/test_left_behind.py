"""What is still to be done by people who no longer work with the client is marked in words, and taken over at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.assigning import add_member, assign, remove_member
from accounts.models import Account, AccountMember
from kam_portal.foundation.people.models import User
from planning.actions.writing import add_action, finish_action
from planning.communications.writing import plan_communication, tell_communication
from planning.models import Action, Communication, Plan
from tests.conftest import TODAY
from tests.planning.acting import day, plan_for

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
GONE = "no longer works with this client"
SAID = {"subject": "product", "tool": "seminar"}


@pytest.fixture
def plan(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Plan:
    """Begun by Anna with Boris and Pavel of the account team; Viktor has the client now, and Boris left the team."""
    plan = plan_for(new_account("Halvorsen", kam=cast.anna))
    for member in (cast.boris, cast.pavel):
        add_member(account=plan.account, user=member, function="sales", can_edit=False)
    for owner in (cast.anna, cast.boris, cast.pavel, cast.viktor, cast.leonid, cast.ada, None):
        add_action(plan=plan, title=f"By {owner}", owner=owner, due_on=day(12, 1))
    done = add_action(plan=plan, title="Done", owner=cast.anna)
    finish_action(action=done, version=1, on=TODAY)
    plan_communication(plan=plan, message="To be told", owner=cast.anna, **SAID)
    told = plan_communication(plan=plan, message="Told", owner=cast.anna, **SAID)
    tell_communication(communication=told, version=1, changes={"told_on": TODAY, "result": ""}, today=TODAY)
    assign(account=plan.account, manager=cast.viktor, on=TODAY, reason="", by=cast.ada)
    remove_member(seat=AccountMember.objects.get(user=cast.boris))
    return Plan.objects.get(pk=plan.pk)


def marked(client: Client, address: str) -> int:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode().count(GONE)


def owners(plan: Plan) -> dict[str, str]:
    rows = [*Action.objects.filter(plan=plan), *Communication.objects.filter(plan=plan)]
    return {str(row): row.owner.full_name if row.owner else "" for row in rows}


def test_whoever_lost_the_client_or_left_is_marked_in_words_wherever_they_own_what_is_open(
    plan: Plan, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    viktor, there = signed_in(cast.viktor), f"/plans/{plan.pk}/"
    # Anna and Boris; Leonid led Anna's team alone.
    expected = {"Anna Petrova", cast.boris.full_name, "Leonid Orlov"}
    for view in ("list", "board"):
        shown = viktor.get(f"{there}actions/?view={view}").context
        actions = shown["page"] if view == "list" else shown["found"]
        assert {each.owner.full_name for each in actions if each.is_left_behind} == expected
        assert marked(viktor, f"{there}actions/?view={view}") == 3
    assert marked(viktor, f"{there}actions/?view=timeline") == 3
    assert marked(viktor, f"{there}communications/") == 1
    by_title = {each.title: each.get_absolute_url() for each in Action.objects.filter(plan=plan)}
    pages = (f"By {cast.anna}", f"By {cast.pavel}", "By None", "Done")
    assert [marked(viktor, by_title[title]) for title in pages] == [1, 0, 0, 0]
    User.objects.filter(pk=cast.pavel.pk).update(is_active=False)
    assert marked(viktor, f"{there}actions/") == 4
    Plan.objects.filter(pk=plan.pk).update(state="closed")
    assert [marked(viktor, f"{there}{page}") for page in ("", "actions/", "communications/")] == [0, 0, 0]


def test_the_plan_tells_its_manager_once_and_one_button_takes_all_of_it_over(
    plan: Plan, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    viktor, there = signed_in(cast.viktor), plan.get_absolute_url()
    page = viktor.get(there).content.decode()
    assert "People who no longer work with this client still have open:" in page
    assert "3 actions, 1 communication." in page
    assert f"Anna Petrova, {cast.boris.full_name}, Leonid Orlov" in page
    [named] = re.findall(r'name="manager" value="(\d+)"', page)
    assert ("Take them over" in page, int(named)) == (True, cast.viktor.pk)
    assert "Hand them to Viktor" in signed_in(cast.ada).get(there).content.decode()
    reader = signed_in(cast.pavel).get(there).content.decode()
    assert ("3 actions, 1" in reader, "take-over" in reader) == (True, False)
    before = owners(plan)
    answer = viktor.post(f"{there}take-over/", {"manager": named}, follow=True).content.decode()
    assert "4 items belong to the client’s manager now." in answer and "People who no longer" not in answer
    taken = {f"By {who}" for who in (cast.anna, cast.boris, cast.leonid)} | {"To be told"}
    assert owners(plan) == before | dict.fromkeys(taken, cast.viktor.full_name)
    # Whoever has one of them open in a form is told of it, and the history knows who owned it and who took it.
    for model in (Action, Communication):
        recorded = model.pgh_event_model.objects.filter(owner=cast.viktor, version=2)
        assert {str(each.pgh_obj) for each in recorded} == taken & set(map(str, model.objects.all()))
        assert {each.pgh_context.metadata["user"] for each in recorded} == {cast.viktor.pk}
    again = viktor.post(f"{there}take-over/", {"manager": named}, follow=True).content.decode()
    assert "Nothing was left to take over" in again


def test_it_is_not_taken_over_for_another_manager_than_was_named_nor_in_a_closed_plan(
    plan: Plan, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    ada, address = signed_in(cast.ada), f"{plan.get_absolute_url()}take-over/"
    before = owners(plan)

    def answer(**sent: object) -> str:
        return ada.post(address, sent, follow=True).content.decode()

    for named in (cast.anna.pk, "", "x", "9" * 30):
        assert f"Meanwhile {cast.viktor.full_name} became the manager" in answer(manager=named)
    Plan.objects.filter(pk=plan.pk).update(state="closed")
    assert "This plan is closed" in answer(manager=cast.viktor.pk)
    Plan.objects.filter(pk=plan.pk).update(state="approved")
    Account.objects.filter(pk=plan.account_id).update(kam=None)
    assert "This client has no manager who works here." in answer(manager=cast.viktor.pk)
    assert "take-over" not in ada.get(plan.get_absolute_url()).content.decode()
    assert owners(plan) == before


def test_many_owners_ask_no_more_of_the_database_than_one(plan: Plan, cast: SimpleNamespace, signed_in: SignIn) -> None:
    viktor = signed_in(cast.viktor)
    pages = [f"/plans/{plan.pk}/{page}" for page in ("", "actions/", "actions/?view=board", "communications/")]

    def asked() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                viktor.get(page)
            counts.append(len(queries))
        return counts

    asked()
    few = asked()
    for person in (cast.irina, cast.sofia, cast.boris):
        add_action(plan=plan, title=f"More by {person}", owner=person)
        plan_communication(plan=plan, message=f"More by {person}", owner=person, **SAID)
    assert asked() == few
