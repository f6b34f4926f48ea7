"""A review is opened, answered, signed, frozen and returned by verbs."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.assigning import assign
from accounts.keeping import create_contact
from accounts.models import Account
from dossiers.description import BY_KEY, SECTIONS
from dossiers.facts import UNWRITTEN, save_section
from dossiers.models import Answer, Dossier, Fact, Review
from dossiers.reviews.checking import check_fact
from dossiers.reviews.verifying import UNANSWERED, answer_topic, return_review, sign_review, start_review
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.notifications.models import Message
from tests.dossiers.reviewing import MORNING, answered, section_version, signed

Make = Callable[..., Account]
KEY_SINCE = datetime.date(2026, 6, 1)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def acme(cast: SimpleNamespace, new_account: Make) -> Account:
    account = new_account("Acme", kam=cast.anna, on=KEY_SINCE)
    save_section(
        account=account,
        section=BY_KEY["general"],
        version=UNWRITTEN,
        values={"mission": "Ships that come home"},
        source="visit",
        on=KEY_SINCE,
        by=cast.anna,
    )
    return account


def dossier(account: Account) -> Dossier:
    return Dossier.objects.get(account=account)


def test_starting_twice_opens_one_review(cast: SimpleNamespace, acme: Account) -> None:
    first = start_review(account=acme, by=cast.anna, at=MORNING)
    second = start_review(account=acme, by=cast.leonid, at=MORNING + HOUR)
    assert (first.pk, first.number) == (second.pk, 1)
    assert dossier(acme).review_state == "in_progress"


def test_a_candidate_has_no_review_to_start(cast: SimpleNamespace, new_account: Make) -> None:
    candidate = new_account("Maybe", kam=cast.anna, status="candidate")
    with pytest.raises(ValidationError, match="no review to come"):
        start_review(account=candidate, by=cast.anna, at=MORNING)
    assert Review.objects.count() == 0


def test_a_signature_waits_for_every_section(cast: SimpleNamespace, acme: Account) -> None:
    review = start_review(account=acme, by=cast.anna, at=MORNING)
    for section in SECTIONS[:-2]:
        answer_topic(review=review, topic=section.key, verdict="true", note="", by=cast.anna, at=MORNING)
    with pytest.raises(ValidationError) as refusal:
        sign_review(review=review, by=cast.anna, at=MORNING + HOUR)
    assert refusal.value.messages == ["Not signed yet: Events ahead and Diary wait for an answer."]
    assert Review.objects.get(pk=review.pk).state == "in_progress"


def test_unknown_sections_and_verdicts_are_refused_in_words(cast: SimpleNamespace, acme: Account) -> None:
    review = start_review(account=acme, by=cast.anna, at=MORNING)
    with pytest.raises(ValidationError, match="no such section"):
        answer_topic(review=review, topic="weather", verdict="true", note="", by=cast.anna, at=MORNING)
    with pytest.raises(ValidationError, match="Choose still true"):
        answer_topic(review=review, topic="general", verdict="fine", note="", by=cast.anna, at=MORNING)
    assert Answer.objects.count() == 0


def test_the_next_review_is_due_three_months_after_the_signature(cast: SimpleNamespace, acme: Account) -> None:
    review = signed(acme, cast.anna, datetime.datetime(2026, 11, 30, 8, tzinfo=datetime.UTC))
    assert (review.signed_on, review.signed_by, review.on_behalf_of) == (datetime.date(2026, 11, 30), cast.anna, None)
    stored = dossier(acme)
    assert (stored.due_on, stored.review_state) == (datetime.date(2027, 2, 28), "none")


def test_the_day_of_a_signature_is_the_managers_not_the_signers(cast: SimpleNamespace, acme: Account) -> None:
    cast.anna.time_zone = "Pacific/Kiritimati"
    cast.anna.save()
    acme.refresh_from_db()
    at = datetime.datetime(2026, 11, 20, 18, 0, tzinfo=datetime.UTC)
    assert signed(acme, cast.leonid, at).signed_on == datetime.date(2026, 11, 21)


def test_a_lead_signs_on_behalf_of_the_manager(cast: SimpleNamespace, acme: Account) -> None:
    review = signed(acme, cast.leonid)
    assert (review.signed_by, review.on_behalf_of) == (cast.leonid, cast.anna)


def test_what_is_still_true_gets_the_day_of_the_signature_as_its_as_of(cast: SimpleNamespace, acme: Account) -> None:
    version = section_version(acme, BY_KEY["general"])
    review = answered(acme, cast.anna)
    assert Fact.objects.get(key="mission").as_of == KEY_SINCE
    sign_review(review=review, by=cast.anna, at=MORNING + HOUR)
    fact = Fact.objects.get(key="mission")
    assert (fact.as_of, fact.by, fact.source) == (datetime.date(2026, 11, 20), cast.anna, "visit")
    assert section_version(acme, BY_KEY["general"]) == version


def test_an_unknown_section_keeps_its_old_as_of(cast: SimpleNamespace, acme: Account) -> None:
    signed(acme, cast.anna, general="unknown")
    assert Fact.objects.get(key="mission").as_of == KEY_SINCE


def test_a_signed_review_holds_what_was_known_and_what_changed(cast: SimpleNamespace, acme: Account) -> None:
    first = signed(acme, cast.anna)
    assert first.changes == []
    assert first.snapshot["topics"]["general"] == [
        {
            "key": "mission",
            "value": {"value": "Ships that come home"},
            "as_of": "2026-11-20",
            "by": "Anna Petrova",
            "source": "visit",
        }
    ]
    save_section(
        account=acme,
        section=BY_KEY["general"],
        version=1,
        values={"mission": "Ships that fly"},
        source="",
        on=datetime.date(2026, 11, 21),
        by=cast.boris,
    )
    contact = create_contact(account=acme, name="Siri Aas", title="Engineer")
    second = signed(acme, cast.anna, MORNING + 3 * HOUR)
    told = [(c["topic"], c["key"], c["before"], c["after"], c["who"]) for c in second.changes]
    assert told == [
        ("general", "mission", {"value": "Ships that come home"}, {"value": "Ships that fly"}, "Boris Klein"),
        (
            "decision",
            f"contact:{contact.pk}",
            None,
            {"name": "Siri Aas", "title": "Engineer", "emails": "", "phones": ""},
            "",
        ),
    ]
    assert Review.objects.get(number=1).snapshot == first.snapshot


def test_a_signed_review_is_frozen_by_the_database(cast: SimpleNamespace, acme: Account) -> None:
    review = signed(acme, cast.anna)
    for values in ({"snapshot": {}}, {"signed_on": KEY_SINCE}, {"state": "in_progress"}, {"changes": [1]}):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(**values)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Review.objects.filter(pk=review.pk).delete()


def test_signing_and_answering_a_signed_review_is_refused_in_words(cast: SimpleNamespace, acme: Account) -> None:
    review = signed(acme, cast.anna)
    with pytest.raises(ValidationError, match="signed by Anna Petrova already"):
        sign_review(review=review, by=cast.leonid, at=MORNING + HOUR)
    with pytest.raises(ValidationError, match="frozen"):
        answer_topic(review=review, topic="general", verdict="changed", note="", by=cast.anna, at=MORNING)


def test_everything_confirmed_within_seconds_is_marked(cast: SimpleNamespace, acme: Account) -> None:
    assert signed(acme, cast.anna, pause=datetime.timedelta(seconds=3)).is_empty
    assert not signed(acme, cast.anna, MORNING + HOUR, pause=datetime.timedelta(seconds=10)).is_empty
    hasty_but_changed = signed(acme, cast.anna, MORNING + 2 * HOUR, datetime.timedelta(seconds=1), swot="changed")
    assert not hasty_but_changed.is_empty


def test_two_answers_from_the_same_page_do_not_overwrite_each_other(cast: SimpleNamespace, acme: Account) -> None:
    review = start_review(account=acme, by=cast.anna, at=MORNING)
    said = {"review": review, "topic": "swot", "at": MORNING, "version": UNANSWERED}
    answer_topic(verdict="true", note="asked Siri", by=cast.anna, **said)
    with pytest.raises(StaleEdit) as stale:
        answer_topic(verdict="changed", note="asked Magnus", by=cast.boris, **said)
    assert stale.value.version == 1
    assert [(d.field, d.theirs, d.mine) for d in stale.value.differences] == [
        ("verdict", "true", "changed"),
        ("note", "asked Siri", "asked Magnus"),
    ]
    assert Answer.objects.get().note == "asked Siri"


def test_a_double_click_on_an_answer_is_one_answer(cast: SimpleNamespace, acme: Account) -> None:
    review = start_review(account=acme, by=cast.anna, at=MORNING)
    said = {"review": review, "topic": "swot", "verdict": "true", "note": "", "by": cast.anna, "at": MORNING}
    first = answer_topic(version=UNANSWERED, **said)
    second = answer_topic(version=UNANSWERED, **said)
    assert (first.pk, first.version) == (second.pk, second.version)


def test_a_signature_meets_an_answer_changed_meanwhile(cast: SimpleNamespace, acme: Account) -> None:
    review = answered(acme, cast.anna)
    answer_topic(review=review, topic="swot", verdict="unknown", note="", by=cast.boris, at=MORNING + HOUR)
    with pytest.raises(StaleEdit):
        sign_review(review=review, by=cast.anna, at=MORNING + HOUR, version=review.version)


def test_a_returned_review_opens_the_next_one_with_its_answers(cast: SimpleNamespace, acme: Account) -> None:
    earlier = dossier(acme).due_on
    review = signed(acme, cast.anna, swot="changed")
    running = return_review(review=review, reason="Ask Magnus", by=cast.leonid, at=MORNING + HOUR)
    stored = Review.objects.get(pk=review.pk)
    assert (stored.state, stored.return_reason, stored.returned_by) == ("returned", "Ask Magnus", cast.leonid)
    assert (running.number, running.state) == (2, "in_progress")
    verdicts = dict(running.answers.values_list("topic", "verdict"))
    assert verdicts == {s.key: "changed" if s.key == "swot" else "true" for s in SECTIONS}
    assert (dossier(acme).review_state, dossier(acme).due_on) == ("returned", earlier)
    message = Message.objects.get(topic="returned")
    assert (message.recipient, message.about, message.note) == (cast.anna, cast.leonid, "Ask Magnus")


def test_a_lead_names_the_sections_to_be_answered_again(cast: SimpleNamespace, acme: Account) -> None:
    review = answered(acme, cast.anna)
    mission = {"topic": "general", "key": "mission", "verdict": "true", "by": cast.anna, "at": MORNING + HOUR}
    check_fact(review=review, **mission)
    review = sign_review(review=Review.objects.get(pk=review.pk), by=cast.anna, at=MORNING + HOUR)
    again = ["general", "swot"]
    running = return_review(review=review, reason="Ask", again=again, by=cast.leonid, at=MORNING + 2 * HOUR)
    assert set(running.answers.values_list("topic", flat=True)) == {s.key for s in SECTIONS} - set(again)
    assert (running.checks.count(), review.checks.count(), review.answers.count()) == (0, 1, len(SECTIONS))
    with pytest.raises(ValidationError, match="General"):
        sign_review(review=running, by=cast.anna, at=MORNING + 3 * HOUR)


def test_what_was_answered_since_the_signature_stays_answered(cast: SimpleNamespace, acme: Account) -> None:
    review = signed(acme, cast.anna)
    running = start_review(account=acme, by=cast.anna, at=MORNING + HOUR)
    answer_topic(review=running, topic="swot", verdict="changed", note="", by=cast.anna, at=MORNING + HOUR)
    return_review(review=review, reason="Ask", again=["swot"], by=cast.leonid, at=MORNING + 2 * HOUR)
    assert running.answers.get(topic="swot").verdict == "changed"


def test_answering_a_returned_review_leaves_it_returned_until_signed(cast: SimpleNamespace, acme: Account) -> None:
    review = signed(acme, cast.anna)
    running = return_review(review=review, reason="Ask Magnus", by=cast.leonid, at=MORNING + HOUR)
    answer_topic(review=running, topic="swot", verdict="changed", note="", by=cast.anna, at=MORNING + 2 * HOUR)
    assert dossier(acme).review_state == "returned"
    sign_review(review=running, by=cast.anna, at=MORNING + 3 * HOUR)
    assert (dossier(acme).review_state, dossier(acme).due_on) == ("none", datetime.date(2027, 2, 20))


def test_signing_copied_answers_unread_is_marked(cast: SimpleNamespace, acme: Account) -> None:
    running = return_review(review=signed(acme, cast.anna), reason="Look again", by=cast.leonid, at=MORNING + HOUR)
    assert sign_review(review=running, by=cast.anna, at=MORNING + 5 * HOUR).is_empty


def test_only_the_latest_signed_review_is_returned_and_only_once(cast: SimpleNamespace, acme: Account) -> None:
    first = signed(acme, cast.anna)
    second = signed(acme, cast.anna, MORNING + HOUR)
    at = MORNING + 2 * HOUR
    with pytest.raises(ValidationError, match="latest"):
        return_review(review=first, reason="why", by=cast.leonid, at=at)
    with pytest.raises(ValidationError, match="Say what"):
        return_review(review=second, reason="  ", by=cast.leonid, at=at)
    return_review(review=second, reason="why", by=cast.leonid, at=at)
    with pytest.raises(ValidationError, match="already"):
        return_review(review=second, reason="why", by=cast.leonid, at=at)
    assert Review.objects.running().count() == 1


def test_a_new_manager_signs_what_the_old_one_answered(cast: SimpleNamespace, acme: Account) -> None:
    review = answered(acme, cast.anna)
    assign(account=acme, manager=cast.boris, on=datetime.date(2026, 11, 20), reason="", by=cast.leonid)
    assert sign_review(review=review, by=cast.boris, at=MORNING + HOUR).on_behalf_of is None


@pytest.mark.django_db(transaction=True)
def test_two_signatures_at_once_are_one(cast: SimpleNamespace, acme: Account) -> None:
    review = answered(acme, cast.anna)
    results: list[str] = []

    def sign(by: object) -> None:
        try:
            sign_review(review=review, by=by, at=MORNING + HOUR)  # type: ignore[arg-type]
            results.append("signed")
        except ValidationError:
            results.append("refused in words")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=[who]) for who in (cast.anna, cast.leonid) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["refused in words"] * 5 + ["signed"]
    assert Review.objects.signed().count() == 1


@pytest.mark.django_db(transaction=True)
def test_reviews_edits_and_reassignment_at_once_do_not_lock_each_other_out(
    cast: SimpleNamespace, acme: Account
) -> None:
    faults: list[Exception] = []
    barrier = threading.Barrier(3)

    def at_once(act: Callable[[int], object]) -> None:
        try:
            for turn in range(8):
                barrier.wait(timeout=20)
                try:
                    act(turn)
                except (ValidationError, StaleEdit):
                    continue
        except Exception as fault:
            faults.append(fault)
            barrier.abort()
        finally:
            connection.close()

    def edit(turn: int) -> None:
        values = {"mission": f"turn {turn}", "positioning": "" if turn % 2 else "grow"}
        version = section_version(acme, BY_KEY["general"])
        save_section(
            account=acme,
            section=BY_KEY["general"],
            version=version,
            values=values,
            source="",
            on=KEY_SINCE,
            by=cast.anna,
        )

    people = (cast.boris, cast.anna)
    acts: list[Callable[[int], object]] = [
        edit,
        lambda turn: signed(acme, cast.leonid, MORNING + turn * HOUR),
        lambda turn: assign(account=acme, manager=people[turn % 2], on=KEY_SINCE, reason="", by=cast.leonid),
    ]
    threads = [threading.Thread(target=at_once, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    # An edit after “still true” refuses the signature of its turn; once nobody edits, it is given.
    assert signed(acme, cast.leonid, MORNING + 9 * HOUR).state == "signed"
