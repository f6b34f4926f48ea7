"""A review and an edit at the same moment: in either order nothing is confirmed that nobody has looked at."""

from __future__ import annotations

import datetime
import re
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import Account
from dossiers.description import BY_KEY, SECTIONS, TABLES
from dossiers.facts import save_section
from dossiers.models import Fact, FactCheck, Review, TableRow
from dossiers.reviews.checking import check_fact
from dossiers.reviews.verifying import answer_topic, sign_review, start_review
from dossiers.rows import add_row, edit_row
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.people.models import User
from tests.dossiers.reviewing import section_version
from tests.test_at_the_same_moment import arriving_during, patient
from tests.writers import standing_in, together

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[User], Client]
GENERAL = BY_KEY["general"]
LONG_AGO = datetime.date(2026, 6, 1)
# The eve of the signature: where the editor lives it is still that day.
EVE = timezone.localdate() - datetime.timedelta(days=1)
FACTS = {"mission": "Ships", "positioning": "Best", "description": "Yard", "company_history": "Old"}


@pytest.fixture
def acme(cast: SimpleNamespace, new_account: Callable[..., Account]) -> Account:
    account = new_account("Acme", kam=cast.anna, on=LONG_AGO)
    save_section(account=account, section=GENERAL, version=0, values=FACTS, source="", on=LONG_AGO, by=cast.anna)
    add_row(account=account, table=TABLES["goals"], values={"name": "Grow"}, on=LONG_AGO, by=cast.anna)
    return account


@pytest.fixture
def address(acme: Account) -> str:
    return f"/accounts/{acme.pk}/review/"


@pytest.fixture
def anna(cast: SimpleNamespace, signed_in: SignIn) -> Client:
    return patient(signed_in(cast.anna))


@pytest.fixture
def leonid(cast: SimpleNamespace, signed_in: SignIn) -> Client:
    return patient(signed_in(cast.leonid))


def started(account: Account) -> Review:
    return start_review(account=account, by=account.kam, at=timezone.now())


def answered(account: Account, **verdicts: str) -> Review:
    """Every section answered: still true, but for `verdicts`."""
    review = started(account)
    for section in SECTIONS:
        verdict = verdicts.get(section.key, "true")
        answer_topic(review=review, topic=section.key, verdict=verdict, note="", by=account.kam, at=timezone.now())
    return review


def check(review: Review, key: str, verdict: str = "true") -> None:
    check_fact(review=review, topic="general", key=key, verdict=verdict, by=review.account.kam, at=timezone.now())


def goal() -> TableRow:
    return TableRow.objects.get(table="goals")


def edit(account: Account, on: datetime.date = EVE, **values: str) -> None:
    version = section_version(account, GENERAL)
    save_section(account=account, section=GENERAL, version=version, values=values, source="", on=on, by=None)


def sign(client: Client, address: str, review: Review) -> HttpResponse:
    version = Review.objects.values_list("version", flat=True).get(pk=review.pk)
    return client.post(f"{address}sign/", {"version": version})


def words_after(client: Client, answer: HttpResponse) -> str:
    return client.get(answer["Location"]).content.decode()


def form_of(client: Client, address: str, key: str) -> dict[str, str]:
    """What the buttons beside one fact of the open review send."""
    html = client.get(f"{address}?section=general").content.decode()
    own = html[html.index(f'id="fact-{key.replace(":", "-")}"') :]
    form = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', own[: own.index("</form>")])
    return {name: value for name, value in form if name != "csrfmiddlewaretoken"}


def section_as_read(html: str) -> str:
    """What the form of the whole section tells of the facts above it."""
    return standing_in(html[html.index('data-draft="review-') :], "seen") or ""


def test_a_checked_fact_edited_while_the_review_is_signed_keeps_the_day_of_its_edit(
    acme: Account, address: str, anna: Client
) -> None:
    review = answered(acme, general="changed")
    check(review, "mission")
    with arriving_during(lambda: sign(anna, address, review)) as answers:
        edit(acme, mission="Boats")
    assert answers[0].status_code == 302
    assert Fact.objects.values_list("value", "as_of").get(key="mission") == ("Boats", EVE)


def test_a_checked_row_edited_while_the_review_is_signed_keeps_the_day_of_its_edit(
    acme: Account, address: str, anna: Client
) -> None:
    review, row = answered(acme, general="changed"), goal()
    check(review, f"goals:{row.pk}")
    with arriving_during(lambda: sign(anna, address, review)) as answers:
        edit_row(row=row, version=1, changes={"name": "Shrink"}, on=EVE, by=None)
    assert (answers[0].status_code, goal().values["name"], goal().as_of) == (302, "Shrink", EVE)


