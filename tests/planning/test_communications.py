"""The communications programme: what is told whom, held against the diary and the map."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.assigning import add_member
from accounts.keeping import create_contact, remove_contact
from accounts.models import Account, Contact
from decision_map.drawing import begin_map
from decision_map.judging import judge
from decision_map.models import Actor
from decision_map.seating import bring_onto_map, has_left
from dossiers.diary.writing import write_entry
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from planning.communications.programme import read_programme
from planning.communications.writing import (
    edit_communication,
    plan_communication,
    remove_communication,
    tell_communication,
)
from planning.models import Communication, Listener, Plan
from tests.conftest import TODAY
from tests.planning.edit_forms import plan_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SAID: dict[str, Any] = {"message": "Saves a third", "subject": "product", "tool": "seminar"}


def day(count: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=count)


@pytest.fixture
def account(new_account: Callable[..., Account], cast: SimpleNamespace) -> Account:
    return new_account("Halvorsen Shipyards", kam=cast.anna)


@pytest.fixture
def plan(account: Account) -> Plan:
    return plan_of(account)


@pytest.fixture
def people(account: Account, cast: SimpleNamespace) -> dict[str, Contact]:
    """Four on a map, of whom Gone has left; Aside is on none."""
    map_ = begin_map(account=account, title="All of it")
    found = {name: create_contact(account=account, name=name) for name in ("Aside", "Boss", "Clerk", "Gone", "Young")}
    for name, influence in (("Boss", "inner_circle"), ("Clerk", ""), ("Gone", "inner_circle"), ("Young", "low")):
        actor = bring_onto_map(map_=map_, contact=found[name])
        if influence:
            values = {"influence": influence}
            judge(actor=actor, version=1, values=values, source="", on=TODAY, by=cast.anna)
    gone = Actor.objects.get(contact=found["Gone"])
    has_left(actor=gone, version=gone.version, on=TODAY)
    return found


def test_a_message_is_planned_told_and_removed_in_the_plans_period_alone(
    plan: Plan, people: dict[str, Contact], new_account: Callable[..., Account], cast: SimpleNamespace
) -> None:
    told = plan_communication(plan=plan, **SAID, on=day(5), owner=cast.anna, audience=[people["Boss"]])
    foreign = create_contact(account=new_account("Theirs", kam=cast.viktor), name="Stranger")
    for field, value, words in (
        ("on", day(-1), "outside the plan, which runs from 22 Nov 2026 until 22 Nov 2027"),
        ("audience", [foreign], "belongs to another client"),
        ("audience", [people["Boss"], people["Boss"]], "Boss is in the audience twice"),
    ):
        with pytest.raises(ValidationError, match=words) as refused:
            plan_communication(plan=plan, **SAID, **{field: value})
        assert list(refused.value.error_dict) == [field]
        with pytest.raises(ValidationError, match=words):
            edit_communication(communication=told, version=1, changes={field: value})
    changed = edit_communication(
        communication=told, version=1, changes={"message": "Saves half", "audience": [people["Clerk"]]}
    )
    assert [contact.name for contact in changed.audience.all()] == ["Clerk"]
    with pytest.raises(StaleEdit) as stale:
        edit_communication(communication=told, version=1, changes={"audience": [people["Young"]]})
    [of_people] = stale.value.differences
    assert [of_people.theirs, of_people.mine] == [[people[name].pk] for name in ("Clerk", "Young")]
    for changes, words in (
        ({"told_on": None, "result": "They liked it"}, "on which day"),
        ({"told_on": day(1), "result": ""}, "lies ahead"),
    ):
        with pytest.raises(ValidationError, match=words):
            tell_communication(communication=told, version=2, changes=changes, today=TODAY)
    tell_communication(communication=told, version=2, changes={"told_on": TODAY, "result": "Liked"}, today=TODAY)
    with pytest.raises(StaleEdit):
        remove_communication(communication=told, version=2)
    Plan.objects.filter(pk=plan.pk).update(state="closed")
    with pytest.raises(ValidationError, match="closed"):
        remove_communication(communication=told, version=3)
    Plan.objects.filter(pk=plan.pk).update(state="draft")
    remove_communication(communication=told, version=3)
    assert not Communication.objects.exists()


def test_the_programme_is_held_against_the_diary_and_names_who_hears_nothing(
    plan: Plan, people: dict[str, Contact], cast: SimpleNamespace
) -> None:
    late = plan_communication(plan=plan, **SAID, on=TODAY, audience=[people["Aside"], people["Gone"]])
    said = plan_communication(plan=plan, **SAID | {"tool": "meeting"}, on=day(30), audience=[people["Aside"]])
    tell_communication(communication=said, version=1, changes={"told_on": TODAY, "result": ""}, today=TODAY)
    entry = write_entry(account=plan.account, by=cast.anna, on=TODAY, summary="Met", theirs=[people["Aside"]])
    write_entry(account=plan.account, by=cast.anna, on=day(-1), summary="Before", theirs=[people["Clerk"]])
    draft = read_programme(plan, day(2), may_judge=True)
    assert ([told.standing.value for told in draft.told], draft.heard[1].reached.due) == (["next", "told"], 0)
    plan.state, plan.approved_version = "approved", 1
    programme = read_programme(plan, day(2), may_judge=True)
    assert programme.heard[1].reached.due == 1
    assert [(told.row, told.standing.value) for told in programme.told] == [(late, "late"), (said, "told")]
    assert [[each.pk for each in told.entries] for told in programme.told] == [[entry.pk], [entry.pk]]
    assert [tool for tool, _title in programme.tools] == ["seminar", "meeting"]
    [aside, gone] = programme.heard
    assert (aside.contact, [len(cell) for cell in aside.cells]) == (people["Aside"], [1, 1])
    assert (aside.reached.planned, aside.reached.happened, aside.reached.last) == (2, 1, TODAY)
    assert (gone.reached.happened, programme.gone) == (0, {people["Gone"].pk})
    assert [each.contact.name for each in programme.silent] == ["Boss", "Young", "Clerk"]
    by_name = read_programme(plan, day(2), may_judge=False)
    assert [each.contact.name for each in by_name.silent] == ["Boss", "Clerk", "Young"]


def test_its_pages_offer_narrow_and_add_to_a_communication(
    plan: Plan, people: dict[str, Contact], cast: SimpleNamespace, signed_in: SignIn
) -> None:
    anna, base = signed_in(cast.anna), f"/plans/{plan.pk}/communications/"
    empty = anna.get(base).content.decode()
    assert ("Nothing is planned to be told yet" in empty, "Who hears nothing" in empty) == (True, True)
    led = anna.get(f"{base}add/", {"to": "new", "listener": [people["Boss"].pk, "x"]})
    assert led.headers["Location"] == f"{base}new/?listener={people['Boss'].pk}"
    form = anna.get(led.headers["Location"]).context["form"]
    offered = [label for _pk, label in form.fields["audience"].choices]
    assert offered == ["Boss", "Clerk", "Young", "Aside"]
    sent = {**SAID, "on": day(9).isoformat(), "owner": cast.anna.pk, "audience": [people["Boss"].pk]}
    assert anna.post(f"{base}new/", {**sent, "audience": [people["Boss"].pk] * 2}).context["form"].errors == {
        "audience": ["Boss is in the audience twice. Name everybody once."]
    }
    anna.post(f"{base}new/", {**sent, "on": "2031-01-01"}).context["form"].errors["on"]
    row = Communication.objects.get(pk=_saved(anna.post(f"{base}new/", sent)))
    led = anna.get(f"{base}add/", {"to": row.pk, "listener": people["Young"].pk})
    added = anna.get(led.headers["Location"]).context["form"]
    assert added.initial["audience"] == [people["Boss"].pk, people["Young"].pk]
    for asked, count in (
        ("state=next", 1),
        ("state=told", 0),
        (f"who={people['Boss'].pk}&owner={cast.anna.pk}", 1),
        ("tool=press", 0),
        ("tool=nonsense&who=9999999999999999999999", 1),
    ):
        page = anna.get(f"{base}?{asked}")
        assert (asked, len(page.context["shown"])) == (asked, count)
    done = anna.post(f"{base}{row.pk}/told/", {"told_on": "", "result": "<b>Liked</b>", "version": 1})
    assert done.context["form"].errors["told_on"] == ["Say on which day it was told, or empty the result."]
    today = timezone.localdate().isoformat()
    anna.post(f"{base}{row.pk}/told/", {"told_on": today, "result": "<b>Liked</b>", "version": 1})
    page = anna.get(base).content.decode()
    assert ("&lt;b&gt;Liked" in page, "<b>Liked" in page) == (True, False)


def _saved(answer: Any) -> str:
    assert answer.status_code == 302
    return str(answer.headers["Location"].rsplit("-", 1)[1])


def test_its_owner_says_that_it_was_told_though_they_only_read(
    plan: Plan, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    add_member(account=plan.account, user=cast.irina, function="marketing", can_edit=False)
    row = plan_communication(plan=plan, **SAID, owner=cast.irina)
    irina, address = signed_in(cast.irina), f"/plans/{plan.pk}/communications/{row.pk}/told/"
    assert irina.post(address, {"told_on": "2026-11-20", "result": "", "version": 1}).status_code == 302
    Communication.objects.filter(pk=row.pk).update(owner=cast.anna)
    assert irina.post(address, {"told_on": "", "result": "", "version": 2}).status_code == 403


def test_a_contact_of_an_audience_stays(plan: Plan, people: dict[str, Contact]) -> None:
    plan_communication(plan=plan, **SAID, audience=[people["Aside"]])
    with pytest.raises(ValidationError, match="mentioned in the diary or elsewhere"):
        remove_contact(contact=people["Aside"], version=1)
    assert Listener.objects.count() == 1


def test_a_long_programme_asks_no_more_than_a_short_one(
    plan: Plan, people: dict[str, Contact], cast: SimpleNamespace, signed_in: SignIn
) -> None:
    anna, counts = signed_in(cast.anna), []
    for _round in range(2):
        for tool in ("press", "seminar", "meeting"):
            plan_communication(plan=plan, **SAID | {"tool": tool}, on=TODAY, audience=people.values())
            write_entry(account=plan.account, by=cast.anna, on=TODAY, summary="Met", theirs=people.values())
        with CaptureQueriesContext(connection) as asked:
            anna.get(f"/plans/{plan.pk}/communications/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
