"""A person is erased under whatever name and number they were known, beside whoever writes at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.importing.running import KINDS, run
from accounts.keeping import create_contact
from accounts.models import Account, Contact, SamePerson
from decision_map.drawing import add_post, begin_map
from decision_map.judging import judge
from decision_map.merging import merge_people
from decision_map.models import Actor, Judgement
from decision_map.moving_away import move_away
from decision_map.newcomers import Newcomer, add_newcomers
from decision_map.seating import bring_onto_map
from decision_map.side_by_side import seen
from dossiers.description import BY_KEY
from dossiers.diary.writing import edit_entry, write_entry
from dossiers.facts import save_section
from dossiers.models import DiaryEntry, Fact
from dossiers.reviews.topics import asked
from dossiers.reviews.verifying import answer_topic, sign_review, start_review
from kam_portal.foundation.people.models import User
from kam_portal.foundation.tabular.reading import read_table
from tests.conftest import TODAY
from tests.known_person import NAME, WORD
from tests.test_erasure import erase, tables_with
from tests.waiting_for_locks import wait_until_they_wait

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def account(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen Shipyards", kam=cast.anna)


def test_a_name_that_was_merged_away_is_erased_with_the_person(
    cast: SimpleNamespace, account: Account, signed_in: SignIn
) -> None:
    names = (f"{WORD} Lieselotte", f"Lotte {WORD}", "Olena Marzipan")
    first, second, last = (create_contact(account=account, name=name) for name in names)
    write_entry(account=account, on=TODAY, summary=f"Met Lotte {WORD}", by=cast.anna)
    for gone, kept in ((first, second), (second, last)):
        merge_people(kept=kept, gone=gone, as_seen=seen(kept, gone), chosen=[])
    assert SamePerson.objects.count() == 2
    erase(Contact.objects.get(pk=last.pk), cast, typed_name="Olena Marzipan")
    assert (tables_with(WORD), tables_with("Marzipan"), SamePerson.objects.count()) == ({}, {}, 0)
    assert WORD not in signed_in(cast.leonid).get(f"/accounts/{account.pk}/history/").content.decode()


def test_a_post_called_after_the_person_loses_the_name_however_short_or_shared(
    cast: SimpleNamespace, account: Account, signed_in: SignIn
) -> None:
    map_, names = begin_map(account=account, title="All of it"), ("Ян", "Klein", "J4")
    under = [Newcomer(number, name, under_line=number - 1 or None) for number, name in enumerate((*names, "Li"), 1)]
    add_newcomers(map_=map_, newcomers=[*under, Newcomer(5, None, "Deputy of Klein")], on=TODAY)
    review = start_review(account=account, at=timezone.now(), by=cast.anna)
    for topic in asked(account):
        answer_topic(review=review, topic=topic.key, verdict="true", note="", at=timezone.now(), by=cast.anna)
    sign_review(review=review, at=timezone.now(), by=cast.anna)
    write_entry(account=account, on=TODAY, summary="The post of Klein is cut. Boris Klein agrees.", by=cast.anna)
    leonid = signed_in(cast.leonid)
    for name in names:
        contact = Contact.objects.get(account=account, name=name)
        page = leonid.get(reverse("contact_erase", args=[account.pk, contact.pk]))
        told = [(mention.title, mention.excerpts, mention.is_doubtful) for mention in page.context["mentions"]]
        assert ("Post", [f"Post of {name}"], True) in told and "In doubt:" in page.content.decode()
        erase(contact, cast, typed_name=name)
    titles = [f"Post of {name}" for name in (*(f"Erased person {number}" for number in (1, 2, 3)), "Li")]
    assert list(map_.posts.order_by("title").values_list("title", flat=True)) == ["Deputy of Klein", *titles]
    assert [tables_with(f"Post of {name}") for name in names] == [{}, {}, {}]
    assert DiaryEntry.objects.get().summary == "The post of Erased person 2 is cut. Boris Klein agrees."


def test_the_pages_of_an_erased_person_refuse_in_words(
    cast: SimpleNamespace, account: Account, signed_in: SignIn
) -> None:
    map_ = begin_map(account=account, title="All of it")
    actor = bring_onto_map(map_=map_, contact=create_contact(account=account, name=NAME))
    erase(actor.contact, cast)
    anna, actor, to = signed_in(cast.anna), Actor.objects.get(), add_post(map_=map_, title="Controller")
    for page, sent in (("move", {"to": to.pk, "on": "2026-11-22"}), ("left", {"on": "2026-11-22"}), ("back", {})):
        address = reverse(f"actor_{page}", args=[account.pk, map_.pk, actor.pk])
        answer = anna.post(address, {**sent, "version": actor.version}, follow=True)
        assert "This person was erased on request" in answer.content.decode(), page
    assert (Actor.objects.get().version, to.occupancies.count()) == (actor.version, 0)


def test_a_list_of_contacts_that_names_an_erased_person_is_refused_by_its_line(
    cast: SimpleNamespace, account: Account
) -> None:
    olga = create_contact(account=account, name=NAME)
    erase(olga, cast)
    lines = [f"{account.trade_name},{name},x@x.example" for name in ("Smirnov", "Erased person 1")]
    table = read_table("\n".join(["account,name,email", *lines]).encode())
    outcome = run(kind=KINDS["contacts"], table=table, overrides={}, by=None, on=TODAY, dry_run=False)
    assert outcome.rejected == [(3, "This person was erased on request: nothing more is kept about them.")]
    assert list(account.contacts.values_list("name", "emails")) == [("Erased person 1", [])]


def test_who_erases_somebody_is_told_at_which_other_client_they_are_kept(
    cast: SimpleNamespace, account: Account, new_account: Callable[..., Account], signed_in: SignIn
) -> None:
    orient = new_account("Orient Lines", kam=cast.viktor)
    left = bring_onto_map(
        map_=begin_map(account=account, title="All of it"), contact=create_contact(account=account, name=NAME)
    )
    arrived = move_away(actor=left, version=1, to=orient, on=TODAY, by=cast.anna)
    double = create_contact(account=orient, name="O. Quetz")
    merge_people(kept=double, gone=arrived, as_seen=seen(double, arrived), chosen=["name"])
    there, here = ([a.pk, c] for a, c in ((orient, double.pk), (account, left.contact_id)))
    pages = {
        name: signed_in(user).get(reverse("contact_erase", args=at)).content.decode()
        for name, user, at in (("lead", cast.leonid, here), ("admin", cast.ada, here), ("other", cast.ada, there))
    }
    assert ["Everything kept at Orient Lines" in pages[name] for name in ("lead", "admin")] == [True, True]
    assert "Everything kept at Halvorsen Shipyards" in pages["other"]
    address = reverse("contact_data", args=there)
    assert [address in pages[name] for name in ("lead", "admin")] == [False, True]
    erase(Contact.objects.get(pk=left.contact_id), cast)
    page = signed_in(cast.ada).get(reverse("contact_erase", args=there)).content.decode()
    assert (Contact.objects.get(pk=double.pk).name, "Everything kept at" in page) == (NAME, False)


@pytest.mark.django_db(transaction=True)
def test_who_saves_a_text_beside_an_erasure_loses_nothing_of_it_but_the_name(
    cast: SimpleNamespace, account: Account
) -> None:
    olga, smirnov = (create_contact(account=account, name=name) for name in (NAME, "Smirnov"))
    map_ = begin_map(account=account, title="All of it")
    other = bring_onto_map(map_=map_, contact=smirnov)
    entry = write_entry(account=account, on=TODAY, summary=f"Met {NAME}", by=cast.anna)
    judge(actor=other, version=1, values={"criteria": f"Asks {NAME}"}, source="", on=TODAY, by=cast.anna)
    general: dict[str, Any] = {"account": account, "section": BY_KEY["general"], "on": TODAY, "by": cast.anna}
    save_section(version=0, values={"description": f"Founded by {NAME}"}, source="", **general)

    def erase_meanwhile() -> None:
        try:
            erase(olga, cast)
        finally:
            connection.close()

    new: dict[str, Any] = {"values": {"criteria": f"Asks {NAME} first"}, "source": "", "on": TODAY, "by": cast.anna}
    erasing = threading.Thread(target=erase_meanwhile)
    with transaction.atomic():
        edit_entry(entry=entry, version=1, changes={"summary": f"Met {NAME}: they sign in May"})
        judge(actor=other, version=2, **new)
        save_section(version=1, values={"description": f"Founded by {NAME} in 1907"}, source="", **general)
        erasing.start()
        wait_until_they_wait(who=erasing)
    erasing.join(10)
    assert DiaryEntry.objects.get().summary == "Met Erased person 1: they sign in May"
    assert Judgement.objects.get().value == "Asks Erased person 1 first"
    assert Fact.objects.get().value == "Founded by Erased person 1 in 1907"
    assert tables_with(WORD) == {}