def test_a_fact_called_still_true_and_edited_while_the_review_is_signed_keeps_it_unsigned(
    acme: Account, address: str, anna: Client
) -> None:
    review = answered(acme)
    with arriving_during(lambda: sign(anna, address, review)) as answers:
        edit(acme, mission="Boats")
    assert "changed after the answer “still true”" in words_after(anna, answers[0])
    review.refresh_from_db()
    assert (review.state, Fact.objects.get(key="mission").as_of) == (Review.State.IN_PROGRESS, EVE)


def test_an_edit_that_arrives_while_the_review_is_signed_comes_after_it(
    acme: Account, address: str, anna: Client, cast: SimpleNamespace
) -> None:
    review, form = answered(acme), f"/accounts/{acme.pk}/dossier/general/edit/"
    version = section_version(acme, GENERAL)
    with arriving_during(lambda: anna.post(form, {"mission": "Boats", "version": version})) as answers:
        sign_review(review=review, by=cast.anna, at=timezone.now())
    frozen = {entry["key"]: entry["value"] for entry in Review.objects.get().snapshot["topics"]["general"]}
    assert (answers[0].status_code, frozen["mission"]) == (302, {"value": "Ships"})
    assert Fact.objects.values_list("value", flat=True).get(key="mission") == "Boats"


@pytest.mark.parametrize("said", ["true", "changed"], ids=["section still true", "section changed"])
def test_signed_and_edited_at_once_either_comes_first_and_nobody_waits_for_ever(
    said: str, acme: Account, cast: SimpleNamespace
) -> None:
    """Many times, the facts in the one order and in the other: signed as read, or edited and not confirmed."""
    for turn in range(10):
        review = answered(acme, general=said)
        for key in FACTS:
            check(review, key)
        outcome, gate = _sign_and_edit_at_once(acme, review, cast, turn), review.pk
        stored = {fact.key: fact for fact in Fact.objects.filter(key__in=FACTS)}
        assert {fact.as_of for fact in stored.values() if fact.value.endswith(str(turn))} <= {EVE}
        frozen = Review.objects.get(pk=gate).snapshot.get("topics", {}).get("general", [])
        read = {entry["key"]: entry for entry in frozen if entry["key"] in FACTS}
        confirmed = {key for key, entry in read.items() if entry["as_of"] > EVE.isoformat()}
        assert confirmed == {key for key, entry in read.items() if not entry["value"]["value"].endswith(str(turn))}
        assert outcome in ("signed", "refused")
        if outcome == "refused":
            answered(acme)
            sign_review(review=review, by=cast.anna, at=timezone.now())
        Fact.objects.update(as_of=LONG_AGO)


def _sign_and_edit_at_once(account: Account, review: Review, cast: SimpleNamespace, turn: int) -> str:
    said: list[str] = []
    gate = threading.Barrier(3)
    version = section_version(account, GENERAL)

    def sign_it() -> None:
        gate.wait()
        try:
            sign_review(review=review, by=cast.anna, at=timezone.now())
            said.append("signed")
        except ValidationError:
            said.append("refused")

    def edit_it(keys: list[str]) -> Callable[[], None]:
        def go() -> None:
            gate.wait()
            values = {key: f"{key} {turn}" for key in keys}
            try:
                save_section(
                    account=account, section=GENERAL, version=version, values=values, source="", on=EVE, by=None
                )
            except StaleEdit:
                pass

        return go

    keys = list(FACTS)
    together([sign_it, edit_it(keys[:3]), edit_it(keys[:0:-1])])
    return said[0]


def test_still_true_of_a_fact_that_was_edited_since_the_page_was_read_is_refused(
    acme: Account, address: str, anna: Client
) -> None:
    started(acme)
    sent = form_of(anna, address, "mission") | {"verdict": "true"}
    edit(acme, mission="Boats")
    answer = anna.post(f"{address}check/", sent)
    assert "changed while you were reading" in words_after(anna, answer)
    assert not FactCheck.objects.exists()
    assert anna.post(f"{address}check/", form_of(anna, address, "mission") | {"verdict": "true"}).status_code == 302
    assert FactCheck.objects.get().verdict == "true"


