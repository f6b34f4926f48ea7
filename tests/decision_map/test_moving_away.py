"""Somebody goes on to another client of ours: the relationship goes along, what is judged does not."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.keeping import create_contact
from accounts.models import Account, Contact
from decision_map.drawing import add_post, begin_map
from decision_map.judging import judged
from decision_map.models import Actor, DecisionMap, Judgement, Line, Occupancy
from decision_map.moving_away import move_away, what_was
from decision_map.newcomers import seat_somebody
from decision_map.seating import bring_onto_map, edit_counterpart
from dossiers.diary.narrowing import day_last_met
from dossiers.diary.writing import write_entry
from dossiers.models import DiaryEntry
from kam_portal.foundation.history.timeline import chronicle
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def petrov(drawn: DecisionMap, cast: SimpleNamespace) -> Actor:
    """Met by Anna, on the second step of the ladder; on a second map of the client, too."""
    petrov = Actor.objects.get(map=drawn, contact__name="Petrov")
    changes = {"ladder_now": 2, "ladder_wanted": 3, "every_days": 30, "backup": cast.boris}
    petrov = edit_counterpart(actor=petrov, version=petrov.version, changes=changes)
    write_entry(account=drawn.account, by=cast.anna, on=TODAY, summary="Lunch", theirs=[petrov.contact])
    bring_onto_map(map_=begin_map(account=drawn.account, title="One purchase"), contact=petrov.contact)
    return petrov


@pytest.fixture
def lumen(new_account: Callable[..., Account], cast: SimpleNamespace) -> Account:
    return new_account("Lumen", kam=cast.anna)


def test_who_goes_leaves_every_map_here_and_holds_a_post_there(petrov: Actor, lumen: Account) -> None:
    coo = add_post(map_=begin_map(account=lumen, title="All of it"), title="COO")
    arrived = move_away(actor=petrov, version=petrov.version, to=lumen, on=TODAY, by=None, post=coo)
    assert set(Actor.objects.filter(contact=petrov.contact).values_list("left_on", flat=True)) == {TODAY}
    assert not Occupancy.objects.filter(actor=petrov, until=None).exists()
    assert (arrived.account, arrived.name, arrived.title, arrived.emails) == (lumen, "Petrov", "COO", [])
    assert Occupancy.objects.get(post=coo, until=None).actor.contact == arrived


def test_the_counterpart_and_the_ladder_go_along_and_nothing_judged_does(
    petrov: Actor, lumen: Account, cast: SimpleNamespace
) -> None:
    begin_map(account=lumen, title="All of it")
    lines = Line.objects.count()
    arrived = move_away(actor=petrov, version=petrov.version, to=lumen, on=TODAY, by=None)
    there = Actor.objects.get(contact=arrived)
    assert (there.mirror, there.backup) == (cast.anna, cast.boris)
    assert (there.ladder_now, there.ladder_wanted, there.every_days) == (2, 3, 30)
    assert not Judgement.objects.filter(actor=there).exists() and judged(petrov)["attitude"] == "mentor"
    assert not there.lines_from.exists() and not there.lines_to.exists() and Line.objects.count() == lines


def test_both_diaries_tell_it_and_nobody_was_met_by_it(petrov: Actor, lumen: Account) -> None:
    arrived = move_away(actor=petrov, version=petrov.version, to=lumen, on=TODAY, by=None)
    here, there = (DiaryEntry.objects.filter(account=each, kind="other").get() for each in (petrov.account, lumen))
    assert here.summary == "Petrov has gone on to Lumen."
    assert there.summary == (
        "Petrov came from Halvorsen, there: CEO. Our counterpart there: Anna Petrova. "
        "Step of the ladder there: 2 Provider. Last contact there: 22 Nov 2026."
    )
    assert Contact.objects.annotate(met=day_last_met()).get(pk=arrived.pk).met is None
    for account, told in ((petrov.account, "Petrov"), (lumen, "Petrov")):
        assert told in {change.subject for moment in chronicle(account).moments for change in moment.changes}


def test_a_namesake_there_is_asked_about(petrov: Actor, lumen: Account, cast: SimpleNamespace) -> None:
    known = create_contact(account=lumen, name="Petrov", title="Board")
    there = bring_onto_map(map_=begin_map(account=lumen, title="All of it"), contact=known)
    edit_counterpart(actor=there, version=1, changes={"mirror": cast.boris, "ladder_now": 4})
    go = {"actor": petrov, "version": petrov.version, "to": lumen, "on": TODAY, "by": None}
    with pytest.raises(ValidationError, match="A contact of this name is there already"):
        move_away(**go)
    assert Actor.objects.get(pk=petrov.pk).left_on is None
    assert move_away(**go, is_known_there=True) == known
    there.refresh_from_db()
    # What is known there already stays.
    assert (there.mirror, there.backup, there.ladder_now, there.ladder_wanted) == (cast.boris, None, 4, 3)


def test_nobody_goes_twice_and_no_held_post_is_taken(petrov: Actor, lumen: Account) -> None:
    coo = add_post(map_=begin_map(account=lumen, title="All of it"), title="COO")
    seat_somebody(post=coo, who="Volkov", on=TODAY)
    with pytest.raises(ValidationError, match="“COO” is held by Volkov"):
        move_away(actor=petrov, version=petrov.version, to=lumen, on=TODAY, by=None, post=coo)
    move_away(actor=petrov, version=petrov.version, to=lumen, on=TODAY, by=None)
    with pytest.raises(StaleEdit):
        move_away(actor=petrov, version=petrov.version, to=lumen, on=TODAY, by=None, is_known_there=True)


def test_only_accounts_one_may_change_are_offered_and_taken(
    petrov: Actor, lumen: Account, new_account: Callable[..., Account], cast: SimpleNamespace, signed_in: SignIn
) -> None:
    foreign = new_account("Orient", kam=cast.viktor)
    anna = signed_in(cast.anna)
    address = reverse("actor_away", args=[petrov.account_id, petrov.map_id, petrov.pk])
    page = anna.get(address).content.decode()
    assert f"Lumen #{lumen.pk}" in page and "Orient" not in page and f"Halvorsen #{petrov.account_id}" not in page
    refused = anna.post(f"{address}?to=Orient+%23{foreign.pk}", {"version": petrov.version, "on": TODAY})
    assert "No account that you may change is called" in refused.content.decode()
    assert not foreign.contacts.exists()
    strange = add_post(map_=begin_map(account=foreign, title="Theirs"), title="COO")
    sent = {"version": petrov.version, "on": TODAY, "post": strange.pk}
    assert "post" in anna.post(f"{address}?to=Lumen", sent).context["form"].errors


def test_the_page_says_what_goes_along_and_what_is_left_unsupported(
    petrov: Actor, lumen: Account, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    anna = signed_in(cast.anna)
    address = f"{reverse('actor_away', args=[petrov.account_id, petrov.map_id, petrov.pk])}?to=Lumen"
    page = anna.get(address).content.decode()
    assert "“CEO” becomes vacant" in page and "What we judge of the person stays here" in page
    assert "Petrov came from Halvorsen, there: CEO." in page and what_was(petrov) in page
    sent = {"version": petrov.version, "on": TODAY.isoformat(), "title": "COO", "note": "An old friend."}
    assert anna.post(address, sent).status_code == 302
    assert lumen.contacts.get().title == "COO" and lumen.diary.get().summary == "An old friend."
    stale = anna.post(address, {**sent, "is_known_there": "on"})
    assert stale.status_code == 409 and lumen.diary.count() == 1
