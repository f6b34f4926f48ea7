"""What the map knows of people is told wherever they are listed: who has left, and by what post they are called."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.keeping import edit_contact
from accounts.models import Contact
from accounts.personal.erasing import erase_person
from decision_map.across import glimpsed
from decision_map.knowing import known_of
from decision_map.measures import measures
from decision_map.models import Actor, DecisionMap, Post
from decision_map.reading import read_map
from decision_map.seating import bring_onto_map, has_left, move
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


def test_who_has_left_is_marked_and_comes_last_in_lists_cards_and_ticks(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: Callable[[User], Client]
) -> None:
    ivanova = has_left(actor=Actor.objects.get(contact__name="Ivanova"), version=2, on=TODAY)
    anna = signed_in(cast.anna)
    page = anna.get(reverse("contacts", args=[drawn.account_id]))
    assert [contact.name for contact in page.context["page"]][-1] == "Ivanova"
    assert page.content.decode().count("(has left)") == 1
    form = anna.get(reverse("diary_new", args=[drawn.account_id])).context["form"]
    assert [label for _pk, label in form.fields["theirs"].choices][-1] == "Ivanova, CFO (has left)"
    seats = anna.get(reverse("post_new", args=[drawn.account_id, drawn.pk])).context["form"]
    assert [label for _pk, label in seats.fields["contact"].choices][-1] == "Ivanova, CFO (has left)"
    for card in (
        reverse("contacts_cards", args=[drawn.account_id]),
        reverse("contact_card", args=[drawn.account_id, ivanova.contact_id]),
        reverse("actor_card", args=[drawn.account_id, drawn.pk, ivanova.pk]),
    ):
        assert anna.get(card).content.decode().count("NOTE:Has left Halvorsen.") == 1
    bring_onto_map(map_=drawn, contact=ivanova.contact)
    assert "(has left)" not in anna.get(reverse("contacts", args=[drawn.account_id])).content.decode()


def test_a_contact_called_by_the_post_that_was_left_is_called_by_the_new_one(drawn: DecisionMap) -> None:
    ivanova = Actor.objects.get(contact__name="Ivanova")
    controller, cfo = (Post.objects.get(title=title) for title in ("Controller", "CFO"))
    moved = move(actor=ivanova, version=2, to=controller, on=TODAY)
    contact = Contact.objects.get(pk=ivanova.contact_id)
    assert contact.title == "Controller"
    edit_contact(contact=contact, version=contact.version, changes={"title": "In charge of the figures"})
    move(actor=moved, version=moved.version, to=cfo, on=TODAY)
    assert Contact.objects.get(pk=ivanova.contact_id).title == "In charge of the figures"


def test_who_was_erased_keeps_the_box_and_counts_as_nobody(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: Callable[[User], Client]
) -> None:
    orlov = Actor.objects.get(contact__name="Orlov")
    erase_person(contact=orlov.contact, typed_name="Orlov", reason="asked", on=TODAY, at=timezone.now(), by=cast.ada)
    word = Contact.objects.get(pk=orlov.contact_id).name
    shown = read_map(drawn, TODAY, may_judge=True)
    assert [post.person.name for post in shown.posts if post.person and post.title == "Buyer"] == [word]
    known = known_of(shown)
    assert orlov.pk not in {person.id for person in known.people}
    figures = measures(known, at=TODAY)
    assert (figures.people, figures.vacancies) == (3, 1)
    maps = DecisionMap.objects.filter(pk=drawn.pk)
    assert glimpsed(maps, TODAY, may_judge=True)[0].known.present == known.present
    anna = signed_in(cast.anna)
    matrix = anna.get(reverse("map_contacts", args=[drawn.account_id, drawn.pk])).context["matrix"]
    assert sorted(row.person.name for row in matrix.rows) == ["Ivanova", "Petrov", "Smirnov"]
    for cards in ("contacts_cards", "map_cards"):
        arguments = [drawn.account_id, drawn.pk][: 1 if cards == "contacts_cards" else 2]
        assert word not in anna.get(reverse(cards, args=arguments)).content.decode()
    table = anna.get(reverse("map_table", args=[drawn.account_id, drawn.pk])).content.decode()
    assert word in table and reverse("actor_left", args=[drawn.account_id, drawn.pk, orlov.pk]) not in table
    assert anna.get(reverse("map_leaves", args=[drawn.account_id, drawn.pk, orlov.pk])).status_code == 404
