"""The calendar feed: one's own dates under an address that nobody can guess, and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.assigning import add_member, assign
from accounts.keeping import change_status
from accounts.models import Account
from dossiers.diary.steps import add_step, finish_step
from dossiers.diary.writing import write_entry
from dossiers.events import plan_event
from dossiers.models import Dossier, NextStep
from kam_portal.foundation.people.feeds import close_feed, open_feed
from kam_portal.foundation.people.inviting import deactivate, reactivate
from kam_portal.foundation.people.models import CalendarFeed, User
from kam_portal.workspace.feed import feed_of
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)
NewAccount = Callable[..., Account]
SignedIn = Callable[[User], Client]


def entries(user: User) -> list[tuple[str, str]]:
    """Day and words of everything in the feed, by day."""
    calendar = Calendar.from_ical(feed_of(user, TODAY, AT))
    events = calendar.walk("VEVENT")
    return sorted((event["DTSTART"].dt.isoformat(), str(event["SUMMARY"])) for event in events)


def address(user: User) -> str:
    return reverse("calendar_feed", args=[open_feed(user=user, at=AT)])


@pytest.fixture
def yard(cast: SimpleNamespace, new_account: NewAccount) -> Account:
    """Anna's yard: a step of hers and one of Leonid's, a tender to begin with in March, a review due."""
    account = new_account("Halvorsen", kam=cast.anna)
    entry = write_entry(account=account, by=cast.anna, on=TODAY, summary="Secret words", mood="bad")
    add_step(entry=entry, text="Send, the; offer\\now", on=datetime.date(2026, 11, 20), owner=cast.anna)
    add_step(entry=entry, text="Of Leonid", on=TODAY, owner=cast.leonid)
    plan_event(account=account, kind="tender", title="Tender", on=datetime.date(2027, 3, 31), lead_days=30, note="Note")
    Dossier.objects.filter(account=account).update(due_on=datetime.date(2026, 12, 1))
    return account


def test_steps_events_and_reviews_stand_on_their_days(cast: SimpleNamespace, yard: Account) -> None:
    assert entries(cast.anna) == [
        ("2026-11-20", "Halvorsen: Send, the; offer\\now"),
        ("2026-12-01", "Halvorsen: review is due"),
        ("2027-03-01", "Halvorsen: start now: Tender on 31 Mar 2027"),
        ("2027-03-31", "Halvorsen: Tender (Tender)"),
    ]


def test_what_is_done_is_over_or_is_of_others_is_not_there(cast: SimpleNamespace, yard: Account) -> None:
    # A lead's own step stands there; the events and reviews of the team are the manager's.
    assert entries(cast.leonid) == [("2026-11-22", "Halvorsen: Of Leonid")]
    assert [entries(getattr(cast, name)) for name in ("boris", "viktor", "ada", "irina")] == [[], [], [], []]
    step = NextStep.objects.get(owner=cast.anna)
    finish_step(step=step, version=1, on=TODAY)
    assert "offer" not in str(entries(cast.anna))


def test_a_member_sees_the_events_and_not_the_reviews(cast: SimpleNamespace, yard: Account) -> None:
    add_member(account=yard, user=cast.irina, function="finance", can_edit=False)
    assert [day for day, _words in entries(cast.irina)] == ["2027-03-01", "2027-03-31"]


def test_what_comes_at_a_closed_client_is_not_there(cast: SimpleNamespace, yard: Account) -> None:
    change_status(account=yard, status="closed", reason="sold", on=TODAY, by=cast.ada)
    assert [words for _day, words in entries(cast.anna) if "Tender" in words] == []


def test_what_one_promised_goes_with_the_right_to_read(cast: SimpleNamespace, yard: Account) -> None:
    assign(account=yard, manager=cast.viktor, on=TODAY, reason="moved", by=cast.ada)
    assert entries(cast.anna) == []


def test_no_judgement_and_no_text_of_the_diary_is_in_it(cast: SimpleNamespace, yard: Account) -> None:
    feed = feed_of(cast.anna, TODAY, AT).decode()
    assert [word for word in ("Secret", "bad", "Bad", "Note", "next_step") if word in feed] == []


def test_things_keep_their_uid_and_whole_days(cast: SimpleNamespace, yard: Account) -> None:
    step = NextStep.objects.get(owner=cast.anna)
    uids = [str(event["UID"]) for event in Calendar.from_ical(feed_of(cast.anna, TODAY, AT)).walk("VEVENT")]
    NextStep.objects.filter(pk=step.pk).update(on=TODAY, text="Other words", version=2)
    later = Calendar.from_ical(feed_of(cast.anna, TODAY, AT + datetime.timedelta(days=1)))
    assert [str(event["UID"]) for event in later.walk("VEVENT")] == uids
    assert (len(set(uids)), uids[0]) == (4, f"next-step-{step.pk}@127.0.0.1")
    [first, *_others] = later.walk("VEVENT")
    assert (first["DTSTART"].dt, first["DTEND"].dt) == (TODAY, TODAY + datetime.timedelta(days=1))


def test_the_feed_needs_no_sign_in_and_is_kept_by_nobody(cast: SimpleNamespace, yard: Account) -> None:
    answer = Client().get(address(cast.anna))
    assert answer.status_code == 200
    assert {name: answer.headers[name] for name in ("Content-Type", "Cache-Control", "X-Robots-Tag")} == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Cache-Control": "no-store, private",
        "X-Robots-Tag": "noindex, nofollow",
    }
    assert "session" not in answer.cookies
    assert Client().post(address(cast.anna)).status_code == 405


def test_the_feed_speaks_the_language_of_its_person(cast: SimpleNamespace, yard: Account) -> None:
    User.objects.filter(pk=cast.anna.pk).update(language="ru")
    feed = Client(headers={"accept-language": "en"}).get(address(cast.anna)).content.decode()
    assert "срок ревизии" in feed.replace("\r\n ", "")


def test_a_new_address_ends_the_old_one_and_leaving_ends_it_at_once(cast: SimpleNamespace, yard: Account) -> None:
    client, old = Client(), address(cast.anna)
    new = address(cast.anna)
    assert [client.get(each).status_code for each in (old, new)] == [404, 200]
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)
    gone = client.get(new)
    unknown = client.get(reverse("calendar_feed", args=["x" * 43]))
    assert (gone.status_code, gone.content) == (404, unknown.content)
    User.objects.filter(pk=cast.anna.pk).update(is_active=True)
    close_feed(user=cast.anna)
    assert client.get(new).status_code == 404


def test_who_comes_back_makes_a_new_address(cast: SimpleNamespace, yard: Account) -> None:
    old = address(cast.pavel)
    deactivate(person=cast.pavel, by=cast.ada, at=AT)
    reactivate(person=User.objects.get(pk=cast.pavel.pk), by=cast.ada)
    assert Client().get(old).status_code == 404


def test_only_a_digest_is_stored_and_none_in_the_history(cast: SimpleNamespace) -> None:
    secret = open_feed(user=cast.anna, at=AT)
    assert secret not in str(CalendarFeed.objects.values())
    kept = str(CalendarFeed.pgh_event_model.objects.values())  # type: ignore[attr-defined]
    assert (secret in kept, CalendarFeed.objects.get().digest in kept) == (False, False)


def test_who_asks_too_often_waits(cast: SimpleNamespace, yard: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kam_portal.workspace.views.calendar.timezone.now", lambda: AT)
    client, own = Client(), address(cast.anna)
    codes = [client.get(own).status_code for _n in range(61)]
    assert codes == [200] * 60 + [429]


def test_more_rows_take_no_more_statements(cast: SimpleNamespace, new_account: NewAccount) -> None:
    counts = []
    for rows in (1, 3):
        for n in range(rows):
            account = new_account(f"Client {rows} {n}", kam=cast.anna)
            step = {"next_step": "call", "next_step_on": TODAY, "next_step_owner": cast.anna}
            write_entry(account=account, by=cast.anna, on=TODAY, summary="Lunch", **step)
            plan_event(account=account, kind="tender", title="Tender", on=TODAY)
        with CaptureQueriesContext(connection) as queries:
            feed_of(cast.anna, TODAY, AT)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5


def test_the_address_is_shown_once_renewed_and_switched_off(cast: SimpleNamespace, signed_in: SignedIn) -> None:
    anna = signed_in(cast.anna)
    page = reverse("me_calendar")
    assert "no address yet" in anna.get(page).content.decode()
    made = anna.post(reverse("me_calendar_make"))
    shown = made.context["address"]
    assert shown.startswith("http://testserver/calendar/") and shown in made.content.decode()
    assert Client().get(shown).status_code == 200
    assert shown not in anna.get(page).content.decode()
    assert anna.get(reverse("me_calendar_make")).status_code == 405
    renewed = anna.post(reverse("me_calendar_make")).context["address"]
    assert [Client().get(each).status_code for each in (shown, renewed)] == [404, 200]
    anna.post(reverse("me_calendar_off"))
    assert Client().get(renewed).status_code == 404
    assert page in anna.get(reverse("me")).content.decode()


def test_an_admin_changes_nobody_elses_address(cast: SimpleNamespace, signed_in: SignedIn) -> None:
    own = address(cast.anna)
    signed_in(cast.ada).post(reverse("me_calendar_make"), {"user": cast.anna.pk})
    signed_in(cast.ada).post(reverse("me_calendar_off"), {"user": cast.anna.pk})
    assert Client().get(own).status_code == 200
    assert timezone.get_current_timezone_name() == "UTC"
