"""Maps and their boxes: begun, hung under one another, removed; circles are refused, also by two at once."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Account
from decision_map.drawing import MOST_POSTS, add_post, begin_map, edit_map, edit_post, remove_map, remove_post
from decision_map.models import DecisionMap, Post
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from tests.test_at_the_same_moment import arriving_during, patient, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def yard(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    return new_account("Halvorsen", kam=cast.anna)


@pytest.fixture
def drawn(yard: Account) -> DecisionMap:
    return begin_map(account=yard, title="All of it")


def tree_of(map_: DecisionMap) -> dict[str, str | None]:
    return dict(Post.objects.filter(map=map_).values_list("title", "reports_to__title"))


def test_the_first_map_is_opened_first_and_its_heir_after_it(yard: Account, drawn: DecisionMap) -> None:
    other = begin_map(account=yard, title="The mill")
    assert (drawn.is_primary, other.is_primary) == (True, False)
    remove_map(map_=drawn, version=1)
    assert DecisionMap.objects.get().is_primary


def test_another_map_is_opened_first_in_place_of_the_one_before(yard: Account, drawn: DecisionMap) -> None:
    other = begin_map(account=yard, title="The mill")
    edit_map(map_=other, version=1, changes={"is_primary": True})
    assert list(DecisionMap.objects.filter(is_primary=True)) == [other]
    with pytest.raises(ValidationError, match="One map is opened first"):
        edit_map(map_=other, version=2, changes={"is_primary": False})


def test_a_title_is_given_once_an_account(yard: Account, drawn: DecisionMap) -> None:
    with pytest.raises(ValidationError, match="A map of this title is here already"):
        begin_map(account=yard, title=drawn.title)


def test_a_full_map_takes_no_further_post(yard: Account, drawn: DecisionMap) -> None:
    Post.objects.bulk_create(Post(account=yard, map=drawn, title=f"Post {n}") for n in range(MOST_POSTS - 1))
    add_post(map_=drawn, title="The last one")
    with pytest.raises(ValidationError, match="more are not kept"):
        add_post(map_=drawn, title="One too many")


def test_a_post_moves_with_what_stands_under_it_and_no_circle_is_closed(drawn: DecisionMap) -> None:
    ceo = add_post(map_=drawn, title="CEO")
    cfo = add_post(map_=drawn, title="CFO", reports_to=ceo)
    clerk = add_post(map_=drawn, title="Clerk", reports_to=cfo)
    for superior in (ceo, cfo, clerk):
        with pytest.raises(ValidationError, match="stands under “CEO” already, or is the same") as refused:
            edit_post(post=ceo, version=1, changes={"reports_to": superior})
        assert list(refused.value.error_dict) == ["reports_to"]
    assert tree_of(drawn) == {"CEO": None, "CFO": "CEO", "Clerk": "CFO"}


def test_the_database_itself_refuses_a_circle_and_a_post_of_another_map(yard: Account, drawn: DecisionMap) -> None:
    ceo = add_post(map_=drawn, title="CEO")
    cfo = add_post(map_=drawn, title="CFO", reports_to=ceo)
    foreign = add_post(map_=begin_map(account=yard, title="The mill"), title="Miller")
    for superior, told in ((cfo, "report to itself"), (foreign, "within its own map")):
        with pytest.raises(IntegrityError, match=told), transaction.atomic():
            Post.objects.filter(pk=ceo.pk).update(reports_to=superior)
    with pytest.raises(ValidationError, match="is not on this map"):
        add_post(map_=drawn, title="Buyer", reports_to=foreign)


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_at_once_that_would_close_a_circle_one_is_refused_in_words(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: Callable[[User], Client]
) -> None:
    one, other = add_post(map_=drawn, title="One"), add_post(map_=drawn, title="Other")
    client, page = patient(signed_in(cast.anna)), f"/accounts/{drawn.account_id}/map/{drawn.pk}/posts/{other.pk}/edit/"
    data = {"title": "Other", "reports_to": one.pk, "version": 1}
    with arriving_during(lambda: client.post(page, data)) as answers:
        edit_post(post=one, version=1, changes={"reports_to": other})
    said = "“One” stands under “Other” already, or is the same. Choose another one."
    assert (answers[0].status_code, words(answers[0])) == (200, [said])
    assert tree_of(drawn) == {"One": "Other", "Other": None}


def test_what_stood_under_a_removed_post_goes_on_under_its_superior(drawn: DecisionMap) -> None:
    ceo = add_post(map_=drawn, title="CEO")
    cfo = add_post(map_=drawn, title="CFO", reports_to=ceo)
    clerk = add_post(map_=drawn, title="Clerk", reports_to=cfo)
    remove_post(post=cfo, version=1)
    assert tree_of(drawn) == {"CEO": None, "Clerk": "CEO"}
    with pytest.raises(StaleEdit):
        remove_post(post=clerk, version=1)


def test_a_post_that_was_removed_meanwhile_takes_nobody_in_and_says_so(drawn: DecisionMap) -> None:
    ceo = add_post(map_=drawn, title="CEO")
    remove_post(post=Post.objects.get(pk=ceo.pk), version=1)
    with pytest.raises(ValidationError, match="or was removed meanwhile"):
        add_post(map_=drawn, title="CFO", reports_to=ceo)
