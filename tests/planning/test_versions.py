"""What is approved is what is frozen, and what differs from it is told field by field."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Account
from kam_portal.foundation.history.versions import StaleEdit
from planning.actions.writing import finish_action
from planning.life.comparing import differences
from planning.life.stating import approve, submit
from planning.life.versions import changed_since_approval, fingerprint, snapshot_of
from planning.life.whole import read_whole
from planning.life.words import ToldGroup, changes_in_words
from planning.models import Action, Goal, Opportunity, Plan, Strategy
from planning.plans import edit_plan
from tests.planning.living import MORNING, YEARS_END, approved_plan, ready_plan
from tests.writers import together


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


def told(groups: list[ToldGroup]) -> list[tuple[str, str, str, list[tuple[str, str, str]]]]:
    return [
        (group.title, item.name, item.what, [(field.title, field.before, field.after) for field in item.fields])
        for group in groups
        for item in group.told
    ]


@pytest.mark.django_db
def test_differences_are_told_field_by_field_in_the_readers_language(account: Account, cast: SimpleNamespace) -> None:
    plan = approved_plan(account, cast.anna, cast.leonid)
    assert changed_since_approval(plan, read_whole(plan)) == []
    Goal.objects.filter(plan=plan).update(title="Orders by mail", target=15)
    Goal.people.through.objects.filter(goal__plan=plan).delete()
    Strategy.objects.filter(plan=plan, p="place").update(no_change_because="", strategy="By mail")
    Opportunity.objects.filter(plan=plan).delete()
    Action.objects.create(account=account, plan=plan, title="Count", due_on=YEARS_END)
    changes = changed_since_approval(plan, read_whole(plan))
    assert told(changes_in_words(changes)) == [
        (
            "Goals",
            "Orders by mail",
            "changed",
            [
                ("Our goal", "Mail orders", "Orders by mail"),
                ("Target", "10", "15"),
                ("People at the client", "Olga 2026", "—"),
            ],
        ),
        ("The four Ps", "Place", "changed", [("Strategy", "—", "By mail"), ("No change, because", "It works", "—")]),
        ("Opportunities", "Series", "removed", []),
        # It served the opportunity that is gone.
        ("Actions", "Ask them", "changed", [("Opportunity", "Series", "—")]),
        ("Actions", "Count", "added", [("Due", "—", "31 Dec 2026"), ("Status", "—", "Planned")]),
    ]
    with translation.override("ru"):
        assert told(changes_in_words(changes))[1][3][0] == ("Стратегия", "—", "By mail")


@pytest.mark.django_db
def test_work_on_a_plan_is_no_change_of_it_and_is_told_apart(
    account: Account, cast: SimpleNamespace, signed_in: Callable[..., Client]
) -> None:
    plan = approved_plan(account, cast.anna, cast.leonid)
    seen = fingerprint(snapshot_of(read_whole(plan)))
    action = plan.actions.get(title="Print")
    finish_action(action=action, version=1, on=YEARS_END)
    plan.opportunities.update(stage="search", outcome="won", version=2)
    plan.communications.update(told_on=YEARS_END, result="They asked for more")
    plan.resources.update(used=90)
    whole = read_whole(plan)
    assert (changed_since_approval(plan, whole), fingerprint(snapshot_of(whole))) == ([], seen)
    page = signed_in(cast.anna).get(f"{plan.get_absolute_url()}versions/")
    assert page.context["changes"] == 0 and "They asked for more" in page.content.decode()
    assert [name for _group, name, _what, _fields in told(page.context["progress"])] == [
        *("Series", "Print", "New series", "Stamps"),
    ]
    # What is changed beside the progress is a difference still, and what is added is one whatever its progress.
    Action.objects.filter(pk=action.pk).update(title="Print twice")
    Action.objects.create(account=account, plan=plan, title="Count", status="doing")
    changes = changed_since_approval(plan, read_whole(plan))
    assert [(each.item["title"], [field.name for field in each.fields]) for each in changes] == [
        ("Print twice", ["title"]),
        ("Count", []),
    ]
    assert fingerprint(snapshot_of(read_whole(plan))) != seen


def test_a_snapshot_of_another_day_that_lacks_a_field_differs_in_nothing_by_that() -> None:
    was = {"plan": {"aim": "A"}, "goals": [{"id": 1, "title": "G"}]}
    now = {"plan": {"aim": "A", "title": "T"}, "goals": [{"id": 1, "title": "G", "note": "new"}], "actions": []}
    assert differences(was, now) == []
    assert differences({}, {}) == []


@pytest.mark.django_db
def test_versions_can_be_read_and_compared_and_odd_numbers_are_missing(
    account: Account, cast: SimpleNamespace, signed_in: Callable[..., Client]
) -> None:
    plan = approved_plan(account, cast.anna, cast.leonid)
    page = f"{plan.get_absolute_url()}versions/"
    client = signed_in(cast.anna)
    Action.objects.filter(plan=plan, title="Print").update(cost_planned=750)
    body = client.get(page).content.decode()
    assert "1 difference" in body and "<del>500</del> → 750" in body
    assert "Nothing differs." in client.get(f"{page}?from=1&to=1").content.decode()
    frozen = client.get(f"{page}1/").content.decode()
    assert "Pensioners" in frozen and "Olga 2026" in frozen and "discount" in frozen.lower()
    odd = (f"{page}2/", f"{page}?from=2", f"{page}?from=x", f"{page}?from=-1", f"{page}?to={'9' * 30}", f"{page}?to=²")
    assert {client.get(address).status_code for address in odd} == {404}


@pytest.mark.django_db(transaction=True)
def test_what_is_approved_is_what_is_frozen_while_another_edits(account: Account, cast: SimpleNamespace) -> None:
    """An edit comes whole before the approval or whole after it, then as a difference."""
    plan = submit(plan=ready_plan(account, cast.anna), by=cast.anna, at=MORNING)
    stands = Plan.objects.get(pk=plan.pk)

    def edit() -> None:
        edit_plan(plan=stands, version=stands.version, changes={"aim": "Edited"})

    def approve_it() -> None:
        approve(plan=stands, by=cast.leonid, at=MORNING)

    for _again in range(3):
        Plan.objects.filter(pk=plan.pk).update(state="discussion", aim="Sell by mail")
        stands = Plan.objects.get(pk=plan.pk)
        together([edit_or_stale(edit), approve_it])
        now = Plan.objects.get(pk=plan.pk)
        frozen = now.versions.get(number=now.approved_version).snapshot
        changes = differences(frozen, snapshot_of(read_whole(now)))
        assert frozen["plan"]["aim"] in ("Sell by mail", "Edited")
        assert [each.fields[0].after for each in changes] == (["Edited"] if now.aim != frozen["plan"]["aim"] else [])


def edit_or_stale(edit: Callable[[], None]) -> Callable[[], None]:
    """Whoever comes second reads that the plan was approved meanwhile."""

    def tried() -> None:
        with suppress(StaleEdit):
            edit()

    return tried
