"""Two people at one map at the same moment: one waits for the other, and neither waits for ever."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Account, Contact
from accounts.personal.erasing import erase_person
from decision_map.drawing import lock_map, remove_post
from decision_map.importing.present import present_of
from decision_map.importing.reading import chart_of, table_of
from decision_map.importing.writing import take_chart
from decision_map.merging import merge_people
from decision_map.models import Actor, DecisionMap, Judgement, Post
from decision_map.moving_away import move_away
from decision_map.personal import refuse_erased_people
from decision_map.side_by_side import seen
from dossiers.reviews.verifying import sign_review
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY
from tests.decision_map.test_by_hand import IN_PLACE
from tests.dossiers.reviewing import answered
from tests.test_at_the_same_moment import arriving_during, patient
from tests.waiting_for_locks import GIVE_UP_AFTER, wait_until_they_wait

pytestmark = pytest.mark.django_db(transaction=True)
Drag = Callable[..., Callable[[], object]]


@pytest.fixture
def drag(cast: SimpleNamespace, drawn: DecisionMap, signed_in: Callable[[User], Client]) -> Drag:
    client = patient(signed_in(cast.anna))

    def of(post: Post, under: str) -> Callable[[], object]:
        address = f"{drawn.get_absolute_url()}posts/{post.pk}/under/"
        sent = {"version": post.version, "reports_to": Post.objects.get(map=drawn, title=under).pk}
        return lambda: client.post(address, sent, headers=IN_PLACE)

    return of


def test_a_drag_waits_for_whoever_writes_boxes_of_the_map(drawn: DecisionMap, drag: Drag) -> None:
    """A removal of the superior writes its reports one by one, an import what it has compared."""
    with arriving_during(drag(Post.objects.get(title="Buyer"), "CFO")) as answers:
        lock_map(drawn)
    assert answers[0].status_code == 302
    assert Post.objects.get(title="Buyer").reports_to.title == "CFO"  # type: ignore[union-attr]


def test_a_drag_of_what_is_removed_at_that_moment_is_told_that_it_is_gone(drawn: DecisionMap, drag: Drag) -> None:
    buyer = Post.objects.get(title="Buyer")
    with arriving_during(drag(buyer, "CFO")) as answers:
        remove_post(post=buyer, version=buyer.version)
    assert answers[0].status_code == 409
    assert "This post is no longer on the map" in answers[0].content.decode()


def test_a_drag_waits_for_the_signature_of_a_review(drawn: DecisionMap, drag: Drag, cast: SimpleNamespace) -> None:
    review = answered(drawn.account, cast.anna, timezone.now())
    buyer = Post.objects.get(title="Buyer")
    with arriving_during(drag(buyer, "CFO")) as answers:
        review = sign_review(review=review, by=cast.anna, at=timezone.now() + datetime.timedelta(hours=1))
    assert answers[0].status_code == 302
    [frozen] = [entry for entry in review.snapshot["topics"]["map"] if entry["value"].get("title") == "Buyer"]
    assert "CEO" in str(frozen) and "CFO" not in str(frozen)


def test_an_erasure_waits_for_who_judges_and_takes_it_along(drawn: DecisionMap, cast: SimpleNamespace) -> None:
    petrov = Actor.objects.get(contact__name="Petrov")
    given = {"typed_name": "Petrov", "reason": "asked", "on": TODAY, "at": timezone.now(), "by": cast.ada}
    with arriving_during(lambda: erase_person(contact=petrov.contact, **given)):
        refuse_erased_people(petrov)
        given_now = {"key": "criteria", "value": "price", "as_of": TODAY, "actor_version": petrov.version}
        Judgement.objects.create(account=drawn.account, actor=petrov, **given_now)
    assert not Judgement.objects.filter(actor=petrov).exists()


def merging(drawn: DecisionMap) -> None:
    kept, gone = (Contact.objects.get(name=name) for name in ("Petrov", "Orlov"))
    merge_people(kept=kept, gone=gone, as_seen=seen(kept, gone), chosen=[])


def importing(drawn: DecisionMap) -> None:
    chart = chart_of(table_of(b"id;name;title;reports to\n1;Petrov;CEO;\n2;Belova;Clerk;1"), {})
    take_chart(map_=drawn, chart=chart, seen=present_of(drawn).digest, gone=False, on=TODAY)


def moving_away(drawn: DecisionMap) -> None:
    petrov = Actor.objects.get(contact__name="Petrov")
    to = Account.objects.exclude(pk=drawn.account_id).get()
    move_away(actor=petrov, version=petrov.version, to=to, on=TODAY, by=None)


@pytest.mark.parametrize("verb", [merging, importing, moving_away])
def test_who_writes_contacts_and_a_map_waits_for_the_client_before_anything_is_locked(
    verb: Callable[[DecisionMap], None], drawn: DecisionMap, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    """An erasure holds the client first and its maps last; whoever had them already would wait for it for ever."""
    new_account("Lumen", kam=cast.anna)

    def write() -> None:
        try:
            verb(drawn)
            done.append(verb.__name__)
        finally:
            connection.close()

    done: list[str] = []
    second = threading.Thread(target=write)
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=drawn.account_id)
        second.start()
        wait_until_they_wait(who=second)
        DecisionMap.objects.select_for_update(nowait=True, no_key=True).get(pk=drawn.pk)
    second.join(GIVE_UP_AFTER)
    assert done == [verb.__name__]
