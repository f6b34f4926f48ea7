"""A review asks about the map where there is one; what is judged of people is told to those who may edit alone."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account
from decision_map.drawing import add_post, begin_map, edit_post, remove_map
from decision_map.judging import judge
from decision_map.lines import edit_line, remove_line
from decision_map.models import Actor, DecisionMap, Judgement, Line, Post
from decision_map.newcomers import Newcomer, add_newcomers
from decision_map.seating import has_left, move
from dossiers.models import Review
from dossiers.reviews import topics as review_topics
from dossiers.reviews.changes import between, groups
from dossiers.reviews.checking import check_fact
from dossiers.reviews.page import review_page, signed_topics
from dossiers.reviews.verifying import answer_topic, sign_review, start_review
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY
from tests.dossiers.reviewing import MORNING, answered, signed

pytestmark = pytest.mark.django_db

QUARTER = datetime.timedelta(days=91)


def actor(name: str) -> Actor:
    return Actor.objects.get(contact__name=name)


def judge_again(name: str, **values: str) -> None:
    one = actor(name)
    judge(actor=one, version=one.version, values=values, source="Siri", on=TODAY, by=one.account.kam)


@pytest.fixture
def account(drawn: DecisionMap) -> Account:
    return Account.objects.get(pk=drawn.account_id)


def test_a_client_without_a_map_is_not_asked_about_one_and_the_page_leads_to_its_beginning(
    cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: Callable[[User], Client]
) -> None:
    account = new_account("Acme", kam=cast.anna)
    begin_map(account=account, title="Still blank")
    assert "map" not in [topic.key for topic in review_topics.asked(account)]
    review = answered(account, cast.anna)
    with pytest.raises(ValidationError):
        answer_topic(review=review, topic="map", verdict="true", note="", by=cast.anna, at=MORNING)
    page = signed_in(cast.anna).get(reverse("review", args=[account.pk]))
    assert [(topic.key, path) for topic, path in page.context["page"].beside] == [
        ("map", reverse("map_first", args=[account.pk])),
        ("plan", reverse("plans", args=[account.pk])),
    ]
    sign_review(review=review, by=cast.anna, at=MORNING + QUARTER / 90)
    assert "map" not in [shown.title for shown in signed_topics(Review.objects.get(), guarded=True)]


def test_a_client_with_a_map_is_not_signed_before_its_map_is_answered(account: Account, cast: SimpleNamespace) -> None:
    review = answered(account, cast.anna)
    review.answers.filter(topic="map").delete()
    with pytest.raises(ValidationError, match="Decision map"):
        sign_review(review=review, by=cast.anna, at=MORNING)


def test_posts_people_judgements_and_lines_are_read_with_where_they_are_edited(
    account: Account, cast: SimpleNamespace
) -> None:
    page = review_page(account, None, "map", datetime.date.today(), guarded=True)
    assert page.current is not None
    read = {fact.title: fact.text for fact in page.current.facts}
    assert read == {
        "Post “CEO”": "",
        "Post “CFO”": "Reports to: CEO",
        "Post “Buyer”": "Reports to: CEO",
        "Post “Controller”": "Reports to: CFO",
        "Petrov": f"Post: CEO\nOur counterpart: {cast.anna.full_name}",
        "Ivanova": "Post: CFO",
        "Orlov": "Post: Buyer",
        "Smirnov": "",
        "What we judge of Petrov": "Buying roles: Decision maker\nAttitude to us: Mentor",
        "What we judge of Ivanova": "Buying roles: Buyer\nAttitude to us: Enemy",
        "Ivanova influences Petrov strongly": "Strength: Strong\nold friends",
        "Orlov and Smirnov are in conflict": "",
    }
    assert [fact.title for fact in page.current.facts if fact.is_stale] == ["What we judge of Ivanova"]
    assert page.topics[-1].stale == 1


def test_every_entry_has_the_page_that_edits_it(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    start_review(account=account, by=cast.anna, at=MORNING)
    page = signed_in(cast.anna).get(reverse("review", args=[account.pk]), {"section": "map"})
    paths = {fact.path for fact in page.context["page"].current.facts}
    assert len(paths) == 12
    assert {signed_in(cast.anna).get(path).status_code for path in paths} == {200}


def test_two_reviews_tell_who_came_left_and_moved_and_who_is_judged_anew(
    account: Account, cast: SimpleNamespace, drawn: DecisionMap
) -> None:
    first = signed(account, cast.anna)
    add_newcomers(map_=drawn, newcomers=[Newcomer(1, "Lebedeva", "Lawyer")], on=TODAY)
    has_left(actor=actor("Smirnov"), version=actor("Smirnov").version, on=TODAY)
    move(actor=actor("Orlov"), version=1, to=Post.objects.get(title="Controller"), on=TODAY)
    judge_again("Petrov", attitude="neutral")
    line = Line.objects.get(kind="influence")
    edit_line(line=line, version=1, changes={"strength": 1}, on=TODAY, by=cast.boris)
    remove_line(line=Line.objects.get(kind="conflict"), version=1)
    second = signed(account, cast.anna, MORNING + QUARTER)
    (group,) = [each for each in groups(between(first, second, guarded=True)) if str(each.title) == "Decision map"]
    told = {change.title: (change.before, change.after, change.who) for change in group.changes}
    assert told == {
        "Post “Lawyer”": ("", "Post “Lawyer”", ""),
        "Lebedeva": ("", "Post: Lawyer", ""),
        "Smirnov": ("Smirnov", "", ""),
        "Orlov": ("Post: Buyer", "Post: Controller", ""),
        "What we judge of Petrov": (
            "Buying roles: Decision maker\nAttitude to us: Mentor",
            "Buying roles: Decision maker\nAttitude to us: Neutral",
            cast.anna.full_name,
        ),
        "Ivanova influences Petrov a little": (
            "Strength: Strong\nold friends",
            "Strength: Weak\nold friends",
            cast.boris.full_name,
        ),
        "Orlov and Smirnov are in conflict": ("Orlov and Smirnov are in conflict", "", ""),
    }
    assert (group.came, group.went, group.otherwise) == (2, 2, 3)


def test_a_new_name_of_a_map_a_post_above_or_a_person_is_told_once(
    account: Account, cast: SimpleNamespace, drawn: DecisionMap
) -> None:
    """A second map makes the first be named, and what is called otherwise is the same."""
    first = signed(account, cast.anna)
    begin_map(account=account, title="A purchase")
    edit_post(post=Post.objects.get(title="CFO"), version=1, changes={"title": "Finance director"})
    second = signed(account, cast.anna, MORNING + QUARTER)
    assert [change.after and change.after["title"] for change in between(first, second, guarded=True)] == [
        "Finance director"
    ]


def test_a_map_drawn_after_a_review_is_new_and_one_of_before_this_topic_is_not(
    cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    account = new_account("Acme", kam=cast.anna)
    first = signed(account, cast.anna)
    add_post(map_=begin_map(account=account, title="All"), title="CEO")
    second = signed(account, cast.anna, MORNING + QUARTER)
    assert [change.topic for change in between(first, second, guarded=True)] == ["map"]
    del first.snapshot["topics"]["map"]
    assert between(first, second, guarded=True) == []


def test_a_removed_map_has_gone_and_is_asked_about_no_more(
    account: Account, cast: SimpleNamespace, drawn: DecisionMap
) -> None:
    first = signed(account, cast.anna)
    running = answered(account, cast.anna, MORNING + QUARTER)
    remove_map(map_=drawn, version=1)
    second = sign_review(review=running, by=cast.anna, at=MORNING + QUARTER)
    gone = between(first, second, guarded=True)
    assert [(change.topic, change.after) for change in gone] == [("map", None)] * 12


def test_a_signature_confirms_what_is_judged_but_not_what_was_called_unknown(
    account: Account, cast: SimpleNamespace, drawn: DecisionMap
) -> None:
    judge_again("Smirnov", attitude="neutral")
    judge_again("Orlov", attitude="neutral")
    has_left(actor=actor("Smirnov"), version=actor("Smirnov").version, on=TODAY)
    Judgement.objects.update(as_of=TODAY - QUARTER)
    Line.objects.update(as_of=TODAY - QUARTER)
    running = answered(account, cast.anna, MORNING + QUARTER)
    unknown = f"map_judged:{drawn.pk}-{actor('Ivanova').pk}"
    check_fact(review=running, topic="map", key=unknown, verdict="unknown", by=cast.anna, at=MORNING + QUARTER)
    review = sign_review(review=running, by=cast.anna, at=MORNING + QUARTER)
    days = dict(Judgement.objects.values_list("actor__contact__name", "as_of").distinct())
    old = TODAY - QUARTER
    assert days == {"Petrov": review.signed_on, "Orlov": review.signed_on, "Ivanova": old, "Smirnov": old}
    assert set(Line.objects.values_list("as_of", flat=True)) == {review.signed_on}


def test_what_is_judged_after_the_answer_still_true_is_looked_at_again(account: Account, cast: SimpleNamespace) -> None:
    review = answered(account, cast.anna)
    judge_again("Petrov", attitude="enemy")
    with pytest.raises(ValidationError, match="Decision map"):
        sign_review(review=review, by=cast.anna, at=MORNING)


def test_whoever_may_not_edit_reads_of_a_review_that_the_map_was_looked_at_and_no_judgement(
    account: Account, cast: SimpleNamespace, signed_in: Callable[[User], Client]
) -> None:
    """On no page of reviews, and not in the history: neither what is judged nor what the reviewer notes of it."""
    judge_again("Petrov", criteria="Nachtschatten")
    signed(account, cast.anna)
    judge_again("Petrov", criteria="Nachtschatten again")
    review = answered(account, cast.anna, MORNING + QUARTER)
    answer_topic(review=review, topic="map", verdict="changed", note="Nachtschatten", by=cast.anna, at=MORNING)
    running = [reverse("review", args=[account.pk]) + f"?section={section}" for section in ("map", "sign")]
    pages = [*running, reverse("account_history", args=[account.pk])]
    seen = [_word_on(signed_in(user), pages) for user in (cast.boris, cast.anna)]
    sign_review(review=review, by=cast.anna, at=MORNING + QUARTER)
    pages = [reverse(name, args=[account.pk, 2]) for name in ("review_signed", "review_changes")]
    seen += [_word_on(signed_in(user), pages) for user in (cast.boris, cast.anna)]
    assert seen == [[False] * 3, [True] * 3, [False] * 2, [True] * 2]


def _word_on(client: Client, pages: list[str]) -> list[bool]:
    found = []
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200
        found.append("Nachtschatten" in response.content.decode())
    return found


def test_a_larger_map_takes_no_more_queries_to_review(
    account: Account,
    drawn: DecisionMap,
    cast: SimpleNamespace,
    signed_in: Callable[[User], Client],
) -> None:
    client, page = signed_in(cast.anna), reverse("review", args=[account.pk]) + "?section=map"
    start_review(account=account, by=cast.anna, at=MORNING)
    client.get(page)
    counts = []
    for n in (0, 3):
        names = [Newcomer(i + 1, f"Person {n} {i}", f"Post {n} {i}") for i in range(n)]
        add_newcomers(map_=drawn, newcomers=names, on=TODAY)
        for each in Actor.objects.filter(contact__name__startswith="Person"):
            judge(actor=each, version=each.version, values={"attitude": "enemy"}, source="", on=TODAY, by=cast.anna)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        counts.append(len(queries))
    assert counts[0] == counts[1]
