"""What the map knows of people is told wherever they are listed: who has left, and by what post they are called."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.keeping import edit_contact
from accounts.models import Contact
from decision_map.models import Actor, DecisionMap, Post
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