def test_in_place_the_refused_check_shows_the_fact_as_it_stands(acme: Account, address: str, anna: Client) -> None:
    started(acme)
    sent = form_of(anna, address, "mission") | {"verdict": "true"}
    edit(acme, mission="Boats")
    answer = anna.post(f"{address}check/", sent, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert (answer.status_code, html.count(" data-check>"), "Boats" in html) == (409, 1, True)
    assert ("changed while you were reading" in html, FactCheck.objects.exists()) == (True, False)


def test_still_true_of_a_section_that_was_edited_since_the_page_was_read_is_refused_and_the_note_kept(
    acme: Account, address: str, anna: Client
) -> None:
    review = started(acme)
    html = anna.get(f"{address}?section=general").content.decode()
    sent = {"topic": "general", "version": 0, "note": "asked Siri", "seen": section_as_read(html)}
    edit(acme, mission="Boats")
    for verdict in ("true", "partly"):
        answer = anna.post(f"{address}answer/", sent | {"verdict": verdict})
        shown = answer.content.decode()
        assert (answer.status_code, "changed while you were reading" in shown) == (200, True)
        assert ("asked Siri" in shown, "Boats" in shown, review.answers.exists()) == (True, True, False)
    again = sent | {"verdict": "true", "seen": section_as_read(shown)}
    assert anna.post(f"{address}answer/", again).status_code == 302
    assert review.answers.get().note == "asked Siri"


def test_unknown_may_be_said_of_a_section_whatever_was_edited(acme: Account, address: str, anna: Client) -> None:
    review = started(acme)
    html = anna.get(f"{address}?section=general").content.decode()
    edit(acme, mission="Boats")
    sent = {"topic": "general", "version": 0, "verdict": "unknown", "note": "", "seen": section_as_read(html)}
    assert (anna.post(f"{address}answer/", sent).status_code, review.answers.get().verdict) == (302, "unknown")


def test_of_two_who_check_a_fact_at_once_the_second_is_told(
    acme: Account, address: str, anna: Client, leonid: Client, cast: SimpleNamespace
) -> None:
    started(acme)
    mine, theirs = (form_of(client, address, "mission") for client in (anna, leonid))
    with arriving_during(lambda: leonid.post(f"{address}check/", theirs | {"verdict": "unknown"})) as answers:
        anna.post(f"{address}check/", mine | {"verdict": "true"})
    assert "Somebody else has answered this meanwhile" in words_after(leonid, answers[0])
    assert FactCheck.objects.values_list("verdict", "checked_by").get() == ("true", cast.anna.pk)


def test_two_who_say_the_same_of_a_fact_agree(
    acme: Account, address: str, anna: Client, leonid: Client, cast: SimpleNamespace
) -> None:
    review = started(acme)
    mine, theirs = (form_of(client, address, "mission") | {"verdict": "true"} for client in (anna, leonid))
    with arriving_during(lambda: leonid.post(f"{address}check/", theirs)) as answers:
        anna.post(f"{address}check/", mine)
    review.refresh_from_db()
    assert (answers[0]["Location"], review.version) == (f"{address}?section=general#fact-mission", 2)
    assert FactCheck.objects.values_list("verdict", "checked_by").get() == ("true", cast.anna.pk)


def test_twenty_who_check_the_same_facts_leave_one_answer_each(acme: Account, cast: SimpleNamespace) -> None:
    review, verdicts = started(acme), ("true", "unknown")
    people = (cast.anna, cast.leonid, cast.ada)

    def say(number: int) -> Callable[[], Any]:
        def go() -> None:
            for key in FACTS:
                check_fact(
                    review=review,
                    topic="general",
                    key=key,
                    verdict=verdicts[number % 2],
                    by=people[number % 3],
                    at=timezone.now(),
                )

        return go

    together([say(number) for number in range(20)])
    assert sorted(FactCheck.objects.values_list("key", flat=True)) == sorted(FACTS)
    history = FactCheck.pgh_event_model.objects.count()  # type: ignore[attr-defined]
    assert Review.objects.get().version == history + 1


def test_a_check_that_arrives_while_the_review_is_signed_is_told_so(
    acme: Account, address: str, anna: Client, leonid: Client, cast: SimpleNamespace
) -> None:
    review = answered(acme)
    sent = form_of(leonid, address, "mission") | {"verdict": "unknown"}
    with arriving_during(lambda: leonid.post(f"{address}check/", sent)) as answers:
        sign_review(review=review, by=cast.anna, at=timezone.now())
    assert "was signed by Anna Petrova already" in words_after(leonid, answers[0])
    assert (FactCheck.objects.exists(), Review.objects.get().state) == (False, Review.State.SIGNED)


def test_a_signature_that_arrives_while_a_fact_is_checked_is_told_to_look_again(
    acme: Account, address: str, anna: Client, cast: SimpleNamespace
) -> None:
    review = answered(acme)
    with arriving_during(lambda: sign(anna, address, review)) as answers:
        check(review, "mission", "unknown")
    assert "An answer was changed while you were reading" in words_after(anna, answers[0])
    assert Review.objects.get().state == Review.State.IN_PROGRESS


def test_a_check_of_a_text_that_is_gone_is_not_shown_for_the_new_one(acme: Account, address: str, anna: Client) -> None:
    check(started(acme), "mission")
    assert form_of(anna, address, "mission")["said"] == "true"
    edit(acme, mission="Boats")
    assert form_of(anna, address, "mission")["said"] == ""
