"""The picture changed by hand: every change answers with the picture as it is then, a refusal with its reason."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account, AccountMember
from decision_map.drawing import add_post, begin_map
from decision_map.judging import judge
from decision_map.models import Actor, DecisionMap, Judgement, Line, Post
from decision_map.newcomers import seat_somebody
from decision_map.seating import edit_counterpart
from decision_map.undoing import last_done
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
IN_PLACE = {"HX-Request": "true"}


class Hand:
    """One person at the picture of one map."""

    def __init__(self, client: Client, map_: DecisionMap) -> None:
        self.client, self.map = client, map_

    def post(self, name: str, *arguments: object, **sent: Any) -> HttpResponse:
        address = reverse(name, args=[self.map.account_id, self.map.pk, *arguments])
        return self.client.post(address, sent, headers=IN_PLACE)  # type: ignore[return-value]

    def follow(self, name: str, *arguments: object, **sent: Any) -> HttpResponse:
        """To the picture as it is then, as a browser goes on by itself."""
        answer = self.post(name, *arguments, **sent)
        return self.client.get(answer.headers["Location"], headers=IN_PLACE) if answer.status_code == 302 else answer  # type: ignore[return-value]

    def move(self, title: str, under: str | None, version: int | None = None) -> HttpResponse:
        post = self.box(title)
        above = self.box(under).pk if under else ""
        return self.follow("post_under", post.pk, version=version or post.version, reports_to=above)

    def undo(self) -> HttpResponse:
        user = User.objects.get(pk=self.client.session["_auth_user_id"])
        done = last_done(self.map, user)
        return self.follow("map_undo", change=done.key if done else "")

    def box(self, title: str) -> Post:
        return Post.objects.get(map=self.map, title=title)

    def actor(self, name: str) -> Actor:
        return Actor.objects.get(map=self.map, contact__name=name)

    def above(self, title: str) -> str | None:
        return Post.objects.values_list("reports_to__title", flat=True).get(map=self.map, title=title)


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: SignIn, drawn: DecisionMap) -> Hand:
    return Hand(signed_in(cast.anna), drawn)


@pytest.fixture
def boris(cast: SimpleNamespace, signed_in: SignIn, drawn: DecisionMap) -> Hand:
    AccountMember.objects.filter(user=cast.boris).update(can_edit=True)
    return Hand(signed_in(cast.boris), drawn)


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_a_card_hung_under_another_comes_back_with_the_picture_and_an_undo(anna: Hand) -> None:
    answer = anna.move("Buyer", "CFO")
    assert answer.status_code == 200 and anna.above("Buyer") == "CFO"
    assert "“Buyer” stands under “CFO” now." in words(answer)
    assert "<svg" in words(answer) and "<html" not in words(answer)
    assert "data-undo>" in words(answer)


def test_a_card_hung_where_it_hangs_offers_nothing_to_take_back(anna: Hand) -> None:
    """What would be taken back is another change, made before."""
    anna.move("Controller", "CEO")
    answer = anna.move("Buyer", "CEO")
    assert answer.status_code == 200 and "data-undo>" not in words(answer)


def test_the_undo_beside_the_picture_takes_back_what_was_just_done(anna: Hand, cast: SimpleNamespace) -> None:
    for act in (lambda: anna.move("Buyer", "CFO"), anna.undo):
        offered, last = act().context["undo"], last_done(anna.map, cast.anna)
        assert last is not None and offered == last.key


def test_a_move_asks_little_of_the_database(anna: Hand) -> None:
    """Who asks and for what, both posts, and the move with its author; savepoints aside."""
    with CaptureQueriesContext(connection) as queries:
        address = reverse("post_under", args=[anna.map.account_id, anna.map.pk, anna.box("Buyer").pk])
        sent = {"version": anna.box("Buyer").version, "reports_to": anna.box("CFO").pk}
        before = len(queries)
        anna.client.post(address, sent, headers=IN_PLACE)
    asked = [each["sql"] for each in queries.captured_queries[before:] if "SAVEPOINT" not in each["sql"]]
    assert len(asked) == 9, asked


def test_after_a_move_the_picture_is_asked_for_as_it_stood(anna: Hand) -> None:
    """Filters and folded branches stay; what may be taken back is offered only to who may edit."""
    buyer, cfo = anna.box("Buyer"), anna.box("CFO")
    address = reverse("post_under", args=[anna.map.account_id, anna.map.pk, buyer.pk])
    sent = {"version": buyer.version, "reports_to": cfo.pk}
    answer = anna.client.post(f"{address}?fold={cfo.pk}&q=orl&next=/elsewhere/", sent, headers=IN_PLACE)
    path, _mark, query = answer.headers["Location"].partition("?")
    asked = dict(each.split("=") for each in query.split("&"))
    assert path == anna.map.get_absolute_url() and asked.pop("undo")
    assert asked == {"q": "orl", "fold": str(cfo.pk)}


def test_a_reader_without_right_is_offered_nothing_to_take_back(
    anna: Hand, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    page = signed_in(cast.boris).get(anna.map.get_absolute_url(), {"undo": "x"}, headers=IN_PLACE)
    assert "data-undo" not in words(page)  # type: ignore[arg-type]
    mine = words(anna.client.get(anna.map.get_absolute_url(), {"undo": '"><b>x'}, headers=IN_PLACE))  # type: ignore[arg-type]
    assert "data-undo" in mine and "<b>x" not in mine


def test_a_card_goes_to_the_top(anna: Hand) -> None:
    assert "“Buyer” stands at the top now." in words(anna.move("Buyer", None))
    assert anna.above("Buyer") is None


def test_an_older_picture_is_refused_with_the_present_one_and_who_changed_it(anna: Hand, boris: Hand) -> None:
    version = anna.box("Buyer").version
    assert boris.move("Buyer", "CFO").status_code == 200
    answer = anna.move("Buyer", None, version)
    assert answer.status_code == 409 and anna.above("Buyer") == "CFO"
    assert "Boris Klein changed “Buyer” while you looked at an older picture." in words(answer)
    assert f'data-version="{version + 1}"' in words(answer) and "data-undo>" not in words(answer)


def test_a_circle_is_refused_in_words(anna: Hand) -> None:
    answer = anna.move("CEO", "Controller")
    assert answer.status_code == 422 and anna.above("CEO") is None
    assert "“Controller” stands under “CEO” already, or is the same." in words(answer)


def test_nonsense_and_foreign_posts_are_refused_in_words(
    anna: Hand, cast: SimpleNamespace, new_account: Callable[..., Account]
) -> None:
    foreign = add_post(map_=begin_map(account=new_account("Orient", kam=cast.anna), title="Theirs"), title="COO")
    for sent in ({}, {"version": "x"}, {"version": 1, "reports_to": 10**30}, {"version": 1, "reports_to": foreign.pk}):
        assert anna.post("post_under", anna.box("Buyer").pk, **sent).status_code == 422
    assert anna.above("Buyer") == "CEO"


def test_a_card_that_was_removed_meanwhile_is_said_to_be_gone(anna: Hand, boris: Hand) -> None:
    buyer = anna.box("Buyer")
    boris.post("post_remove", buyer.pk, version=buyer.version)
    answer = anna.post("post_under", buyer.pk, version=buyer.version)
    assert answer.status_code == 409 and "This post is no longer on the map" in words(answer)
    assert "<svg" in words(answer) and f'id="card-{buyer.pk}"' not in words(answer)


def test_without_script_the_answer_leads_back_to_the_map(anna: Hand) -> None:
    address = reverse("post_under", args=[anna.map.account_id, anna.map.pk, anna.box("Buyer").pk])
    answer = anna.client.post(address, {"version": 1, "reports_to": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, anna.map.get_absolute_url())


def test_a_line_is_drawn_from_one_card_to_another(anna: Hand) -> None:
    ends = {"from_actor": anna.actor("Orlov").pk, "to_actor": anna.actor("Ivanova").pk}
    answer = anna.follow("line_drawn", kind="influence", strength=3, **ends)
    assert answer.status_code == 200 and "Drawn: Orlov influences Ivanova strongly." in words(answer)
    again = anna.post("line_drawn", kind="influence", strength=1, **ends)
    assert again.status_code == 422 and "These two have such a line already." in words(again)
    assert anna.follow("line_drawn", kind="conflict", **ends).status_code == 200
    assert Line.objects.filter(from_actor__in=ends.values(), to_actor__in=ends.values()).count() == 2


def test_a_card_shows_what_can_be_done_with_it(anna: Hand) -> None:
    ivanova = anna.actor("Ivanova")
    for card in (ivanova.occupancies.get().post_id, f"person-{anna.actor('Smirnov').pk}", anna.box("Controller").pk):
        answer = anna.client.get(reverse("map_card", args=[anna.map.account_id, anna.map.pk, card]))
        assert answer.status_code == 200
    for missing in ("0", "person-0", "nobody"):
        assert anna.client.get(reverse("map_card", args=[anna.map.account_id, anna.map.pk, missing])).status_code == 404


def test_what_the_picture_carries_for_the_hand_is_only_for_who_may_edit(
    anna: Hand, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    address = anna.map.get_absolute_url()
    assert "data-hands" in words(anna.client.get(address)) and "data-version" in words(anna.client.get(address))
    read = words(signed_in(cast.boris).get(address))
    assert "data-hands" not in read and "data-version" not in read and "map_hands" not in read


# One word changed on the card


def tag(hand: Hand, name: str, key: str, **sent: Any) -> HttpResponse:
    actor = hand.actor(name)
    address = reverse("actor_tag", args=[hand.map.account_id, hand.map.pk, actor.pk, key])
    back = f"{hand.map.get_absolute_url()}#card-{actor.pk}"
    return hand.client.post(f"{address}?next={back}", {"version": actor.version, **sent})  # type: ignore[return-value]


def stored(hand: Hand, name: str) -> dict[str, str]:
    return dict(Judgement.objects.filter(actor=hand.actor(name)).values_list("key", "value"))


def test_one_word_is_changed_by_itself_and_leads_back_to_the_card(anna: Hand) -> None:
    answer = tag(anna, "Ivanova", "attitude", attitude="neutral")
    assert answer.status_code == 302 and answer.headers["Location"].startswith(anna.map.get_absolute_url())
    assert stored(anna, "Ivanova") == {"roles": "buyer", "attitude": "neutral"}


def test_the_form_of_one_word_asks_for_nothing_else(anna: Hand) -> None:
    actor = anna.actor("Ivanova")
    for key, asked in (
        ("attitude", {"attitude", "still_true"}),
        ("trajectory", {"trajectory", "trajectory_since", "trajectory_why", "trajectory_until"}),
        ("roles", {"roles", "still_true"}),
    ):
        page = anna.client.get(reverse("actor_tag", args=[anna.map.account_id, anna.map.pk, actor.pk, key]))
        assert set(page.context["form"].fields) == asked | {"source", "version"}
    assert (
        anna.client.get(reverse("actor_tag", args=[anna.map.account_id, anna.map.pk, actor.pk, "x"])).status_code == 404
    )


def test_two_words_of_one_person_do_not_collide_and_the_same_word_does(anna: Hand, boris: Hand) -> None:
    version = anna.actor("Ivanova").version
    assert tag(boris, "Ivanova", "roles", roles=["buyer", "gatekeeper"]).status_code == 302
    assert tag(anna, "Ivanova", "attitude", attitude="neutral", version=version).status_code == 302
    refused = tag(boris, "Ivanova", "attitude", attitude="mentor", version=version)
    assert refused.status_code == 409 and "Anna Petrova" in words(refused)
    assert stored(anna, "Ivanova") == {"roles": "buyer gatekeeper", "attitude": "neutral"}


# Undo


def test_a_move_is_taken_back_and_brought_again(anna: Hand) -> None:
    anna.move("Buyer", "CFO")
    assert "taken back" in words(anna.undo()) and anna.above("Buyer") == "CEO"
    assert "taken back" in words(anna.undo()) and anna.above("Buyer") == "CFO"
    assert anna.box("Buyer").version == 4


def test_what_somebody_changed_since_stays(anna: Hand, boris: Hand) -> None:
    anna.move("Buyer", "CFO")
    boris.move("Buyer", None)
    answer = anna.undo()
    assert answer.status_code == 409 and anna.above("Buyer") is None
    assert "Boris Klein has changed the same since: Buyer. Nothing was taken back." in words(answer)


def test_another_field_changed_since_does_not_stand_in_the_way(anna: Hand, boris: Hand) -> None:
    anna.move("Buyer", "CFO")
    buyer = anna.box("Buyer")
    named = {"title": "Buyer", "unit": "North", "reports_to": buyer.reports_to_id, "version": buyer.version}
    assert boris.post("post_edit", buyer.pk, **named).status_code == 302
    assert anna.undo().status_code == 200
    assert (anna.above("Buyer"), anna.box("Buyer").unit) == ("CEO", "North")


def test_a_judgement_taken_back_has_its_old_date_and_author(anna: Hand, cast: SimpleNamespace) -> None:
    actor = anna.actor("Ivanova")
    judge(actor=actor, version=2, values={"influence": "low"}, source="a call", on=TODAY, by=cast.boris)
    tag(anna, "Ivanova", "influence", influence="inner_circle", source="hearsay")
    tag_of = Judgement.objects.filter(actor=actor, key="influence").values_list("value", "as_of", "by", "source")
    assert tag_of.get()[0] == "inner_circle"
    assert anna.undo().status_code == 200
    assert tag_of.get() == ("low", TODAY, cast.boris.pk, "a call")
    assert tag(anna, "Ivanova", "influence", influence="inner_circle", version=4).status_code == 409


def test_what_nobody_had_judged_says_nothing_again(anna: Hand) -> None:
    tag(anna, "Orlov", "attitude", attitude="mentor")
    assert anna.undo().status_code == 200
    assert stored(anna, "Orlov") == {"attitude": ""}


def test_a_new_post_with_its_holder_goes_whole_unless_something_hangs_on_it(anna: Hand, boris: Hand) -> None:
    new = {"title": "COO", "reports_to": anna.box("CEO").pk, "new_name": "Volkov"}
    anna.post("post_new", **new)
    assert Account.objects.get(pk=anna.map.account_id).contacts.filter(name="Volkov").exists()
    boris.move("Buyer", "COO")
    refused = anna.undo()
    assert refused.status_code == 409 and "Something hangs on it since: COO." in words(refused)
    boris.move("Buyer", "CEO")
    assert anna.undo().status_code == 200
    assert not Post.objects.filter(title="COO").exists()
    assert not Account.objects.get(pk=anna.map.account_id).contacts.filter(name="Volkov").exists()
    assert anna.undo().status_code == 200 and anna.actor("Volkov").occupancies.get().post == anna.box("COO")


def test_a_removed_post_comes_back_with_all_that_stood_under_it(anna: Hand) -> None:
    anna.post("post_remove", anna.box("CFO").pk, version=1)
    assert anna.above("Controller") == "CEO"
    assert anna.undo().status_code == 200
    assert (anna.above("Controller"), anna.above("CFO")) == ("CFO", "CEO")
    assert anna.actor("Ivanova").occupancies.get().post == anna.box("CFO")


def test_a_successor_goes_and_the_predecessor_has_the_post_again(anna: Hand) -> None:
    cfo, ivanova = anna.box("CFO"), anna.actor("Ivanova")
    sent = {"new_name": "Volkov", "on": TODAY.isoformat(), "actor": ivanova.pk, "has_left": "on"}
    anna.post("post_successor", cfo.pk, **sent)
    assert anna.actor("Ivanova").left_on == TODAY
    assert anna.undo().status_code == 200
    assert anna.actor("Ivanova").left_on is None and ivanova.occupancies.get(until=None).post == cfo
    assert not Actor.objects.filter(contact__name="Volkov").exists()


def test_who_was_said_to_have_left_is_there_again_on_every_map(anna: Hand) -> None:
    mill = begin_map(account=anna.map.account, title="The mill")
    ivanova = anna.actor("Ivanova")
    there = seat_somebody(post=add_post(map_=mill, title="Head"), who=ivanova.contact, on=TODAY)
    address = reverse("actor_left", args=[anna.map.account_id, anna.map.pk, ivanova.pk])
    page = words(anna.client.get(address))
    assert "“Head” becomes vacant" in page and "“CFO” becomes vacant" in page
    anna.post("actor_left", ivanova.pk, version=ivanova.version, on=TODAY.isoformat())
    there.refresh_from_db()
    assert there.left_on == TODAY
    assert anna.undo().status_code == 200
    there.refresh_from_db()
    assert there.left_on is None and there.occupancies.get(until=None).post.title == "Head"


def test_an_undo_that_is_not_the_last_change_does_nothing(anna: Hand, cast: SimpleNamespace) -> None:
    assert anna.post("map_undo", change="").status_code == 409
    anna.move("Buyer", "CFO")
    done = last_done(anna.map, cast.anna)
    assert done is not None
    anna.move("Buyer", None)
    assert anna.post("map_undo", change=done.key).status_code == 409 and anna.above("Buyer") is None


def test_the_page_says_what_would_be_taken_back(anna: Hand, boris: Hand) -> None:
    address = reverse("map_undo", args=[anna.map.account_id, anna.map.pk])
    assert "You have changed nothing on this map yet." in words(anna.client.get(address))
    anna.move("Buyer", "CFO")
    page = words(anna.client.get(address))
    assert "Post “Buyer”" in page and "CEO" in page and "CFO" in page
    assert "You have changed nothing on this map yet." in words(boris.client.get(address))


def counterpart(hand: Hand, name: str, ours: User) -> HttpResponse:
    actor = hand.actor(name)
    return hand.post("actor_counterpart", actor.pk, mirror=ours.pk, version=actor.version)


def test_a_counterpart_who_works_here_no_longer_does_not_come_back(anna: Hand, cast: SimpleNamespace) -> None:
    edit_counterpart(actor=anna.actor("Smirnov"), version=1, changes={"mirror": cast.boris, "every_days": 30})
    counterpart(anna, "Smirnov", cast.anna)
    assert anna.undo().status_code == 200 and anna.actor("Smirnov").mirror == cast.boris
    counterpart(anna, "Smirnov", cast.anna)
    User.objects.filter(pk=cast.boris.pk).update(is_active=False)
    refused = anna.undo()
    assert refused.status_code == 422 and anna.actor("Smirnov").mirror == cast.anna
    assert "Boris Klein works here no longer." in words(refused)


def test_of_a_person_erased_since_nothing_is_left_to_take_back(
    anna: Hand, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    counterpart(anna, "Smirnov", cast.anna)
    page = reverse("contact_erase", args=[anna.map.account_id, anna.actor("Smirnov").contact_id])
    erased = signed_in(cast.ada).post(page, {"typed_name": "Smirnov", "reason": "A letter of 20 November"})
    assert erased.status_code == 302
    refused = anna.undo()
    assert refused.status_code == 422 and "Nothing of this change is left to take back." in words(refused)
