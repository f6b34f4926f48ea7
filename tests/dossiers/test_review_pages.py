"""The pages of a review, as the manager, a member and the lead meet them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.assigning import add_member
from accounts.keeping import create_contact
from accounts.models import Account
from dossiers.description import BY_KEY, SECTIONS
from dossiers.facts import UNWRITTEN, save_section
from dossiers.models import Answer, Dossier, Review
from dossiers.reviews.verifying import answer_topic, return_review
from kam_portal.foundation.people.models import User
from tests.dossiers.reviewing import MORNING, answered, signed

Make = Callable[..., Account]
SignedIn = Callable[[User], Client]
SINCE = datetime.date(2026, 6, 1)


@pytest.fixture
def acme(cast: SimpleNamespace, new_account: Make) -> Account:
    account = new_account("Acme", kam=cast.anna, on=SINCE)
    save_section(
        account=account,
        section=BY_KEY["general"],
        version=UNWRITTEN,
        values={"mission": "Ships that come home"},
        source="visit",
        on=datetime.date(2026, 6, 1),
        by=cast.anna,
    )
    return account


def page(client: Client, account: Account, section: str = "") -> str:
    response = client.get(reverse("review", args=[account.pk]), {"section": section})
    assert response.status_code == 200
    return response.content.decode()


def test_a_review_goes_section_by_section_to_the_signature(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    anna = signed_in(cast.anna)
    assert "Start the review" in page(anna, acme)
    response = anna.post(reverse("review_start", args=[acme.pk]), follow=True)
    assert response.redirect_chain[-1][0] == f"{reverse('review', args=[acme.pk])}?section=general"
    assert "Ships that come home" in response.content.decode() and "stale" in response.content.decode()
    for position, section in enumerate(SECTIONS, start=1):
        sent = {"topic": section.key, "verdict": "true", "note": "", "version": 0}
        response = anna.post(reverse("review_answer", args=[acme.pk]), sent)
        following = SECTIONS[position].key if position < len(SECTIONS) else "sign"
        assert response["Location"] == f"{reverse('review', args=[acme.pk])}?section={following}"
    version = Review.objects.get().version
    assert f'name="version" value="{version}"' in page(anna, acme, "sign")
    response = anna.post(reverse("review_sign", args=[acme.pk]), {"version": version}, follow=True)
    assert "Review 1 is signed." in response.content.decode()
    assert response.redirect_chain[-1][0] == reverse("review_signed", args=[acme.pk, 1])


def test_an_unfinished_review_names_what_is_missing_and_cannot_be_signed(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    review = answered(acme, cast.anna)
    Answer.objects.filter(review=review, topic__in=["swot", "diary"]).delete()
    anna = signed_in(cast.anna)
    shown = page(anna, acme, "sign")
    assert "2 sections wait for an answer: SWOT, Diary." in shown
    assert re.search(r'<button type="button" class="btn btn-primary" disabled>', shown)
    response = anna.post(reverse("review_sign", args=[acme.pk]), {"version": review.version}, follow=True)
    assert "Not signed yet: SWOT and Diary wait for an answer." in response.content.decode()
    assert Review.objects.get().state == "in_progress"


def test_a_verdict_must_be_chosen(cast: SimpleNamespace, acme: Account, signed_in: SignedIn) -> None:
    anna = signed_in(cast.anna)
    anna.post(reverse("review_start", args=[acme.pk]))
    response = anna.post(
        reverse("review_answer", args=[acme.pk]), {"topic": "swot", "note": "asked Siri", "version": 0}
    )
    assert response.status_code == 200
    assert "Choose still true, changed or unknown." in response.content.decode()
    assert "asked Siri" in response.content.decode()
    assert Answer.objects.count() == 0


def test_a_stale_answer_is_409_with_both_notes(cast: SimpleNamespace, acme: Account, signed_in: SignedIn) -> None:
    add_member(account=acme, user=cast.boris, function="sales", can_edit=True)
    anna, boris = signed_in(cast.anna), signed_in(cast.boris)
    anna.post(reverse("review_start", args=[acme.pk]))
    sent = {"topic": "swot", "verdict": "true", "note": "asked Siri", "version": 0}
    assert anna.post(reverse("review_answer", args=[acme.pk]), sent).status_code == 302
    mine = {**sent, "verdict": "changed", "note": "asked Magnus"}
    response = boris.post(reverse("review_answer", args=[acme.pk]), mine)
    assert response.status_code == 409
    shown = response.content.decode()
    assert "asked Siri" in shown and "asked Magnus" in shown and "Anna Petrova" in shown
    assert Answer.objects.get().note == "asked Siri"
    again = {**mine, "version": 1, "choose-verdict": "theirs", "choose-note": "mine"}
    assert boris.post(reverse("review_answer", args=[acme.pk]), again).status_code == 302
    assert (Answer.objects.get().verdict, Answer.objects.get().note) == ("true", "asked Magnus")


def test_a_member_with_edit_right_answers_but_does_not_sign(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    add_member(account=acme, user=cast.boris, function="sales", can_edit=True)
    review = answered(acme, cast.boris)
    boris = signed_in(cast.boris)
    assert f'action="{reverse("review_sign", args=[acme.pk])}"' not in page(boris, acme, "sign")
    assert boris.post(reverse("review_sign", args=[acme.pk]), {"version": review.version}).status_code == 403
    assert Review.objects.get().state == "in_progress"


def test_a_delegate_answers_but_does_not_sign(cast: SimpleNamespace, acme: Account, signed_in: SignedIn) -> None:
    far = datetime.date(2036, 1, 1)
    User.objects.filter(pk=cast.anna.pk).update(absent_from=SINCE, absent_until=far, delegate=cast.viktor)
    viktor = signed_in(cast.viktor)
    assert viktor.post(reverse("review_start", args=[acme.pk])).status_code == 302
    assert viktor.post(reverse("review_sign", args=[acme.pk]), {"version": 1}).status_code == 403


def test_a_reader_neither_starts_nor_answers(cast: SimpleNamespace, acme: Account, signed_in: SignedIn) -> None:
    add_member(account=acme, user=cast.irina, function="finance", can_edit=False)
    irina = signed_in(cast.irina)
    assert "its manager starts the review" in page(irina, acme)
    assert irina.post(reverse("review_start", args=[acme.pk])).status_code == 403
    answered(acme, cast.anna)
    assert 'name="verdict"' not in page(irina, acme, "swot")
    sent = {"topic": "swot", "verdict": "true", "note": "", "version": 1}
    assert irina.post(reverse("review_answer", args=[acme.pk]), sent).status_code == 403


def test_a_lead_is_told_that_the_signature_is_on_behalf(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    review = answered(acme, cast.anna)
    leonid = signed_in(cast.leonid)
    assert "You sign on behalf of Anna Petrova" in page(leonid, acme, "sign")
    response = leonid.post(reverse("review_sign", args=[acme.pk]), {"version": review.version}, follow=True)
    assert "Signed by Leonid Orlov on behalf of Anna Petrova" in response.content.decode()
    assert "Leonid Orlov on behalf of Anna Petrova" in page(leonid, acme)


def test_signing_what_was_changed_meanwhile_asks_to_look_again(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    review = answered(acme, cast.anna)
    anna = signed_in(cast.anna)
    response = anna.post(reverse("review_sign", args=[acme.pk]), {"version": review.version - 1}, follow=True)
    assert "Look again, then sign." in response.content.decode()
    assert Review.objects.get().state == "in_progress"


def test_the_page_shows_what_changed_since_the_last_review(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    signed(acme, cast.anna)
    save_section(
        account=acme,
        section=BY_KEY["general"],
        version=1,
        values={"mission": "Ships that fly"},
        source="",
        on=datetime.date(2026, 11, 21),
        by=cast.leonid,
    )
    shown = page(signed_in(cast.anna), acme, "general")
    assert '<del class="as-typed">Ships that come home</del>' in shown
    assert '<ins class="as-typed">Ships that fly</ins>' in shown
    assert "Leonid Orlov" in shown


def test_a_signed_page_stays_as_it_was_signed(cast: SimpleNamespace, acme: Account, signed_in: SignedIn) -> None:
    signed(acme, cast.anna)
    save_section(
        account=acme,
        section=BY_KEY["general"],
        version=1,
        values={"mission": "Ships that fly"},
        source="",
        on=datetime.date(2026, 11, 21),
        by=cast.anna,
    )
    shown = signed_in(cast.anna).get(reverse("review_signed", args=[acme.pk, 1])).content.decode()
    assert "Ships that come home" in shown and "Ships that fly" not in shown
    assert "This was the first review." in shown


def test_a_running_review_has_no_signed_page(cast: SimpleNamespace, acme: Account, signed_in: SignedIn) -> None:
    answered(acme, cast.anna)
    anna = signed_in(cast.anna)
    assert anna.get(reverse("review_signed", args=[acme.pk, 1])).status_code == 404
    assert anna.get(reverse("review_signed", args=[acme.pk, 99999999999999999999])).status_code == 404


def test_a_lead_returns_the_latest_review_and_the_manager_does_not(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    signed(acme, cast.anna)
    url = reverse("review_return", args=[acme.pk, 1])
    assert signed_in(cast.anna).post(url, {"reason": "no"}).status_code == 403
    assert signed_in(cast.sofia).post(url, {}).status_code == 404
    leonid = signed_in(cast.leonid)
    assert "This field is required." in leonid.post(url, {"reason": " "}).content.decode()
    response = leonid.post(url, {"reason": "Ask Magnus <now>"}, follow=True)
    assert "Ask Magnus &lt;now&gt;" in response.content.decode()
    assert Dossier.objects.get(account=acme).review_state == "returned"
    assert "Ask Magnus &lt;now&gt;" in page(signed_in(cast.anna), acme)
    again = leonid.post(url, {"reason": "Twice"})
    assert "has been returned already" in again.content.decode()
    assert Review.objects.count() == 2


def test_foreign_reviews_are_missing(cast: SimpleNamespace, acme: Account, signed_in: SignedIn) -> None:
    signed(acme, cast.anna)
    viktor = signed_in(cast.viktor)
    for name, arguments in (("review", [acme.pk]), ("review_signed", [acme.pk, 1])):
        assert viktor.get(reverse(name, args=arguments)).status_code == 404
    for name in ("review_start", "review_answer", "review_sign"):
        assert viktor.post(reverse(name, args=[acme.pk])).status_code == 404


@pytest.mark.parametrize("sent", [{"topic": "weather"}, {"topic": ""}, {}, {"topic": "sign"}])
def test_an_answer_to_no_section_is_refused(
    sent: dict[str, str], cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    anna = signed_in(cast.anna)
    anna.post(reverse("review_start", args=[acme.pk]))
    values = {"verdict": "true", "note": "", "version": "0", **sent}
    assert anna.post(reverse("review_answer", args=[acme.pk]), values).status_code == 404
    assert Answer.objects.count() == 0


def test_the_review_asks_the_database_as_often_for_three_contacts_as_for_one(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    signed(acme, cast.anna)
    answered(acme, cast.anna, MORNING + datetime.timedelta(hours=1))
    anna = signed_in(cast.anna)
    counts = []
    for names in (["One"], ["Two", "Three"]):
        for name in names:
            create_contact(account=acme, name=name)
        page(anna, acme, "decision")
        with CaptureQueriesContext(connection) as queries:
            page(anna, acme, "decision")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_returned_review_begins_with_the_reason_and_says_what_stays_verified(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    review = signed(acme, cast.anna)
    return_review(review=review, reason="Ask Magnus", by=cast.leonid, at=MORNING + datetime.timedelta(hours=1))
    shown = page(signed_in(cast.anna), acme)
    content = shown[shown.index("<main") :]
    order = [content.index(words) for words in ("Returned by Leonid Orlov", "Ask Magnus", "Sections of the review")]
    assert order == sorted(order)
    stays = (
        "The return moved the due date back, not the facts: what review 1 called still true keeps 20 Nov 2026 "
        "as its as-of date and does not count as stale."
    )
    assert stays in shown and "autofocus" not in shown
    assert stays in signed_in(cast.leonid).get(reverse("review_signed", args=[acme.pk, 1])).content.decode()


def test_a_returned_review_opens_on_the_first_section_named_by_the_lead(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    signed(acme, cast.anna)
    url = reverse("review_return", args=[acme.pk, 1])
    sent = {"reason": "Ask Magnus", "again": ["swot", "diary"]}
    leonid, anna = signed_in(cast.leonid), signed_in(cast.anna)
    assert leonid.post(url, sent | {"again": ["weather"]}).status_code == 200
    assert leonid.post(url, sent).status_code == 302
    answer = anna.get(reverse("review", args=[acme.pk]))
    assert answer.context["page"].current.topic.key == "swot"
    shown = " ".join(answer.content.decode().split())
    assert "<b>To be answered again:</b> SWOT, Diary</p>" in shown
    assert ("To the signature" in shown, "6 of 8 answered" in shown) == (False, True)


def test_a_returned_review_opens_on_its_first_section_until_somebody_answers(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    hour = datetime.timedelta(hours=1)
    running = return_review(review=signed(acme, cast.anna), reason="Ask Magnus", by=cast.leonid, at=MORNING + hour)
    anna, address = signed_in(cast.anna), reverse("review", args=[acme.pk])
    answer = anna.get(address)
    assert answer.context["page"].current.topic.key == "general"
    assert re.findall(r'href="([^"]+)" data-focus', answer.content.decode()) == ["?section=sign"]
    answer_topic(review=running, topic="swot", verdict="true", note="", by=cast.anna, at=MORNING + 2 * hour)
    assert anna.get(address).context["page"].current is None


def test_the_header_of_a_returned_review_warns(cast: SimpleNamespace, acme: Account, signed_in: SignedIn) -> None:
    review = signed(acme, cast.anna)
    return_review(review=review, reason="Ask Magnus", by=cast.leonid, at=MORNING + datetime.timedelta(hours=1))
    far = timezone.localdate() + datetime.timedelta(days=80)
    Dossier.objects.filter(account=acme).update(due_on=far)
    shown = page(signed_in(cast.anna), acme)
    header = shown[shown.index('<div class="aside">') : shown.index('<ul class="tabs">')]
    assert re.findall(r"pill pill-(\w+)", header) == ["warn"]
    assert "returned" in header


def test_an_empty_section_is_still_empty_not_still_true(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    anna = signed_in(cast.anna)
    anna.post(reverse("review_start", args=[acme.pk]))

    def offered(section: str) -> list[str]:
        return re.findall(r'name="verdict" value="\w+" required> ([^<]+)</label>', page(anna, acme, section))

    assert offered("general") == ["Still true", "Changed, the rest is still true", "Changed", "Unknown"]
    assert offered("swot") == ["Still empty, nothing known", "Changed", "Unknown"]
    for section in ("general", "swot"):
        sent = {"topic": section, "verdict": "true", "note": "", "version": 0}
        assert anna.post(reverse("review_answer", args=[acme.pk]), sent).status_code == 302
    shown = page(anna, acme, "sign")
    verdicts = re.findall(r'<span class="pill pill-good">.*?</svg>([^<]+)</span>', shown)
    assert verdicts == ["Still true", "Still empty, nothing known"]


def test_a_lead_finds_the_return_at_the_top_of_a_signed_review(
    cast: SimpleNamespace, acme: Account, signed_in: SignedIn
) -> None:
    signed(acme, cast.anna)
    address = reverse("review_signed", args=[acme.pk, 1])
    leonid = signed_in(cast.leonid)
    shown = leonid.get(address).content.decode()
    assert shown.index('id="return"') < shown.index("What the reviewer says")
    assert 'id="return"' not in signed_in(cast.anna).get(address).content.decode()
    refused = leonid.post(reverse("review_return", args=[acme.pk, 1]), {"reason": ""}).content.decode()
    opened = '<details class="mt-2 no-print" open>'
    assert (opened in shown, opened in refused) == (False, True)
