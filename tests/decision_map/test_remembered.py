"""What is remembered of a map is never shown for another one: whatever changes, the page is as if drawn for the first
time."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone, translation

from accounts.models import Contact
from decision_map import findings, reading
from decision_map.limits import edit_limits
from decision_map.models import Actor, DecisionMap, Judgement, Line, Occupancy, Post
from decision_map.pictures import drawing, faces, page
from decision_map.putting_aside import put_aside
from dossiers.diary.writing import write_entry
from kam_portal.foundation.people.models import User
from kam_portal.foundation.remembering import Remembered
from tests.conftest import TODAY

SignIn = Callable[[User], Client]
OF_THE_REQUEST = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"|nonce="[^"]+"')


def forget() -> None:
    findings._FINDINGS.forget()
    for remembered in (reading._people_of, faces._face, drawing._inside, drawing._laid_out):
        remembered.cache_clear()


def _write(map_: DecisionMap, by: User) -> None:
    theirs = Contact.objects.filter(account=map_.account_id, name="Orlov")
    write_entry(account=map_.account, by=by, on=TODAY, kind="call", summary="Spoke", ours=[by], theirs=theirs)


def _put_aside(map_: DecisionMap, by: User) -> None:
    told = findings.findings_of(reading.read_map(map_, timezone.localdate(), may_judge=True), timezone.localdate())
    alert = re.search(r"alerts/([^/]+)/", str(told.alerts))
    assert alert
    later = timezone.localdate() + datetime.timedelta(days=9)
    put_aside(map_=map_, alert=alert[1], reason="Known", on=timezone.localdate(), until=later, by=by)


# Everything that stands on the page of a map, or that something on it follows from.
CHANGES: dict[str, Callable[[DecisionMap, User], object]] = {
    "title of a post": lambda m, u: Post.objects.filter(map=m, title="Buyer").update(title="Chief buyer"),
    "unit": lambda m, u: Post.objects.filter(map=m, title="CFO").update(unit="North"),
    "site": lambda m, u: Post.objects.filter(map=m, title="CFO").update(site="Quay"),
    "version of a post": lambda m, u: Post.objects.filter(map=m, title="CFO").update(version=F("version") + 1),
    "superior": lambda m, u: Post.objects.filter(map=m, title="Controller").update(
        reports_to=Post.objects.get(map=m, title="CEO")
    ),
    "order of siblings, by a new post": lambda m, u: Post.objects.create(account=m.account, map=m, title="COO"),
    "occupant": lambda m, u: Occupancy.objects.filter(post__map=m, post__title="CFO").update(
        actor=Actor.objects.get(map=m, contact__name="Smirnov")
    ),
    "vacancy": lambda m, u: Occupancy.objects.filter(post__map=m, post__title="Chief buyer").update(until=TODAY),
    "name": lambda m, u: Contact.objects.filter(account=m.account_id, name="Petrov").update(name="Petrovsky"),
    "what somebody without a post is called": lambda m, u: Contact.objects.filter(
        account=m.account_id, name="Ivanova"
    ).update(title="Adviser"),
    "counterpart": lambda m, u: Actor.objects.filter(map=m, contact__name="Smirnov").update(mirror=u),
    "backup": lambda m, u: Actor.objects.filter(map=m, contact__name="Petrovsky").update(mirror=None, backup=u),
    "name of a counterpart": lambda m, u: User.objects.filter(pk=u.pk).update(full_name="Anna Another"),
    "who has left": lambda m, u: Actor.objects.filter(map=m, contact__name="Orlov").update(left_on=TODAY),
    "who is back": lambda m, u: Actor.objects.filter(map=m, contact__name="Orlov").update(left_on=None),
    "attitude": lambda m, u: Judgement.objects.filter(actor__map=m, value="mentor").update(value="supporter"),
    "age of a judgement": lambda m, u: Judgement.objects.filter(actor__map=m, value="supporter").update(
        as_of=datetime.date(2001, 1, 1)
    ),
    "a judgement taken away": lambda m, u: Judgement.objects.filter(actor__map=m, value="supporter").update(value=""),
    "strength of a line": lambda m, u: Line.objects.filter(map=m, kind="influence").update(strength=1),
    "age of a line": lambda m, u: Line.objects.filter(map=m, kind="influence").update(as_of=datetime.date(2001, 1, 1)),
    "a line taken away": lambda m, u: Line.objects.filter(map=m, kind="conflict").delete(),
    "contact in the diary": _write,
    "an alert put aside": _put_aside,
    "limits of the company": lambda m, u: edit_limits(version=1, changes={"stale_after": 365}),
    "title of the map": lambda m, u: DecisionMap.objects.filter(pk=m.pk).update(title="Another"),
    "language of the reader": lambda m, u: User.objects.filter(pk=u.pk).update(language="ru"),
}


@pytest.mark.django_db
def test_whatever_changes_the_page_is_as_if_drawn_for_the_first_time(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    anna = signed_in(cast.anna)

    def seen() -> str:
        return OF_THE_REQUEST.sub("", anna.get(drawn.get_absolute_url()).content.decode())

    before = seen()
    for what, change in CHANGES.items():
        change(drawn, cast.anna)
        remembered = seen()
        forget()
        assert remembered == seen(), what
        assert remembered != before, what
        before = remembered


@pytest.mark.django_db
def test_another_day_and_another_language_are_other_pages(drawn: DecisionMap) -> None:
    def made(day: datetime.date) -> str:
        found = page.page_of(reading.read_map(drawn, day, may_judge=True), {}, day)
        return f"{found.svg}{found.findings.alerts}{found.findings.measured}"

    def afresh(day: datetime.date) -> str:
        forget()
        return made(day)

    later = TODAY + datetime.timedelta(days=200)
    seen: dict[str, list[str]] = {"en": [], "ru": []}
    for language, texts in seen.items():
        with translation.override(language):
            texts += [made(TODAY), made(later)]
            assert texts == [afresh(TODAY), afresh(later)]
    assert len({text for texts in seen.values() for text in texts}) == 4


@pytest.mark.django_db
def test_what_one_may_read_is_not_remembered_for_who_may_not(
    cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn
) -> None:
    """Whoever looked first."""
    address = drawn.get_absolute_url()
    pages = {user: signed_in(user) for user in (cast.anna, cast.boris)}
    for order in ((cast.anna, cast.boris), (cast.boris, cast.anna)):
        forget()
        texts = {user: pages[user].get(address).content.decode() for user in order}
        assert "data-version" in texts[cast.anna] and "enemy" in texts[cast.anna]
        assert "data-version" not in texts[cast.boris] and "enemy" not in texts[cast.boris]


@pytest.mark.django_db
def test_an_unchanged_page_is_not_made_again(cast: SimpleNamespace, drawn: DecisionMap, signed_in: SignIn) -> None:
    """And after a move only what moved: the people are the same, and so is what follows from them."""
    anna, day = signed_in(cast.anna), timezone.localdate(timezone=ZoneInfo(cast.anna.time_zone))

    def made() -> list[int]:
        anna.get(drawn.get_absolute_url())
        return [each.cache_info().misses for each in (reading._people_of, faces._face, drawing._inside)]

    def found() -> findings.Findings:
        return findings.findings_of(reading.read_map(drawn, day, may_judge=True), day)

    people, faces_made, cards = made()
    first = found()
    assert made() == [people, faces_made, cards]
    Post.objects.filter(map=drawn, title="Buyer").update(reports_to=Post.objects.get(map=drawn, title="CFO"))
    assert made() == [people, faces_made + 1, cards + 1]
    assert found() is first


def test_so_many_are_remembered_and_the_one_not_asked_for_longest_is_forgotten() -> None:
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    remembered: Remembered[str] = Remembered(most=2)
    for key in ("a", "b", "a", "c", "a", "b"):
        assert remembered.get(key, lambda key=key: make(key)) == key.upper()  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]
