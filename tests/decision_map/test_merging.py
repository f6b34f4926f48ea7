"""Two contacts that are one person become one: what was chosen stands, nothing refers to the other one any longer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.keeping import create_contact, edit_contact
from accounts.models import Account, Contact
from decision_map.drawing import add_post, begin_map
from decision_map.judging import judge, judged
from decision_map.lines import draw_line
from decision_map.merging import merge_people
from decision_map.models import Actor, DecisionMap, Judgement, Line, Occupancy
from decision_map.newcomers import seat_somebody
from decision_map.seating import bring_onto_map, edit_counterpart, has_left
from decision_map.side_by_side import aspects, seen
from dossiers.diary.writing import write_entry
from dossiers.ladders.answering import answer_invitation
from dossiers.ladders.inviting import invite_client
from dossiers.ladders.ladder import FAVOURABLE
from dossiers.models import ClientLadder, LadderInvitation, TheirParticipant
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from planning.communications.writing import plan_communication
from planning.models import Communication, Goal, GoalPerson
from planning.plans import begin_plan
from tests.conftest import TODAY
from tests.decision_map.conftest import LONG_AGO
from tests.waiting_for_locks import wait_until_they_wait

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def actor(map_: DecisionMap, name: str) -> Actor:
    return Actor.objects.get(map=map_, contact__name=name)


@pytest.fixture
def twin(drawn: DecisionMap, cast: SimpleNamespace) -> Contact:
    """P. Petrov, who is Petrov: with a post, a seat on a second map, lines, judgements, diary, ladder of his own."""
    account = drawn.account
    twin = create_contact(account=account, name="P. Petrov", title="Chairman", emails=["p@h.example"], phones=["+47 1"])
    other = seat_somebody(post=add_post(map_=drawn, title="Board"), who=twin, on=TODAY)
    bring_onto_map(map_=begin_map(account=account, title="One purchase"), contact=twin)
    values = {
        "attitude": "enemy",
        "influence": "inner_circle",
        "trajectory": "rising",
        "trajectory_since": "2026-01-01",
    }
    judge(actor=other, version=1, values=values, source="a fair", on=LONG_AGO, by=cast.boris)
    edit_counterpart(actor=other, version=2, changes={"mirror": cast.boris, "ladder_now": 3})
    petrov, ivanova, orlov = (actor(drawn, name) for name in ("Petrov", "Ivanova", "Orlov"))
    lines: list[dict[str, Any]] = [
        {"kind": "influence", "from_actor": ivanova, "to_actor": other, "strength": 1},
        {"kind": "influence", "from_actor": other, "to_actor": petrov, "strength": 2},
        {"kind": "conflict", "from_actor": other, "to_actor": orlov},
    ]
    for line in lines:
        draw_line(**line, on=TODAY, by=cast.anna)
    write_entry(account=account, by=cast.anna, on=TODAY, summary="Both", theirs=[petrov.contact, twin])
    write_entry(account=account, by=cast.anna, on=TODAY, summary="One", theirs=[twin])
    in_a_plan(account, petrov.contact, twin)
    _invitation, token = invite_client(
        account=account, by=cast.anna, at=timezone.now(), language="en", contact=twin, our_company=""
    )
    answer_invitation(token=token, answers=dict.fromkeys(FAVOURABLE, "no"), remark="", at=timezone.now())
    return twin


def in_a_plan(account: Account, petrov: Contact, twin: Contact) -> None:
    """A goal names both of them, a communication is for him alone."""
    begun = {"account": account, "title": "2027", "starts_on": TODAY, "ends_on": TODAY.replace(year=2027)}
    plan = begin_plan(**begun, currency="EUR")
    goal = Goal.objects.create(account=account, plan=plan, title="Grow")
    for contact in (petrov, twin):
        GoalPerson.objects.create(goal=goal, contact=contact)
    plan_communication(plan=plan, message="We grow", subject="company", tool="meeting", audience=[twin])


def merge(kept: Contact, gone: Contact, *chosen: str) -> list[str]:
    return merge_people(kept=kept, gone=gone, as_seen=seen(kept, gone), chosen=chosen)


def references(row: models.Model) -> dict[str, int]:
    """How many rows of any floor refer to the row, by relation; what is recorded of the past refers to nothing."""
    found = {}
    for relation in row._meta.get_fields(include_hidden=True):
        if relation.concrete or relation.many_to_many or not relation.auto_created:
            continue
        model: Any = relation.related_model
        if not model.__name__.endswith("Event"):
            name = relation.field.name  # type: ignore[union-attr]
            found[f"{model._meta.label}.{name}"] = model._base_manager.filter(**{name: row.pk}).count()
    return found


def test_every_relation_of_a_contact_and_of_a_person_goes_over(drawn: DecisionMap, twin: Contact) -> None:
    kept, other = actor(drawn, "Petrov").contact, actor(drawn, "P. Petrov")
    before = {**references(twin), **references(other)}
    assert 0 not in before.values(), f"give the other one a row of each: {before}"
    gone = (type(twin)(pk=twin.pk), Actor(pk=other.pk))
    merge(kept, twin)
    assert set(references(gone[0]).values()) | set(references(gone[1]).values()) == {0}
    assert not Contact.objects.filter(pk=gone[0].pk).exists() and not Actor.objects.filter(pk=gone[1].pk).exists()
    assert 0 not in references(kept).values() and 0 not in references(actor(drawn, "Petrov")).values()


def test_everything_of_both_comes_together(drawn: DecisionMap, twin: Contact) -> None:
    petrov = actor(drawn, "Petrov")
    dropped = merge(petrov.contact, twin)
    kept = Contact.objects.get(pk=petrov.contact_id)
    assert (kept.name, kept.emails, kept.phones, kept.version) == ("Petrov", ["p@h.example"], ["+47 1"], 2)
    posts = Occupancy.objects.filter(actor=petrov, until=None).order_by("pk").values_list("post__title", flat=True)
    assert list(posts) == ["CEO", "Board"]
    assert sorted(kept.actors.values_list("map__title", flat=True)) == ["All of it", "One purchase"]
    assert sorted(kept.diary.values_list("summary", flat=True)) == ["Both", "One"]
    assert TheirParticipant.objects.filter(contact=kept).count() == 2
    assert LadderInvitation.objects.get().contact == ClientLadder.objects.get().contact == kept
    assert dropped[:2] == ["Ivanova influences P. Petrov a little", "P. Petrov influences Petrov noticeably"]
    assert [line.startswith("second mention: diary entry “Meeting on ") for line in dropped[2:]] == [False, True]
    assert dropped[2] == "second mention: goal “Grow”"
    assert list(Communication.objects.get().audience.all()) == [kept]
    lines = Line.objects.filter(map=drawn).values_list("kind", "from_actor__contact__name", "to_actor__contact__name")
    assert set(lines) == {
        ("influence", "Ivanova", "Petrov"),
        ("conflict", "Petrov", "Orlov"),
        ("conflict", "Orlov", "Smirnov"),
    }


def test_where_both_say_something_it_is_asked_and_else_what_is_there_stands(
    drawn: DecisionMap, twin: Contact, cast: SimpleNamespace
) -> None:
    petrov = actor(drawn, "Petrov")
    asked = {aspect.title: (aspect.kept, aspect.gone) for aspect in aspects(petrov.contact, twin)}
    assert asked == {
        "Name": ("Petrov", "P. Petrov"),
        "Title": ("CEO", "Chairman"),
        "Our counterpart, on the map “All of it”": ("Anna Petrova", "Boris Klein"),
        "Attitude to us, on the map “All of it”": ("Mentor", "Enemy"),
    }
    merge(petrov.contact, twin)
    stands = judged(petrov)
    assert (stands["attitude"], stands["influence"], stands["roles"]) == ("mentor", "inner_circle", "decision_maker")
    assert (stands["trajectory"], stands["trajectory_since"]) == ("rising", "2026-01-01")
    influence = Judgement.objects.get(actor=petrov, key="influence")
    assert (influence.as_of, influence.by, influence.source) == (LONG_AGO, cast.boris, "a fair")
    petrov.refresh_from_db()
    assert (petrov.mirror, petrov.ladder_now) == (cast.anna, 3)


def test_what_was_chosen_of_the_other_one_stands(drawn: DecisionMap, twin: Contact, cast: SimpleNamespace) -> None:
    petrov = actor(drawn, "Petrov")
    merge(petrov.contact, twin, "name", "title", f"{drawn.pk}-mirror", f"{drawn.pk}-attitude")
    petrov = Actor.objects.get(pk=petrov.pk)
    assert (petrov.contact.name, petrov.contact.title, petrov.mirror) == ("P. Petrov", "Chairman", cast.boris)
    attitude = Judgement.objects.get(actor=petrov, key="attitude")
    assert (attitude.value, attitude.as_of, attitude.by) == ("enemy", LONG_AGO, cast.boris)


def test_who_is_there_in_one_of_the_two_is_there(drawn: DecisionMap, twin: Contact) -> None:
    petrov = actor(drawn, "Petrov")
    bring_onto_map(map_=begin_map(account=drawn.account, title="The mill"), contact=petrov.contact)
    has_left(actor=petrov, version=petrov.version, on=TODAY)
    merge(petrov.contact, twin)
    assert set(Actor.objects.filter(contact=petrov.contact_id).values_list("left_on", flat=True)) == {None}


def test_what_was_changed_since_is_looked_at_again(drawn: DecisionMap, twin: Contact) -> None:
    kept = actor(drawn, "Petrov").contact
    as_seen = seen(kept, twin)
    edit_contact(contact=twin, version=1, changes={"title": "President"})
    with pytest.raises(StaleEdit):
        merge_people(kept=kept, gone=twin, as_seen=as_seen, chosen=())
    assert Contact.objects.filter(pk=twin.pk).exists() and Line.objects.filter(map=drawn).count() == 5


@pytest.mark.django_db(transaction=True)
def test_what_is_judged_of_one_of_them_while_they_are_merged_is_looked_at_first(
    drawn: DecisionMap, cast: SimpleNamespace
) -> None:
    gone = create_contact(account=drawn.account, name="P. Petrov")
    bring_onto_map(map_=drawn, contact=gone)
    kept = actor(drawn, "Petrov").contact
    answers: list[object] = []

    def merge_meanwhile(as_seen: str) -> None:
        try:
            answers.append(merge_people(kept=kept, gone=gone, as_seen=as_seen, chosen=()))
        except Exception as error:
            answers.append(type(error))
        finally:
            connection.close()

    said: dict[str, Any] = {"values": {"criteria": "Price"}, "source": "", "on": TODAY, "by": cast.anna}
    for write in (
        lambda: judge(actor=actor(drawn, "Petrov"), version=actor(drawn, "Petrov").version, **said),
        # Of whom nothing was judged so far.
        lambda: judge(actor=actor(drawn, "P. Petrov"), version=1, **said),
        lambda: edit_counterpart(actor=actor(drawn, "P. Petrov"), version=2, changes={"every_days": 77}),
    ):
        merging = threading.Thread(target=merge_meanwhile, args=[seen(kept, gone)])
        with transaction.atomic():
            write()
            merging.start()
            wait_until_they_wait(who=merging)
        merging.join(10)
    assert answers == [StaleEdit, StaleEdit, StaleEdit]
    assert judged(actor(drawn, "Petrov"))["criteria"] == judged(actor(drawn, "P. Petrov"))["criteria"] == "Price"
    assert actor(drawn, "P. Petrov").every_days == 77


def test_the_page_shows_both_side_by_side_merges_and_names_what_was_dropped(
    drawn: DecisionMap, twin: Contact, cast: SimpleNamespace, signed_in: SignIn
) -> None:
    anna, petrov = signed_in(cast.anna), actor(drawn, "Petrov")
    address = reverse("actor_same", args=[drawn.account_id, drawn.pk, petrov.pk])
    assert "P. Petrov" in anna.get(address).content.decode()
    address = f"{address}?other={twin.pk}"
    page = anna.get(address)
    sent = {"seen": page.context["form"]["seen"].value(), **dict.fromkeys(("name", "title"), "kept")}
    sent |= {f"{drawn.pk}-mirror": "gone", f"{drawn.pk}-attitude": "kept"}
    edit_contact(contact=twin, version=1, changes={"title": "President"})
    stale = anna.post(address, sent)
    assert stale.status_code == 409 and "President" in stale.content.decode()
    assert anna.post(address, {}).status_code == 200
    sent["seen"] = stale.context["form"]["seen"].value()
    told = anna.post(address, sent, follow=True).content.decode()
    assert "Petrov is one person now." in told and "P. Petrov influences Petrov noticeably." in told
    assert "Petrov holds several posts of the map “All of it” now." in told
    held = Occupancy.objects.filter(actor=petrov, until=None).values_list("post", flat=True)
    vacated = [reverse("post_vacate", args=[drawn.account_id, drawn.pk, post]) for post in held]
    assert len(vacated) == 2 and all(f'<a href="{each}">' in told for each in vacated)
    assert Actor.objects.get(pk=petrov.pk).mirror == cast.boris


def guard_ladders(by: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"""
            CREATE FUNCTION guarded() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {by} END $$;
            CREATE TRIGGER guarded BEFORE UPDATE ON dossiers_clientladder FOR EACH ROW EXECUTE FUNCTION guarded();
        """)


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("RAISE EXCEPTION 'no' USING ERRCODE = 'check_violation';", "Nothing was merged: this refers to the other one"),
        ("RETURN OLD;", "Something still refers to the other one"),
    ],
)
def test_a_row_that_does_not_go_over_stays_and_nothing_is_merged(
    by: str, told: str, drawn: DecisionMap, twin: Contact
) -> None:
    guard_ladders(by)
    with pytest.raises(ValidationError, match=told):
        merge(actor(drawn, "Petrov").contact, twin)
    assert ClientLadder.objects.get().contact == twin and Line.objects.filter(map=drawn).count() == 5


def test_somebody_of_another_client_is_not_taken(
    drawn: DecisionMap, cast: SimpleNamespace, new_account: Callable[..., Account], signed_in: SignIn
) -> None:
    foreign = create_contact(account=new_account("Orient", kam=cast.viktor), name="Petrov")
    petrov = actor(drawn, "Petrov")
    address = reverse("actor_same", args=[drawn.account_id, drawn.pk, petrov.pk])
    for other in (foreign.pk, petrov.contact_id, 10**30, "x"):
        answer = signed_in(cast.anna).post(f"{address}?other={other}", {"seen": seen(petrov.contact, foreign)})
        assert "other" in answer.context["form"].errors
    assert Contact.objects.filter(pk=foreign.pk).exists()
