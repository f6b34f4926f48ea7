"""People are typed, pasted, judged, moved: what is unclear is asked, a clash is shown, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from accounts.keeping import create_contact
from accounts.models import Account, Contact
from decision_map.drawing import add_post, begin_map
from decision_map.judging import judge, judged
from decision_map.models import Actor, DecisionMap, Post
from decision_map.newcomers import Newcomer, add_newcomers
from decision_map.reading import read_map
from decision_map.seating import edit_counterpart, move
from kam_portal.foundation.people.models import User
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(cast: SimpleNamespace, new_account: Callable[..., Account]) -> DecisionMap:
    """Petrov is the CEO."""
    map_ = begin_map(account=new_account("Halvorsen", kam=cast.anna), title="All of it")
    add_newcomers(map_=map_, newcomers=[Newcomer(1, "Ivan Petrov", "CEO")], on=TODAY)
    return map_


@pytest.fixture
def send(cast: SimpleNamespace, drawn: DecisionMap, signed_in: Callable[[User], Client]) -> Callable[..., Any]:
    client = signed_in(cast.anna)

    def sent(page: str, **data: Any) -> Any:
        return client.post(f"/accounts/{drawn.account_id}/map/{drawn.pk}/{page}", data)

    return sent


def boxes(map_: DecisionMap) -> list[tuple[int, str, str]]:
    shown = read_map(map_, TODAY, may_judge=True).posts
    return [(each.depth, each.title, each.person.name if each.person else "") for each in shown]


def petrov() -> Actor:
    return Actor.objects.get(contact__name="Ivan Petrov")


def test_a_clear_line_becomes_a_person_in_a_post_under_somebody(drawn: DecisionMap, send: Callable[..., Any]) -> None:
    answer = send("people/new/", text="Ivanova, finance director, under Petrov")
    post = Post.objects.get(title="finance director")
    assert answer["Location"].endswith(f"/table/#post-{post.pk}")
    assert boxes(drawn) == [(0, "CEO", "Ivan Petrov"), (1, "finance director", "Ivanova")]
    assert Contact.objects.get(name="Ivanova").title == "finance director"


def test_of_two_namesakes_none_is_guessed(drawn: DecisionMap, send: Callable[..., Any]) -> None:
    send("people/new/", text="Oleg Petrov, CTO")
    line = {"text": "Ivanova, CFO, under Petrov"}
    answer = send("people/new/", **line)
    [question] = answer.context["form"].errors
    choices = [value for value, _label in answer.context["form"].fields[question].choices]
    posts = {post.title: f"post-{post.pk}" for post in Post.objects.all()}
    assert (answer.status_code, question, choices) == (200, "under-1", ["", posts["CEO"], posts["CTO"], "top"])
    assert send("people/new/", **line, **{question: posts["CTO"]}).status_code == 302
    assert boxes(drawn)[-1] == (1, "CFO", "Ivanova")


def test_a_line_of_several_readings_is_asked_about(drawn: DecisionMap, send: Callable[..., Any]) -> None:
    line = {"text": "Ivanova finance director"}
    form = send("people/new/", **line).context["form"]
    assert list(form.errors) == ["reading-1"]
    as_name = next(value for value, _label in form.fields["reading-1"].choices if value.startswith("Ivanova finance"))
    assert send("people/new/", **line, **{"reading-1": as_name}).status_code == 302
    assert Contact.objects.filter(name="Ivanova finance director").exists()


def test_somebody_known_is_not_made_twice(drawn: DecisionMap, send: Callable[..., Any]) -> None:
    maria = create_contact(account=drawn.account, name="Maria Ivanova")
    form = send("people/new/", text="Ivanova, CFO").context["form"]
    assert [value for value, _label in form.fields["who-1"].choices] == ["", f"contact-{maria.pk}", "new", "out"]
    send("people/new/", text="Ivanova, CFO", **{"who-1": f"contact-{maria.pk}"})
    assert (boxes(drawn)[-1], Contact.objects.count()) == ((0, "CFO", "Maria Ivanova"), 2)
    form = send("people/new/", text="Maria Ivanova, CTO").context["form"]
    assert [value for value, _label in form.fields["who-1"].choices] == ["", f"contact-{maria.pk}", "out"]


def test_an_unknown_superior_is_asked_for(drawn: DecisionMap, send: Callable[..., Any]) -> None:
    line = {"text": "Ivanova, CFO, under Sidorov"}
    form = send("people/new/", **line).context["form"]
    ceo = Post.objects.get()
    assert [value for value, _label in form.fields["under-1"].choices] == ["", f"post-{ceo.pk}", "top"]
    send("people/new/", **line, **{"under-1": f"post-{ceo.pk}"})
    assert boxes(drawn)[-1] == (1, "CFO", "Ivanova")


def test_a_superior_is_named_by_the_title_of_a_post_too(drawn: DecisionMap, send: Callable[..., Any]) -> None:
    assert send("people/new/", text="Ivanova, CFO, under CEO").status_code == 302
    assert boxes(drawn)[-1] == (1, "CFO", "Ivanova")
    add_post(map_=drawn, title="CEO")
    form = send("people/new/", text="Orlov, CTO, under ceo").context["form"]
    posts = Post.objects.filter(title="CEO").values_list("pk", flat=True)
    offered = {value for value, _label in form.fields["under-1"].choices}
    assert offered == {"", "top", *(f"post-{post}" for post in posts)}


def test_a_list_is_looked_at_first_and_saved_at_once(drawn: DecisionMap, send: Callable[..., Any]) -> None:
    text = "Smirnov, chairman\n  Orlov, CTO\n    vacant, engineer\n  Sidorov, CFO, under Petrov\nIvan Petrov, founder"
    looked = send("people/paste/", text=text)
    said = {
        line.line: (len(doubts), [field.name for field in fields])
        for line, _understood, doubts, fields in looked.context["form"].preview
    }
    assert "name: Orlov; title: CTO; under: line 1: Smirnov, chairman" in looked.content.decode()
    assert (looked.status_code, Post.objects.count()) == (200, 1)
    assert (said[1], said[2], said[3]) == ((0, []), (0, []), (0, []))
    assert (said[4][1], said[5][1]) == (["under-4"], ["who-5"])
    refused = send("people/paste/", text=text, take="1")
    assert (sorted(refused.context["form"].errors), Post.objects.count()) == (["under-4", "who-5"], 1)
    answers = {"under-4": "line-1", "who-5": f"contact-{petrov().contact_id}"}
    assert send("people/paste/", text=text, take="1", **answers).status_code == 302
    assert boxes(drawn) == [
        (0, "CEO", "Ivan Petrov"),
        (0, "chairman", "Smirnov"),
        (1, "CTO", "Orlov"),
        (2, "engineer", ""),
        (1, "CFO", "Sidorov"),
        (0, "founder", "Ivan Petrov"),
    ]


def test_a_line_that_is_left_out_leaves_nobody_hanging(drawn: DecisionMap, send: Callable[..., Any]) -> None:
    text = "Ivan Petrov, founder\n  Orlov, CTO"
    answer = send("people/paste/", text=text, take="1", **{"who-1": "out", "under-2": "line-1"})
    assert "Line 2 stands under a line that is left out" in str(answer.context["form"].errors)
    assert boxes(drawn) == [(0, "CEO", "Ivan Petrov")]


def test_a_circle_in_a_list_is_asked_about_and_refused_again(drawn: DecisionMap, send: Callable[..., Any]) -> None:
    text = "Orlov, CTO, under Sidorov\nSidorov, CFO, under Orlov"
    answer = send("people/paste/", text=text, take="1", **{"under-1": "line-2", "under-2": "line-1"})
    assert "Lines 1, 2 stand under one another in a circle." in str(answer.context["form"].errors)
    assert send("people/paste/", text=text, take="1", **{"under-1": "top", "under-2": "line-1"}).status_code == 302
    assert boxes(drawn)[1:] == [(0, "CTO", "Orlov"), (1, "CFO", "Sidorov")]


@pytest.mark.parametrize("text", ["", "\x00", "x" * 30_000, "Orlov, " + "x" * 300, "\n".join(["Orlov"] * 301), ",,,"])
def test_what_cannot_be_taken_is_refused_in_words(drawn: DecisionMap, send: Callable[..., Any], text: str) -> None:
    for page in ("people/new/", "people/paste/"):
        answer = send(page, text=text, take="1")
        assert answer.status_code == 200 and answer.context["form"].errors
    assert Post.objects.count() == 1


def test_judgements_are_saved_with_their_source_and_a_stale_save_is_compared(
    cast: SimpleNamespace, drawn: DecisionMap, send: Callable[..., Any]
) -> None:
    page = f"people/{petrov().pk}/judge/"
    given = {"roles": ["buyer", "decision_maker"], "attitude": "mentor", "source": "lunch"}
    assert send(page, version=1, **given).status_code == 302
    told = petrov().judgements.values_list("key", "value", "source", "by")
    assert sorted(told) == [
        ("attitude", "mentor", "lunch", cast.anna.pk),
        ("roles", "decision_maker buyer", "lunch", cast.anna.pk),
    ]
    told = send(page, version=2, support="yes", attitude="enemy").context["told"]
    assert [(one.key, one.text, one.by, one.source, one.is_unverified) for one in told] == [
        ("roles", "Decision maker, Buyer", cast.anna.full_name, "lunch", False),
        ("attitude", "Mentor", cast.anna.full_name, "lunch", False),
    ]
    stale = send(page, version=1, roles=["user"], attitude="neutral", criteria="price")
    [attitude, roles] = sorted(stale.context["conflict"].rows, key=lambda row: row.field)
    assert (stale.status_code, roles.theirs, roles.mine, roles.before) == (409, "Decision maker, Buyer", "User", "")
    assert (attitude.theirs, attitude.mine) == ("Mentor", "Neutral")
    answers = {"choose-roles": "theirs", "choose-attitude": "mine"}
    sent = {"roles": ["user"], "attitude": "neutral", "criteria": "price"}
    assert send(page, version=2, **sent, **answers).status_code == 302
    now = judged(petrov())
    assert (now["roles"], now["attitude"], now["criteria"]) == ("decision_maker buyer", "neutral", "price")


def test_a_stale_counterpart_a_stale_move_and_a_stale_leaving_are_refused(
    cast: SimpleNamespace, drawn: DecisionMap, send: Callable[..., Any]
) -> None:
    vacancy = add_post(map_=drawn, title="Chair")
    page = f"people/{petrov().pk}"
    edit_counterpart(actor=petrov(), version=1, changes={"mirror": cast.anna, "every_days": 30})
    stale = send(f"{page}/counterpart/", version=1, mirror=cast.leonid.pk, every_days=60)
    rows = {row.field: (row.before, row.theirs, row.mine) for row in stale.context["conflict"].rows}
    assert (stale.status_code, rows["every_days"]) == (409, ("", "30", "60"))
    assert rows["mirror"] == ("", cast.anna.full_name, cast.leonid.full_name)
    move(actor=petrov(), version=2, to=vacancy, on=TODAY)
    assert send(f"{page}/left/", version=2, on=TODAY).status_code == 409
    ceo = Post.objects.get(title="CEO")
    assert send(f"{page}/move/", version=2, to=ceo.pk, on=TODAY).status_code == 409
    assert boxes(drawn) == [(0, "CEO", ""), (0, "Chair", "Ivan Petrov")]
    assert send(f"{page}/left/", version=3, on=TODAY).status_code == 302
    assert boxes(drawn) == [(0, "CEO", ""), (0, "Chair", "")]


def test_a_post_is_given_to_a_contact_or_a_new_name_never_to_both(drawn: DecisionMap, send: Callable[..., Any]) -> None:
    vacancy, contact = add_post(map_=drawn, title="Chair"), create_contact(account=drawn.account, name="Orlov")
    page = f"posts/{vacancy.pk}/seat/"
    refused = [send(page, **data) for data in ({"contact": contact.pk, "new_name": "Sidorov"}, {})]
    assert [list(answer.context["form"].errors) for answer in refused] == [["new_name"], ["contact"]]
    assert send(page, new_name="Orlov").context["form"].errors
    assert send(page, contact=contact.pk).status_code == 302
    assert "is held by Orlov" in str(send(page, new_name="Sidorov").context["form"].errors)
    assert boxes(drawn)[-1] == (0, "Chair", "Orlov")


def test_a_successor_takes_the_post_and_the_predecessor_keeps_what_is_judged(
    drawn: DecisionMap, send: Callable[..., Any]
) -> None:
    page, held = f"posts/{Post.objects.get().pk}/successor/", petrov()
    judge(actor=held, version=1, values={"attitude": "enemy"}, source="", on=TODAY, by=None)
    same = send(page, contact=held.contact_id, on=TODAY, actor=held.pk)
    assert list(same.context["form"].errors) == ["contact"]
    assert send(page, new_name="Orlov", on=TODAY, actor=held.pk, has_left="on").status_code == 302
    assert (boxes(drawn), judged(Actor.objects.get(contact__name="Orlov"))["attitude"]) == ([(0, "CEO", "Orlov")], "")
    assert (petrov().left_on, judged(petrov())["attitude"]) == (TODAY, "enemy")
    late = send(page, new_name="Sidorov", on=TODAY, actor=held.pk)
    assert "Somebody changed who sits here" in str(late.context["form"].errors)
    assert not Contact.objects.filter(name="Sidorov").exists()


def test_where_somebody_is_on_a_map_the_contact_stays(
    drawn: DecisionMap, signed_in: Callable[[User], Client], cast: SimpleNamespace
) -> None:
    contact = petrov().contact
    signed_in(cast.anna).post(f"/accounts/{drawn.account_id}/contacts/{contact.pk}/remove/", {"version": 1})
    assert Contact.objects.filter(pk=contact.pk).exists()


@pytest.mark.parametrize(
    ("page", "text", "sentence"),
    [
        ("people/new/", "a\n" * 250, "Type one person here."),
        ("people/paste/", "a\n" * 10_000, "At most 300 lines at once."),
        ("people/paste/", "a\n" + "b, под у" * 1_000, "Line 2 has more than 600 characters."),
    ],
)
def test_what_is_too_much_is_refused_before_it_is_read(
    send: Callable[..., Any], page: str, text: str, sentence: str
) -> None:
    answer = send(page, text=text, take="1")
    assert sentence in answer.content.decode()
    assert list(answer.context["form"].listed) == []


def test_of_many_who_may_be_meant_no_more_are_offered_than_can_be_looked_through(
    cast: SimpleNamespace, drawn: DecisionMap, send: Callable[..., Any]
) -> None:
    for number in range(25):
        create_contact(account=drawn.account, name=f"Olga Berg {number}")
    form = send("people/paste/", text="Berg\n" * 40 + "\tOrlov, under Berg").context["form"]
    offered = [len(field.choices) for field in form.fields.values() if hasattr(field, "choices")]
    assert len(offered) >= 40 and max(offered) <= 20 + 3
