"""What a signature may confirm, who may give it, and that it stays as it was."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.assigning import assign
from accounts.keeping import change_status, create_contact
from accounts.models import Account
from dossiers.description import BY_KEY
from dossiers.facts import save_section
from dossiers.models import Answer, Dossier, Fact, Review
from dossiers.reminders import plan_reminders
from dossiers.reviews.verifying import UNANSWERED, answer_topic, return_review, sign_review, start_review
from kam_portal.foundation.history.versions import StaleEdit
from kam_portal.foundation.notifications.models import Message
from kam_portal.foundation.notifications.topics import lines_of, still_true
from kam_portal.foundation.people.models import User
from tests.dossiers.reviewing import MORNING, answered, section_version, signed

Make = Callable[..., Account]
SINCE = datetime.date(2026, 6, 1)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def acme(cast: SimpleNamespace, new_account: Make) -> Account:
    return new_account("Acme", kam=cast.anna, on=SINCE)


def write(account: Account, mission: str, **more: str) -> None:
    general = BY_KEY["general"]
    version, values = section_version(account, general), {"mission": mission, **more}
    save_section(account=account, section=general, version=version, values=values, source="", on=SINCE, by=None)


def test_a_returned_review_gives_the_due_date_back_after_key_development(
    cast: SimpleNamespace, new_account: Make
) -> None:
    acme = new_account("Acme", kam=cast.anna, on=datetime.date(2026, 1, 1))
    since = datetime.date(2026, 2, 1)
    change_status(account=acme, status="key_development", reason="grows", on=since, by=cast.leonid)
    assert Dossier.objects.get().due_on == datetime.date(2026, 4, 1)
    review = signed(acme, cast.anna, datetime.datetime(2026, 3, 20, 6, tzinfo=datetime.UTC))
    assert Dossier.objects.get().due_on == datetime.date(2026, 6, 20)
    return_review(review=review, reason="Ask again", by=cast.leonid, at=MORNING)
    dossier = Dossier.objects.get()
    assert (dossier.signed_on, dossier.cadence_from, dossier.due_on) == (
        None,
        datetime.date(2026, 1, 1),
        datetime.date(2026, 4, 1),
    )


def test_a_cadence_that_was_broken_off_begins_anew(cast: SimpleNamespace, new_account: Make) -> None:
    acme = new_account("Acme", kam=cast.anna, on=datetime.date(2026, 1, 1))
    for status, month in (("closed", 2), ("key_development", 3), ("key", 4)):
        on = datetime.date(2026, month, 1)
        change_status(account=acme, status=status, reason="decided", on=on, by=cast.leonid)
    assert Dossier.objects.get().due_on == datetime.date(2026, 6, 1)


def test_a_fact_changed_after_still_true_is_not_signed(cast: SimpleNamespace, acme: Account) -> None:
    review = answered(acme, cast.anna, swot="changed")
    write(acme, "Ships that fly")
    create_contact(account=acme, name="Siri Aas", title="Engineer")
    with pytest.raises(ValidationError) as refusal:
        sign_review(review=review, by=cast.anna, at=MORNING + HOUR)
    general, decision = BY_KEY["general"].title, BY_KEY["decision"].title
    assert refusal.value.messages == [
        f"Not signed yet: {general} and {decision} changed after the answer “still true”. Look and answer again."
    ]
    for topic in ("general", "decision"):
        answer_topic(review=review, topic=topic, verdict="true", note="", by=cast.anna, at=MORNING + HOUR)
    assert sign_review(review=review, by=cast.anna, at=MORNING + 2 * HOUR).state == "signed"


def test_answers_other_than_still_true_let_facts_change(cast: SimpleNamespace, acme: Account) -> None:
    review = answered(acme, cast.anna, general="changed")
    write(acme, "Ships that fly")
    assert sign_review(review=review, by=cast.anna, at=MORNING + HOUR).state == "signed"


def facts_of(account: Account) -> dict[str, datetime.date]:
    return dict(Fact.objects.filter(account=account).values_list("key", "as_of"))


def test_what_was_not_touched_is_verified_when_the_rest_is_called_still_true(
    cast: SimpleNamespace, acme: Account
) -> None:
    write(acme, "Ships that come home", positioning="Two yards")
    signed(acme, cast.anna, general="unknown")
    write(acme, "Ships that fly")
    signed(acme, cast.anna, MORNING + HOUR, general="changed")
    assert facts_of(acme) == {"mission": SINCE, "positioning": SINCE}
    write(acme, "Ships that dive")
    signed(acme, cast.anna, MORNING + 2 * HOUR, general="partly")
    assert facts_of(acme) == {"mission": MORNING.date(), "positioning": MORNING.date()}


def test_the_rest_is_not_true_where_no_change_is_written_down(cast: SimpleNamespace, acme: Account) -> None:
    write(acme, "Ships that come home")
    signed(acme, cast.anna)
    review = start_review(account=acme, by=cast.anna, at=MORNING + HOUR)
    say = {"review": review, "topic": "general", "verdict": "partly", "note": "", "by": cast.anna, "at": MORNING + HOUR}
    with pytest.raises(ValidationError) as refusal:
        answer_topic(**say)
    assert refusal.value.message_dict == {
        "verdict": [
            "Nothing is written down as changed here since the last review. "
            "Edit the section first, or answer “Changed” alone."
        ]
    }
    write(acme, "Ships that fly")
    assert answer_topic(**say).verdict == "partly"


def test_of_an_empty_section_no_rest_is_true(cast: SimpleNamespace, acme: Account) -> None:
    review = start_review(account=acme, by=cast.anna, at=MORNING)
    with pytest.raises(ValidationError) as refusal:
        answer_topic(review=review, topic="swot", verdict="partly", note="", by=cast.anna, at=MORNING)
    words = ["Nothing is known here, so there is no rest that could still be true."]
    assert refusal.value.message_dict == {"verdict": words}


def test_a_fact_changed_after_the_rest_was_called_true_is_not_signed(cast: SimpleNamespace, acme: Account) -> None:
    write(acme, "Ships that come home")
    review = answered(acme, cast.anna, general="partly")
    write(acme, "Ships that fly")
    with pytest.raises(ValidationError, match="General changed after the answer “still true”"):
        sign_review(review=review, by=cast.anna, at=MORNING + HOUR)


def test_the_page_says_what_changed_after_still_true_and_offers_no_signature(
    cast: SimpleNamespace, acme: Account, signed_in: Callable[..., Client]
) -> None:
    answered(acme, cast.anna)
    write(acme, "Ships that fly")
    client = signed_in(cast.anna)
    page = client.get(f"/accounts/{acme.pk}/review/?section=sign").content.decode()
    title = BY_KEY["general"].title
    assert f"Changed after the answer “still true”: {title}. Look and answer again." in page
    assert f'action="/accounts/{acme.pk}/review/sign/"' not in page
    topic = client.get(f"/accounts/{acme.pk}/review/?section=general").content.decode()
    assert "Something here was changed after the answer “still true”." in topic


def test_answers_of_a_signed_review_are_frozen_by_the_database(cast: SimpleNamespace, acme: Account) -> None:
    review = signed(acme, cast.anna)
    answers = Answer.objects.filter(review=review)
    first = answers.order_by("pk")[:1].get()
    for act in (
        lambda: answers.update(verdict="unknown"),
        lambda: answers.delete(),
        lambda: Answer.objects.create(review=review, topic="late", verdict="true", answered_at=MORNING),
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            act()
    running = return_review(review=review, reason="Look again", by=cast.leonid, at=MORNING + HOUR)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Answer.objects.filter(review=running, topic=first.topic).update(review=review, topic="moved")
    assert answers.count() == running.answers.count()


def test_who_signed_for_whom_and_when_it_was_due_is_frozen_by_the_database(
    cast: SimpleNamespace, acme: Account
) -> None:
    review = signed(acme, cast.leonid)
    frozen: tuple[dict[str, object], ...] = (
        {"on_behalf_of": None},
        {"is_empty": True},
        {"due_on": SINCE},
        {"opened_at": MORNING - HOUR},
        {"opened_by": cast.anna},
    )
    for values in frozen:
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(**values)
    return_review(review=review, reason="Look again", by=cast.leonid, at=MORNING + HOUR)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(return_reason="Nothing of it")


def test_whoever_lost_the_account_meanwhile_does_not_sign(cast: SimpleNamespace, acme: Account) -> None:
    review = answered(acme, cast.anna)
    assign(account=acme, manager=cast.viktor, on=SINCE, reason="", by=cast.ada)
    for stranger in (cast.anna, cast.leonid):
        with pytest.raises(ValidationError, match="only the key account manager"):
            sign_review(review=review, by=stranger, at=MORNING + HOUR)
    assert sign_review(review=review, by=cast.viktor, at=MORNING + HOUR).on_behalf_of is None


def test_a_conflict_over_an_answer_names_what_both_had_read(cast: SimpleNamespace, acme: Account) -> None:
    review = start_review(account=acme, by=cast.anna, at=MORNING)
    said = {"review": review, "topic": "swot", "at": MORNING}
    answer_topic(verdict="true", note="asked Siri", by=cast.anna, version=UNANSWERED, **said)
    answer_topic(verdict="changed", note="asked Magnus", by=cast.anna, version=1, **said)
    with pytest.raises(StaleEdit) as stale:
        answer_topic(verdict="unknown", note="asked Siri", by=cast.boris, version=1, **said)
    assert [(d.field, d.before, d.theirs, d.mine) for d in stale.value.differences] == [
        ("verdict", "true", "changed", "unknown"),
        ("note", "asked Siri", "asked Magnus", "asked Siri"),
    ]


def test_a_returned_review_reaches_whoever_stands_in(cast: SimpleNamespace, acme: Account) -> None:
    day = MORNING.date()
    User.objects.filter(pk=cast.anna.pk).update(absent_from=day, absent_until=day, delegate=cast.viktor)
    return_review(review=signed(acme, cast.anna), reason="Ask Magnus", by=cast.leonid, at=MORNING + HOUR)
    messages = list(Message.objects.filter(topic="returned").select_related("about"))
    assert {m.recipient_id for m in messages} == {cast.anna.pk, cast.viktor.pk}
    assert still_true(messages, MORNING + HOUR) == {m.pk for m in messages}
    [text] = [line.text for line in lines_of(messages, cast.viktor, day).values() if line.message_id != messages[0].pk]
    assert text == "The review was returned: “Ask Magnus”. You stand in for Anna Petrova."
    tomorrow = MORNING + 24 * HOUR
    assert still_true(messages, tomorrow) == {m.pk for m in messages if m.recipient_id == cast.anna.pk}


def test_a_signature_settles_what_asked_for_it(
    cast: SimpleNamespace, acme: Account, signed_in: Callable[..., Client]
) -> None:
    plan_reminders(at=MORNING - HOUR)
    assert Message.objects.filter(topic="review", read_at=None).count() == 2
    client = signed_in(cast.anna)
    signed(acme, cast.anna)
    assert Message.objects.filter(topic="review", read_at=None).count() == 0
    assert client.get("/notifications/").content.decode().count("no longer current") == 2
