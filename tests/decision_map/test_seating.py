"""A post is not a person: who sits where, moves, leaves and comes back; what is judged goes along."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone

from accounts.keeping import create_contact
from accounts.models import Account, Contact
from accounts.personal.erasing import erase_person
from decision_map.drawing import add_post, begin_map
from decision_map.judging import judge, judged
from decision_map.knowing import known_of
from decision_map.lines import draw_line, edit_line
from decision_map.models import Actor, DecisionMap, Line, Occupancy
from decision_map.newcomers import Newcomer, add_newcomers, seat_somebody, succeed
from decision_map.reading import read_map
from decision_map.seating import bring_onto_map, has_left, move, seat, vacate
from decision_map.typed_forms import TypedPerson
from decision_map.unsupported import unsupported_on_all_maps, unsupported_without
from kam_portal.foundation.history.versions import StaleEdit
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture
def drawn(cast: SimpleNamespace, new_account: Callable[..., Account]) -> DecisionMap:
    return begin_map(account=new_account("Halvorsen", kam=cast.anna), title="All of it")


@pytest.fixture
def ivanova(drawn: DecisionMap) -> Actor:
    contact = create_contact(account=drawn.account, name="Ivanova")
    return bring_onto_map(map_=drawn, contact=contact)


def held(map_: DecisionMap) -> dict[str, str]:
    """Post -> who holds it."""
    shown = read_map(map_, TODAY, may_judge=True).posts
    return {each.title: each.person.name if each.person else "" for each in shown}


def test_two_people_do_not_sit_in_one_post(drawn: DecisionMap, ivanova: Actor) -> None:
    cfo = add_post(map_=drawn, title="CFO")
    assert seat(post=cfo, actor=ivanova, on=TODAY) == seat(post=cfo, actor=ivanova, on=TODAY)
    with pytest.raises(ValidationError, match="“CFO” is held by Ivanova"):
        seat_somebody(post=cfo, who="Orlov", on=TODAY)
    assert not Contact.objects.filter(name="Orlov").exists()
    orlov = bring_onto_map(map_=drawn, contact=create_contact(account=drawn.account, name="Orlov"))
    with pytest.raises(IntegrityError, match="one_occupant_at_a_time"), transaction.atomic():
        Occupancy.objects.create(account=drawn.account, post=cfo, actor=orlov)


def test_a_successor_inherits_the_box_and_not_the_attitude(drawn: DecisionMap, ivanova: Actor) -> None:
    cfo = add_post(map_=drawn, title="CFO")
    seat(post=cfo, actor=ivanova, on=YESTERDAY)
    judge(actor=ivanova, version=1, values={"attitude": "mentor"}, source="", on=TODAY, by=None)
    vacate(post=cfo, actor_id=ivanova.pk, on=TODAY)
    assert held(drawn) == {"CFO": ""}
    orlov = seat_somebody(post=cfo, who="Orlov", on=TODAY)
    assert (held(drawn), judged(orlov)["attitude"], judged(ivanova)["attitude"]) == ({"CFO": "Orlov"}, "", "mentor")


def test_a_post_is_vacated_only_of_whom_the_page_showed(drawn: DecisionMap, ivanova: Actor) -> None:
    cfo = add_post(map_=drawn, title="CFO")
    orlov = seat_somebody(post=cfo, who="Orlov", on=TODAY)
    with pytest.raises(ValidationError, match="Somebody changed who sits here"):
        vacate(post=cfo, actor_id=ivanova.pk, on=TODAY)
    vacate(post=cfo, actor_id=orlov.pk, on=TODAY)
    with pytest.raises(ValidationError, match="Somebody changed who sits here"):
        vacate(post=cfo, actor_id=orlov.pk, on=TODAY)


def test_who_moves_takes_what_is_judged_along(drawn: DecisionMap, ivanova: Actor) -> None:
    cfo, ceo = add_post(map_=drawn, title="CFO"), add_post(map_=drawn, title="CEO")
    seat(post=cfo, actor=ivanova, on=YESTERDAY)
    judge(actor=ivanova, version=1, values={"attitude": "mentor"}, source="", on=TODAY, by=None)
    move(actor=ivanova, version=2, to=ceo, on=TODAY)
    assert (held(drawn), judged(ivanova)["attitude"]) == ({"CFO": "", "CEO": "Ivanova"}, "mentor")
    with pytest.raises(StaleEdit):
        move(actor=ivanova, version=2, to=cfo, on=TODAY)


def test_nobody_leaves_before_they_came(drawn: DecisionMap, ivanova: Actor) -> None:
    cfo = add_post(map_=drawn, title="CFO")
    seat(post=cfo, actor=ivanova, on=TODAY)
    with pytest.raises(ValidationError, match="is there since"):
        vacate(post=cfo, actor_id=ivanova.pk, on=YESTERDAY)
    assert held(drawn) == {"CFO": "Ivanova"}


def test_who_left_leaves_vacant_posts_and_may_come_back(drawn: DecisionMap, ivanova: Actor) -> None:
    cfo = add_post(map_=drawn, title="CFO")
    seat(post=cfo, actor=ivanova, on=None)
    gone = has_left(actor=ivanova, version=1, on=TODAY)
    assert (held(drawn), gone.left_on) == ({"CFO": ""}, TODAY)
    with pytest.raises(StaleEdit):
        has_left(actor=ivanova, version=1, on=YESTERDAY)
    assert bring_onto_map(map_=drawn, contact=ivanova.contact).left_on is None


def test_who_left_the_client_left_all_its_maps_and_is_back_on_all_of_them(drawn: DecisionMap, ivanova: Actor) -> None:
    mill = begin_map(account=drawn.account, title="The mill")
    seat_somebody(post=add_post(map_=mill, title="Head"), who=ivanova.contact, on=YESTERDAY)
    seat(post=add_post(map_=drawn, title="CFO"), actor=ivanova, on=None)
    has_left(actor=ivanova, version=1, on=TODAY)
    assert set(Actor.objects.values_list("left_on", flat=True)) == {TODAY}
    assert (held(drawn), held(mill)) == ({"CFO": ""}, {"Head": ""})
    bring_onto_map(map_=mill, contact=ivanova.contact)
    assert set(Actor.objects.values_list("left_on", flat=True)) == {None}
    assert (held(drawn), held(mill)) == ({"CFO": ""}, {"Head": ""})


def test_somebody_erased_is_brought_onto_no_map_moved_nowhere_and_not_offered_for_a_name(
    drawn: DecisionMap, ivanova: Actor, cast: SimpleNamespace
) -> None:
    cfo, ceo = (add_post(map_=drawn, title=title) for title in ("CFO", "CEO"))
    seat(post=cfo, actor=ivanova, on=None)
    was = Contact.objects.get(pk=ivanova.contact_id)
    erase_person(contact=was, typed_name="Ivanova", reason="asked", on=TODAY, at=timezone.now(), by=cast.ada)
    ivanova, mill = Actor.objects.get(pk=ivanova.pk), begin_map(account=drawn.account, title="The mill")
    with pytest.raises(ValidationError, match="erased on request"):
        bring_onto_map(map_=mill, contact=was)
    with pytest.raises(ValidationError, match="erased on request"):
        move(actor=ivanova, version=ivanova.version, to=ceo, on=TODAY)
    typed = TypedPerson(drawn, QueryDict(f"text={ivanova.contact.name}, buyer"))
    assert f"contact-{was.pk}" not in str(typed)
    assert held(drawn) == {"CFO": ivanova.contact.name, "CEO": ""} and held(mill) == {}


def test_a_predecessor_who_left_is_gone_from_the_other_maps_too(drawn: DecisionMap, ivanova: Actor) -> None:
    mill = begin_map(account=drawn.account, title="The mill")
    seat_somebody(post=add_post(map_=mill, title="Head"), who=ivanova.contact, on=YESTERDAY)
    cfo = add_post(map_=drawn, title="CFO")
    seat(post=cfo, actor=ivanova, on=YESTERDAY)
    succeed(post=cfo, actor_id=ivanova.pk, who="Orlov", on=TODAY, since=TODAY, gone=True)
    assert (held(drawn), held(mill)) == ({"CFO": "Orlov"}, {"Head": ""})
    assert set(Actor.objects.filter(contact=ivanova.contact_id).values_list("left_on", flat=True)) == {TODAY}


def test_nobody_left_one_map_before_they_came_to_another(drawn: DecisionMap, ivanova: Actor) -> None:
    mill = begin_map(account=drawn.account, title="The mill")
    seat_somebody(post=add_post(map_=mill, title="Head"), who=ivanova.contact, on=TODAY, since=TODAY)
    with pytest.raises(ValidationError, match="is there since"):
        has_left(actor=ivanova, version=1, on=YESTERDAY)
    assert held(mill) == {"Head": "Ivanova"} and set(Actor.objects.values_list("left_on", flat=True)) == {None}


def test_what_nobody_carries_is_listed_for_every_map_that_loses_something(drawn: DecisionMap, ivanova: Actor) -> None:
    mill, blank = (begin_map(account=drawn.account, title=title) for title in ("The mill", "Blank"))
    seat_somebody(post=add_post(map_=mill, title="Head"), who=ivanova.contact, on=TODAY)
    seat(post=add_post(map_=drawn, title="CFO"), actor=ivanova, on=None)
    bring_onto_map(map_=blank, contact=ivanova.contact)
    lost = unsupported_on_all_maps(ivanova, TODAY)
    assert [(each.map, each.posts) for each in lost] == [(drawn, ["CFO"]), (mill, ["Head"])]


def test_what_nobody_carries_when_somebody_leaves_is_listed(drawn: DecisionMap, ivanova: Actor) -> None:
    seat(post=add_post(map_=drawn, title="CFO"), actor=ivanova, on=None)
    orlov = seat_somebody(post=add_post(map_=drawn, title="Buyer"), who="Orlov", on=TODAY)
    sponsor = dict.fromkeys(("authority", "weight", "support"), "yes")
    judge(actor=ivanova, version=1, values={"roles": "decision_maker buyer", **sponsor}, source="", on=TODAY, by=None)
    judge(actor=orlov, version=1, values={"roles": "buyer"}, source="", on=TODAY, by=None)
    draw_line(kind="influence", from_actor=ivanova, to_actor=orlov, strength=3, on=TODAY, by=None)
    shown = read_map(drawn, TODAY, may_judge=True)
    lost = unsupported_without(shown, ivanova.pk)
    assert (lost.posts, lost.roles, lost.was_only_sponsor) == (["CFO"], ["Decision maker"], True)
    assert lost.lines == ["Ivanova influences Orlov strongly"]
    lost = unsupported_without(shown, orlov.pk)
    assert (lost.posts, lost.roles, lost.was_only_sponsor) == (["Buyer"], [], False)


def test_a_neutral_person_is_missed_as_a_sponsor_by_no_page_and_by_no_alert(drawn: DecisionMap, ivanova: Actor) -> None:
    answers = dict.fromkeys(("authority", "weight", "support"), "yes")
    judge(actor=ivanova, version=1, values={"attitude": "neutral", **answers}, source="", on=TODAY, by=None)
    shown = read_map(drawn, TODAY, may_judge=True)
    assert (unsupported_without(shown, ivanova.pk).was_only_sponsor, known_of(shown).sponsors()) == (False, ())


def test_a_conflict_is_kept_once_whoever_is_named_first(drawn: DecisionMap, ivanova: Actor) -> None:
    orlov = bring_onto_map(map_=drawn, contact=create_contact(account=drawn.account, name="Orlov"))
    line = draw_line(kind="conflict", from_actor=orlov, to_actor=ivanova, strength=3, on=TODAY, by=None)
    assert (line.from_actor, line.strength) == (ivanova, None)
    with pytest.raises(ValidationError, match="These two have such a line already"):
        draw_line(kind="conflict", from_actor=ivanova, to_actor=orlov, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="A line joins two people"):
        draw_line(kind="influence", from_actor=ivanova, to_actor=ivanova, on=TODAY, by=None)
    assert edit_line(line=line, version=1, changes={"note": "since the merger"}, on=TODAY, by=None).version == 2
    with pytest.raises(StaleEdit):
        edit_line(line=line, version=1, changes={"note": "never mind"}, on=TODAY, by=None)
    assert Line.objects.get().note == "since the merger"


def test_what_excludes_each_other_is_not_judged_together(ivanova: Actor) -> None:
    for values, told in (
        ({"support": "yes", "attitude": "enemy"}, "Nobody is a sponsor and an anti-sponsor"),
        ({"trajectory": "rising"}, "Since when"),
        ({"trajectory_since": "2026-02-01", "trajectory_until": "2026-01-01"}, "lies before"),
    ):
        with pytest.raises(ValidationError, match=told):
            judge(actor=ivanova, version=1, values=values, source="", on=TODAY, by=None)
    assert set(judged(ivanova).values()) == {""}


def test_a_stale_judgement_shows_what_both_wrote_and_what_stood_before(ivanova: Actor) -> None:
    judge(actor=ivanova, version=1, values={"criteria": "price"}, source="", on=TODAY, by=None)
    judge(actor=ivanova, version=2, values={"criteria": "speed", "influence": "low"}, source="", on=TODAY, by=None)
    with pytest.raises(StaleEdit) as stale:
        judge(actor=ivanova, version=2, values={"criteria": "service"}, source="", on=TODAY, by=None)
    [told] = stale.value.differences
    assert (told.field, told.before, told.theirs, told.mine) == ("criteria", "price", "speed", "service")


def test_a_list_is_taken_as_a_whole_or_not_at_all(drawn: DecisionMap) -> None:
    petrov, clerk, vacancy = (
        Newcomer(2, "Petrov", "CEO"),
        Newcomer(1, "Orlov", "Clerk", under_line=3),
        Newcomer(3, None, "CFO", under_line=2),
    )
    add_newcomers(map_=drawn, newcomers=[clerk, petrov, vacancy], on=TODAY)
    posts = read_map(drawn, TODAY, may_judge=True).posts
    assert [(each.depth, each.title, each.person and each.person.name) for each in posts] == [
        (0, "CEO", "Petrov"),
        (1, "CFO", None),
        (2, "Clerk", "Orlov"),
    ]
    with pytest.raises(ValidationError, match="A contact of this name is here already"):
        add_newcomers(map_=drawn, newcomers=[Newcomer(1, "Smirnov", "Buyer"), Newcomer(2, "Petrov", "CTO")], on=TODAY)
    assert (len(held(drawn)), Contact.objects.filter(name="Smirnov").count()) == (3, 0)


def test_who_has_neither_title_nor_superior_comes_without_a_post(drawn: DecisionMap) -> None:
    listed = [Newcomer(1, "Petrov"), Newcomer(2, "Orlov"), Newcomer(3, "Smirnov", under_line=2)]
    add_newcomers(map_=drawn, newcomers=listed, on=TODAY)
    assert held(drawn) == {"Post of Orlov": "Orlov", "Post of Smirnov": "Smirnov"}
    assert [person.name for person in read_map(drawn, TODAY, may_judge=True).without_post] == ["Petrov"]
