"""Two people at one map at the same moment: one waits for the other, and neither waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from decision_map.drawing import lock_map, remove_post
from decision_map.models import DecisionMap, Post
from decision_map.reviewing.topic import Maps
from kam_portal.foundation.people.models import User
from tests.decision_map.test_by_hand import IN_PLACE
from tests.test_at_the_same_moment import arriving_during, patient

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
    assert answers[0].status_code == 200
    assert Post.objects.get(title="Buyer").reports_to.title == "CFO"  # type: ignore[union-attr]


def test_a_drag_of_what_is_removed_at_that_moment_is_told_that_it_is_gone(drawn: DecisionMap, drag: Drag) -> None:
    buyer = Post.objects.get(title="Buyer")
    with arriving_during(drag(buyer, "CFO")) as answers:
        remove_post(post=buyer, version=buyer.version)
    assert answers[0].status_code == 409
    assert "This post is no longer on the map" in answers[0].content.decode()


def test_a_drag_waits_for_the_signature_of_a_review(drawn: DecisionMap, drag: Drag) -> None:
    with arriving_during(drag(Post.objects.get(title="Buyer"), "CFO")) as answers:
        Maps().hold(drawn.account)
    assert answers[0].status_code == 200
